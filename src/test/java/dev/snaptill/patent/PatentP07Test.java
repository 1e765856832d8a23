package dev.snaptill.patent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.snaptill.World;
import dev.snaptill.World.Person;
import dev.snaptill.simulator.mmsc.Picture;
import dev.snaptill.simulator.phone.Camera;
import dev.snaptill.simulator.phone.Shot;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.net.URLDecoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.rendering.ImageType;
import org.apache.pdfbox.rendering.PDFRenderer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** P7: the payee shows the voucher on a page of ours, which asks no log-in. */
class PatentP07Test {
  private static final String IPHONE =
      "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148";
  private static final String ANDROID =
      "Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 Chrome/126.0 Mobile";

  @TempDir static Path directory;
  private static World world;

  @BeforeAll
  static void start() throws Exception {
    world = new World(directory, Map.of("SNAPTILL_API_PAGES_PER_MINUTE", "300"));
  }

  @AfterAll
  static void stop() {
    world.close();
  }

  @Test
  void aStrangerSeesWhoIsPaidAndHowMuch() throws Exception {
    JsonObject voucher =
        world.voucher(new JsonObject().put("amount", "7.50").put("note", "<b>lunch</b> & tea"));
    HttpResponse<byte[]> page = page(voucher, "Accept-Language", "en");
    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(text(page))
        .contains("Corner Shop", "7.50 CNY", "&lt;b&gt;lunch&lt;/b&gt; &amp; tea", "Not paid yet")
        .contains(voucher.getString("code"))
        .doesNotContain("http://", "https://", "<b>");
    assertThat(page.headers().firstValue("Content-Security-Policy").orElse(""))
        .startsWith("default-src 'none'")
        .doesNotContain("unsafe");
    assertThat(page.headers().firstValue("Referrer-Policy")).contains("no-referrer");
    assertThat(page.headers().firstValue("Cache-Control")).contains("no-store");
  }

  @Test
  void theBrowsersLanguageIsSpoken() throws Exception {
    JsonObject voucher = world.voucher("7.50");
    assertThat(text(page(voucher, "Accept-Language", "fr, zh-CN;q=0.9, en;q=0.5")))
        .contains("<html lang=\"zh-CN\">", "发短信付款", "7.50元", "尚未支付");
    assertThat(text(page(voucher, "Accept-Language", "fr"))).contains("Pay by text message");
  }

  @Test
  void theButtonOpensAFilledInMessageOnBothKindsOfPhone() throws Exception {
    JsonObject voucher = world.voucher("7.50");
    String digits = voucher.getString("digits");
    assertThat(text(page(voucher, "User-Agent", ANDROID)))
        .contains("href=\"sms:10658?body=" + digits + "\"");
    assertThat(text(page(voucher, "User-Agent", IPHONE)))
        .contains("href=\"sms:10658&amp;body=" + digits + "\"");
  }

  @Test
  void thePageTellsWhenItIsPaid() throws Exception {
    Person payer = world.person("Ann", 100_00);
    JsonObject voucher = world.voucher("7.50");
    assertThat(state(voucher)).isEqualTo("active");
    world.answerTo(payer.phone(), voucher.getString("digits"));
    assertThat(state(voucher)).isEqualTo("paid");
    assertThat(text(page(voucher))).contains(">Paid<").doesNotContain("sms:", "<script");
  }

  @Test
  void thePageTellsWhenItIsCancelledOrExpired() throws Exception {
    JsonObject cancelled = world.voucher("7.50");
    world.call(
        "POST", "/v1/vouchers/" + cancelled.getString("id") + "/cancel", world.shopKey, null);
    assertThat(text(page(cancelled))).contains("Cancelled by the payee").doesNotContain("sms:");
    JsonObject expired =
        world.voucher(new JsonObject().put("amount", "7.50").put("expires_in", 60));
    world.clock.advance(Duration.ofSeconds(61));
    assertThat(text(page(expired))).contains("Expired").doesNotContain("sms:");
  }

  @Test
  void aPosterOnTheWallIsPaidByEverybodyWhoPhotographsIt() throws Exception {
    JsonObject voucher = world.voucher(new JsonObject().put("amount", "7.50").put("max_uses", 100));
    byte[] sheet = world.code(voucher, "code.pdf", "form=link&per_page=1&language=zh");
    Picture poster;
    try (PDDocument document = Loader.loadPDF(sheet)) {
      ByteArrayOutputStream png = new ByteArrayOutputStream();
      ImageIO.write(new PDFRenderer(document).renderImageWithDPI(0, 90, ImageType.RGB), "png", png);
      poster = new Picture("poster.png", "image/png", png.toByteArray());
    }
    for (String name : new String[] {"Ann", "Bo"}) {
      Person payer = world.person(name, 100_00);
      assertThat(
              world.answerTo(payer.phone(), "", Camera.photograph(poster, Shot.good().rotated(8))))
          .startsWith("Paid 7.50 CNY to Corner Shop.");
    }
    assertThat(state(voucher)).isEqualTo("active");
  }

