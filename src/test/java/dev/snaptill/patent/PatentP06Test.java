package dev.snaptill.patent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.snaptill.World;
import dev.snaptill.World.Person;
import dev.snaptill.qr.ImageLimits;
import dev.snaptill.qr.PhotoDecoder;
import dev.snaptill.simulator.mmsc.Picture;
import dev.snaptill.simulator.phone.Camera;
import dev.snaptill.simulator.phone.Phone;
import dev.snaptill.simulator.phone.Shot;
import io.vertx.core.json.JsonObject;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.rendering.ImageType;
import org.apache.pdfbox.rendering.PDFRenderer;
import org.apache.pdfbox.text.PDFTextStripper;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** P6: the platform returns the finished voucher picture: PNG, SVG, MMS, and a sheet to print. */
class PatentP06Test {
  @TempDir static Path directory;
  private static World world;

  @BeforeAll
  static void start() throws Exception {
    world = new World(directory);
  }

  @AfterAll
  static void stop() {
    world.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"link", "smsto", "token", "emv", "digits"})
  void aPhotoOfThePictureIsPaid(String form) throws Exception {
    Person payer = world.person("Ann", 100_00);
    JsonObject voucher = world.voucher("7.50");
    Picture picture =
        new Picture("code.png", "image/png", world.code(voucher, "code.png", "form=" + form));
    assertThat(world.answerTo(payer.phone(), "", Camera.photograph(picture, Shot.good())))
        .startsWith("Paid 7.50 CNY to Corner Shop. Receipt ");
    assertThat(world.north.balance(payer.account())).isEqualTo(92_50);
  }

  @Test
  void aPersonGetsThePictureByMmsAndItIsPaid() throws Exception {
    Person payer = world.person("Ann", 100_00);
    Person payee = world.person("Li", 0);
    Picture picture = world.ask(payee.phone(), "REQ 10 lunch").picture().pictures().get(0);
    assertThat(world.answerTo(payer.phone(), "", Camera.photograph(picture, Shot.good())))
        .startsWith("Paid 10.00 CNY to Li. Receipt ");
  }

  @Test
  void aPictureTooSmallToBePhotographedIsRefused() throws Exception {
    JsonObject voucher = world.voucher("7.50");
    HttpResponse<byte[]> answer =
        world.fetch(
            "/v1/vouchers/" + voucher.getString("id") + "/code.png?form=emv&size=120",
            world.shopKey);
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(new String(answer.body(), StandardCharsets.UTF_8))
        .contains("this code takes at least");
  }

  @ParameterizedTest
  @CsvSource({
    "link,1,en",
    "smsto,4,zh",
    "emv,8,en",
    "digits,24,zh",
    "link,24,en",
    "smsto,24,en",
    "emv,1,zh",
    "token,8,zh"
  })
  void everyCodeOfAPrintedSheetIsRead(String form, int perPage, String language) throws Exception {
    JsonObject voucher =
        world.voucher(new JsonObject().put("amount", "7.50").put("note", "早餐 breakfast"));
    byte[] pdf =
        world.code(
            voucher, "code.pdf", "form=" + form + "&per_page=" + perPage + "&language=" + language);
    try (PDDocument document = Loader.loadPDF(pdf)) {
      assertThat(document.getNumberOfPages()).isEqualTo(1);
      String words = new PDFTextStripper().getText(document);
      assertThat(words.split("Corner Shop", -1)).hasSize(perPage + 1);
      assertThat(words)
          .contains(voucher.getString("code"))
          .contains("早餐 breakfast")
          .contains(language.equals("zh") ? "7.50元" : "7.50 CNY")
          .contains("10658");
      BufferedImage page = new PDFRenderer(document).renderImageWithDPI(0, 200, ImageType.GRAY);
      List<String> texts = codes(degraded(page), perPage);
      assertThat(texts).hasSize(perPage);
      String said =
          new String(world.code(voucher, "code.txt", "form=" + form), StandardCharsets.UTF_8);
      assertThat(texts)
          .allMatch(text -> form.equals("link") ? text.equalsIgnoreCase(said) : text.equals(said));
      keep(page, form, perPage, language);
    }
  }

  @Test
  void aPhotoOfAPrintedSheetIsPaid() throws Exception {
    Person payer = world.person("Ann", 100_00);
    byte[] pdf = world.code(world.voucher("7.50"), "code.pdf", "per_page=1");
    try (PDDocument document = Loader.loadPDF(pdf)) {
      BufferedImage page = new PDFRenderer(document).renderImageWithDPI(0, 100, ImageType.RGB);
      ByteArrayOutputStream png = new ByteArrayOutputStream();
      ImageIO.write(page, "png", png);
      Picture poster = new Picture("poster.png", "image/png", png.toByteArray());
      assertThat(world.answerTo(payer.phone(), "", Camera.photograph(poster, Shot.good())))
          .startsWith("Paid 7.50 CNY to Corner Shop. Receipt ");
    }
  }

  @Test
  void aNameInChineseIsPrinted() throws Exception {
    Phone none = world.phone("+8613700000001", "li");
    assertThat(none).isNotNull();
    String shop = world.party("shop", "李记面馆", "+8613700000001", "zh");
    world.account(shop, "south", "6228480000000777");
    world.south.openAccount("6228480000000777", 0);
    String key =
        world
            .operator("POST", "/v1/keys", new JsonObject().put("party", shop).put("name", "till"))
            .getString("key");
    String id =
        world
            .call("POST", "/v1/vouchers", key, new JsonObject().put("amount", "18.00"))
            .getString("id");
    HttpResponse<byte[]> pdf = world.fetch("/v1/vouchers/" + id + "/code.pdf?per_page=4", key);
    try (PDDocument document = Loader.loadPDF(pdf.body())) {
      assertThat(new PDFTextStripper().getText(document))
          .contains("李记面馆", "18.00元", "拍下此码", "有效期至");
      keep(new PDFRenderer(document).renderImageWithDPI(0, 60, ImageType.RGB), "usual", 4, "shop");
    }
    HttpResponse<byte[]> emv = world.fetch("/v1/vouchers/" + id + "/code.txt?form=emv", key);
    assertThat(new String(emv.body(), StandardCharsets.UTF_8))
        .contains("5914SNAPTILL PAYEE")
        .contains("64140002ZH0104李记面馆");
  }

  /** Half the resolution, blurred, and noisy: a cheap printer and a tired camera. */
  private static BufferedImage degraded(BufferedImage page) {
    int width = page.getWidth();
    int height = page.getHeight();
    BufferedImage out = new BufferedImage(width, height, BufferedImage.TYPE_BYTE_GRAY);
    java.util.Random random = new java.util.Random(7);
    for (int y = 1; y < height - 1; y++) {
      for (int x = 1; x < width - 1; x++) {
        int sum = 0;
        for (int dy = -1; dy <= 1; dy++) {
          for (int dx = -1; dx <= 1; dx++) {
            sum += page.getRaster().getSample(x + dx, y + dy, 0);
          }
        }
        int grey = 30 + sum / 9 * 190 / 255 + (int) (random.nextGaussian() * 8);
        out.getRaster().setSample(x, y, 0, Math.max(0, Math.min(255, grey)));
      }
    }
    return out;
  }

  /** Each cell as somebody would photograph it, read as the gateway reads photos. */
  private static List<String> codes(BufferedImage page, int perPage) throws Exception {
    int columns = perPage == 1 ? 1 : perPage == 24 ? 3 : 2;
    int rows = perPage / columns;
    double margin = page.getWidth() * 24 / 595.3;
    double width = (page.getWidth() - 2 * margin) / columns;
    double height = (page.getHeight() - 2 * margin) / rows;
    PhotoDecoder decoder = new PhotoDecoder(ImageLimits.DEFAULT);
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < perPage; i++) {
      BufferedImage cell =
          page.getSubimage(
              (int) (margin + i % columns * width),
              (int) (margin + (double) (i / columns) * height),
              (int) width,
              (int) height);
      ByteArrayOutputStream jpeg = new ByteArrayOutputStream();
      ImageIO.write(cell, "jpg", jpeg);
      texts.addAll(decoder.decode(jpeg.toByteArray(), Duration.ofMinutes(2)).texts());
    }
    return texts;
  }

  private static void keep(BufferedImage page, String form, int perPage, String language)
      throws Exception {
    Path folder = Path.of("target", "sheets");
    Files.createDirectories(folder);
    ImageIO.write(
        page, "png", folder.resolve(form + "-" + perPage + "-" + language + ".png").toFile());
  }
}
