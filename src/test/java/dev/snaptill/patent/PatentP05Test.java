package dev.snaptill.patent;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.zxing.BarcodeFormat;
import com.google.zxing.EncodeHintType;
import com.google.zxing.common.BitMatrix;
import com.google.zxing.qrcode.QRCodeWriter;
import dev.snaptill.World;
import dev.snaptill.World.Person;
import dev.snaptill.simulator.mmsc.Picture;
import dev.snaptill.simulator.phone.Camera;
import dev.snaptill.simulator.phone.Shot;
import io.vertx.core.json.JsonObject;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * P5: the payee asks over REST, gets voucher <em>data</em>, and draws the code from it itself; the
 * payer pays with the drawing, or with the data typed or pasted into a text.
 */
class PatentP05Test {
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
  void aCodeThatThePayeeDrewFromTheDataIsPaid(String form) throws Exception {
    Person payer = world.person("Ann", 100_00);
    Picture drawn = drawnByThePayee(data(form));
    assertThat(world.answerTo(payer.phone(), "", Camera.photograph(drawn, Shot.good())))
        .startsWith("Paid 7.50 CNY to Corner Shop. Receipt ");
    assertThat(world.north.balance(payer.account())).isEqualTo(92_50);
  }

  @ParameterizedTest
  @ValueSource(strings = {"link", "smsto", "token", "emv", "digits"})
  void theDataSentAsATextIsPaid(String form) throws Exception {
    Person payer = world.person("Ann", 100_00);
    assertThat(world.answerTo(payer.phone(), data(form)))
        .startsWith("Paid 7.50 CNY to Corner Shop. Receipt ");
    assertThat(world.north.balance(payer.account())).isEqualTo(92_50);
  }

  private static String data(String form) throws Exception {
    JsonObject voucher = world.voucher("7.50");
    return new String(world.code(voucher, "code.txt", "form=" + form), StandardCharsets.UTF_8);
  }

  /** With a library's own settings, as a shop's programmer would. */
  private static Picture drawnByThePayee(String data) throws Exception {
    Map<EncodeHintType, Object> hints = new EnumMap<>(EncodeHintType.class);
    hints.put(EncodeHintType.CHARACTER_SET, "UTF-8");
    BitMatrix modules = new QRCodeWriter().encode(data, BarcodeFormat.QR_CODE, 420, 420, hints);
    BufferedImage image = new BufferedImage(420, 420, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < 420; y++) {
      for (int x = 0; x < 420; x++) {
        image.setRGB(x, y, modules.get(x, y) ? 0 : 0xffffff);
      }
    }
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    ImageIO.write(image, "png", png);
    return new Picture("own.png", "image/png", png.toByteArray());
  }
}