  @Test
  void thePageOfADedicatedVoucherShowsNeitherPayerNorCode() throws Exception {
    Person payer = world.person("Annabel", 100_00);
    JsonObject voucher =
        world.voucher(
            new JsonObject()
                .put("amount", "7.50")
                .put("note", "secret")
                .put("payer", new JsonObject().put("party", payer.id())));
    String page = text(page(voucher));
    assertThat(page)
        .contains("Corner Shop", "7.50 CNY", "Not paid yet")
        .doesNotContain("secret", "Annabel", voucher.getString("digits"))
        .doesNotContain(voucher.getString("code"), payer.phone().number());
    Matcher tap = Pattern.compile("href=\"sms:10658\\?body=([^\"]*)\"").matcher(page);
    assertThat(tap.find()).isTrue();
    String body = URLDecoder.decode(tap.group(1), StandardCharsets.UTF_8);
    assertThat(world.answerTo(world.friend, body)).doesNotContain("Paid");
    assertThat(world.answerTo(payer.phone(), body)).startsWith("Paid 7.50 CNY to Corner Shop.");
    assertThat(text(page(voucher))).contains(">Paid<");
  }

  @Test
  void thePayerIsToldToAddAnAmountOfItsOwn() throws Exception {
    JsonObject voucher =
        world.voucher(
            new JsonObject()
                .put("min_amount", "1.00")
                .put("max_amount", "50.00")
                .put("max_uses", 9));
    String page = text(page(voucher));
    assertThat(page)
        .contains("1.00 to 50.00 CNY", "Add the amount after it")
        .contains("href=\"sms:10658?body=" + voucher.getString("digits") + "%20\"");
    Person payer = world.person("Ann", 100_00);
    assertThat(world.answerTo(payer.phone(), voucher.getString("digits") + " 12.50"))
        .startsWith("Paid 12.50 CNY");
  }

  @Test
  void anAddressInCapitalsAsCodesHaveItLeadsThereToo() throws Exception {
    JsonObject voucher = world.voucher("7.50");
    assertThat(world.fetch("/V/" + voucher.getString("id").toUpperCase(java.util.Locale.ROOT), ""))
        .extracting(HttpResponse::statusCode)
        .isEqualTo(200);
  }

  /** Both take at least the floor that hides what a look-up found; neither page tells anything. */
  @Test
  void whatIsNotThereIsToldNothingAbout() throws Exception {
    for (String path : new String[] {"/v/0abcdefghjkmn", "/v/nothing", "/v/0abcdefghjkmn/state"}) {
      long begun = System.nanoTime();
      HttpResponse<byte[]> page = world.fetch(path, "");
      assertThat(Duration.ofNanos(System.nanoTime() - begun)).isGreaterThan(Duration.ofMillis(55));
      assertThat(page.statusCode()).isEqualTo(404);
      assertThat(text(page)).contains("There is nothing here").doesNotContain("voucher");
    }
    long begun = System.nanoTime();
    assertThat(page(world.voucher("7.50")).statusCode()).isEqualTo(200);
    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isGreaterThan(Duration.ofMillis(55));
  }

  @Test
  void whoAsksTooOftenWaits() throws Exception {
    try (World strict =
        new World(directory.resolve("strict"), Map.of("SNAPTILL_API_PAGES_PER_MINUTE", "3"))) {
      String path = "/v/" + strict.voucher("7.50").getString("id");
      int last = 0;
      for (int i = 0; i < 8 && last != 429; i++) {
        last = strict.fetch(path, "").statusCode();
      }
      assertThat(last).isEqualTo(429);
      assertThat(strict.fetch("/v1/vouchers", strict.shopKey).statusCode()).isEqualTo(200);
    }
  }

  private static String state(JsonObject voucher) throws Exception {
    return new JsonObject(text(world.fetch("/v/" + voucher.getString("id") + "/state", "")))
        .getString("state");
  }

  private static HttpResponse<byte[]> page(JsonObject voucher, String... headers) throws Exception {
    return world.fetch("/v/" + voucher.getString("id"), "", headers);
  }

  private static String text(HttpResponse<byte[]> answer) {
    return new String(answer.body(), StandardCharsets.UTF_8);
  }
}
