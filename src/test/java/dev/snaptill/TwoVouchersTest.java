package dev.snaptill;

import static org.assertj.core.api.Assertions.assertThat;

import dev.snaptill.World.Person;
import dev.snaptill.simulator.mmsc.Picture;
import dev.snaptill.simulator.phone.Camera;
import dev.snaptill.simulator.phone.Shot;
import io.vertx.core.json.JsonObject;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Two vouchers lie on the counter, and both are in the photo. */
class TwoVouchersTest {
  private static final String SEVERAL =
      "Your message shows several vouchers. Send a photo of just one, or its 14 digits. Nothing was"
          + " taken.";

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

  /** The second one is farther away: so many percent of the first one's size. */
  @ParameterizedTest
  @ValueSource(ints = {100, 60, 40})
  void neitherIsPaidWhicheverIsLarger(int percent) throws Exception {
    Person payer = world.person("Ann", 100_00);
    Picture near = world.picture(world.voucher("1.00"));
    Picture far = world.picture(world.voucher("2.00"));
    Map<String, Long> before = world.money();
    for (double turn : new double[] {3, 185}) {
      Picture photo = Camera.photograph(beside(near, far, percent), shot(turn));
      assertThat(world.answerTo(payer.phone(), "", photo)).isEqualTo(SEVERAL);
    }
    assertThat(world.money()).isEqualTo(before);
  }

  @Test
  void aPhotoOfJustOneOfThemThenPaysThatOne() throws Exception {
    Person payer = world.person("Ann", 100_00);
    Picture near = world.picture(world.voucher("1.00"));
    Picture far = world.picture(world.voucher("2.00"));
    Picture both = Camera.photograph(beside(near, far, 50), shot(3));
    assertThat(world.answerTo(payer.phone(), "", both)).isEqualTo(SEVERAL);

    assertThat(world.answerTo(payer.phone(), "", Camera.photograph(far, Shot.good())))
        .startsWith("Paid 2.00 CNY to Corner Shop. Receipt ");
    assertThat(world.north.balance(payer.account())).isEqualTo(98_00);
  }

  @Test
  void theSameVoucherTwiceIsOneVoucher() throws Exception {
    Person payer = world.person("Ann", 100_00);
    JsonObject voucher = world.voucher("7.50");
    Picture twice = beside(world.picture(voucher), world.picture(voucher), 60);
    assertThat(world.answerTo(payer.phone(), "", Camera.photograph(twice, shot(3))))
        .startsWith("Paid 7.50 CNY to Corner Shop. Receipt ");
    assertThat(world.north.balance(payer.account())).isEqualTo(92_50);
  }

  private static Shot shot(double turn) {
    return new Shot(turn, 0.03, 0.5, 0.1, 4, 1280, true, 75, 1);
  }

  private static Picture beside(Picture near, Picture far, int percent) throws IOException {
    BufferedImage one = ImageIO.read(new ByteArrayInputStream(near.octets()));
    BufferedImage other = ImageIO.read(new ByteArrayInputStream(far.octets()));
    int width = other.getWidth() * percent / 100;
    int height = other.getHeight() * percent / 100;
    BufferedImage counter =
        new BufferedImage(
            one.getWidth() + width + 120,
            Math.max(one.getHeight(), height) + 80,
            BufferedImage.TYPE_INT_RGB);
    Graphics2D g = counter.createGraphics();
    g.setColor(new Color(214, 205, 190));
    g.fillRect(0, 0, counter.getWidth(), counter.getHeight());
    g.drawImage(one, 40, 40, null);
    g.drawImage(
        other.getScaledInstance(width, height, java.awt.Image.SCALE_AREA_AVERAGING),
        one.getWidth() + 80,
        counter.getHeight() - height - 40,
        null);
    g.dispose();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ImageIO.write(counter, "png", out);
    return new Picture("counter.png", "image/png", out.toByteArray());
  }
}
