package dev.snaptill;

import static org.assertj.core.api.Assertions.assertThat;

import dev.snaptill.World.Person;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nobody's number can be flooded with answers, by restarts either. */
class ReplyBudgetTest {
  private static final String WITHHELD = "snaptill_replies_withheld_total";

  @TempDir Path directory;
  private World world;

  @BeforeEach
  void start() throws Exception {
    world = new World(directory, Map.of("SNAPTILL_CONFIRMATION_REPLIES_PER_HOUR", "3"));
  }

  @AfterEach
  void stop() {
    world.close();
  }

  private void awaitWithheld(int times) {
    Awaitility.await()
        .atMost(World.SOON)
        .untilAsserted(() -> assertThat(world.metric(WITHHELD)).isEqualTo(times));
  }

  @Test
  void aRestartForgivesNobodyAndAnHourForgivesAll() throws Exception {
    Person ann = world.person("Ann", 100_00);
    Person bo = world.person("Bo", 100_00);
    for (int answered = 0; answered < 3; answered++) {
      world.answerTo(ann.phone(), "HELP");
    }
    world.answerTo(bo.phone(), "HELP");
    ann.phone().sendText("HELP");
    awaitWithheld(1);

    // what was withheld counts for nothing, however often it came
    for (int start = 0; start < 2; start++) {
      world.restart();
      ann.phone().sendText("HELP");
      awaitWithheld(1);
    }
    assertThat(world.answerTo(bo.phone(), "HELP")).isNotEmpty();
    // a payment's receipt always leaves
    assertThat(world.answerTo(ann.phone(), world.voucher("5.00").getString("code")))
        .startsWith("Paid 5.00 CNY");

    world.clock.advance(Duration.ofMinutes(30));
    ann.phone().sendText("HELP");
    awaitWithheld(2);
    // an hour after the answers, half an hour after what was withheld
    world.clock.advance(Duration.ofMinutes(36));
    world.restart();
    assertThat(world.answerTo(ann.phone(), "HELP")).isNotEmpty();
  }
}
