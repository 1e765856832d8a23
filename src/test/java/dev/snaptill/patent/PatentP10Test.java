package dev.snaptill.patent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.snaptill.World;
import dev.snaptill.qr.QrDrawing;
import dev.snaptill.simulator.mmsc.Picture;
import dev.snaptill.voucher.VoucherCodes;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** P10: a voucher must be our own; forged ones are refused and guesses slowed down. */
class PatentP10Test {
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

  @Test
  void aCodeWithRightCheckDigitsThatWeNeverGaveIsRefused() throws Exception {
    World.Person eve = world.person("Eve", 100_00);
    Map<String, Long> before = world.money();
    String digits = "123456789012";
    assertThat(world.answerTo(eve.phone(), digits + VoucherCodes.checkDigits(digits)))
        .startsWith("This code is not valid.");
    assertThat(world.money()).isEqualTo(before);
  }

  @Test
  void aForgedTokenInAPhotoIsRefused() throws Exception {
    World.Person eve = world.person("Eve", 100_00);
    String forged = "ST1." + "AQEB" + "abcd".repeat(25);
    Picture photo = new Picture("f.png", "image/png", QrDrawing.of(forged).pngWithin(480));
    assertThat(world.answerTo(eve.phone(), "", photo))
        .isEqualTo("This code was not made by us, or was altered. Nothing was taken.");
  }

  @Test
  void whoGuessesIsBlockedAlsoOverARestart() throws Exception {
    World.Person eve = world.person("Eve", 100_00);
    for (int i = 0; i < 4; i++) {
      String digits = "90000000000" + i;
      assertThat(world.answerTo(eve.phone(), digits + VoucherCodes.checkDigits(digits)))
          .startsWith("This code is not valid.");
    }
    String last = "900000000009";
    assertThat(world.answerTo(eve.phone(), last + VoucherCodes.checkDigits(last)))
        .startsWith("Too many wrong codes.");
    world.restart();
    JsonObject voucher = world.voucher("1.00");
    long answers = eve.phone().lastId();
    eve.phone().sendText(voucher.getString("code"));
    // somebody else's answer comes, the blocked one's does not
    assertThat(world.answerTo(world.person("Ann", 10_00).phone(), voucher.getString("code")))
        .startsWith("Paid 1.00");
    Awaitility.await()
        .atMost(World.SOON)
        .until(() -> world.metric("snaptill_messages_ended_total{outcome=\"silent\"}") == 1);
    assertThat(eve.phone().lastId()).isLessThanOrEqualTo(answers + 1);
    assertThat(world.money()).containsEntry("north " + eve.account(), 100_00L);
  }
}
