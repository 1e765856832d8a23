package dev.snaptill.patent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.snaptill.World;
import dev.snaptill.World.Person;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * P14, receipts A: the platform tells payer and payee, and the payee answers the payer through the
 * platform.
 */
class PatentP14Test {
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
  void bothAreToldOfThePayment() throws Exception {
    Paid paid = Paid.by(world, world.person("Ann", 100_00));
    assertThat(paid.payersText())
        .isEqualTo("Paid 7.50 CNY to Corner Shop. Receipt " + paid.number() + ".");
    assertThat(paid.payeesText())
        .matches("Received 7\\.50 CNY from 139\\*{4}\\d{4}\\. Receipt " + paid.number() + "\\.");
  }

  @Test
  void thePayeeAnswersThePayerInItsOwnWords() throws Exception {
    Person payer = world.person("Ann", 100_00);
    Paid paid = Paid.by(world, payer);
    long last = payer.phone().lastId();
    JsonObject sent =
        say(paid, "Thank you!\nTable 4, see https://evil.example/x or www.evil.example");
    assertThat(sent.getString("text")).doesNotContain("://", "\n", "evil.example");
    assertThat(sent.getInteger("left")).isEqualTo(2);
    assertThat(payer.phone().awaitText(text -> true, last, World.SOON).text())
        .startsWith("Corner Shop says: Thank you! Table 4, see")
        .doesNotContain("evil.example");
  }

  @Test
  void aPayersPhoneIsNotFilledWithMessages() throws Exception {
    Paid paid = Paid.by(world, world.person("Ann", 100_00));
    for (int i = 0; i < 3; i++) {
      say(paid, "Number " + i);
    }
    assertThatThrownBy(() -> say(paid, "one more")).hasMessageContaining("message-limit");
  }

  @Test
  void nobodyElseWritesToThePayer() throws Exception {
    Paid paid = Paid.by(world, world.person("Ann", 100_00));
    Person other = world.person("Li", 0);
    String key =
        world
            .operator(
                "POST", "/v1/keys", new JsonObject().put("party", other.id()).put("name", "x"))
            .getString("key");
    assertThatThrownBy(
            () ->
                world.call(
                    "POST",
                    "/v1/payments/" + paid.id() + "/messages",
                    key,
                    new JsonObject().put("text", "hello")))
        .hasMessageContaining(": 404");
  }

  private static JsonObject say(Paid paid, String words) throws Exception {
    return world.call(
        "POST",
        "/v1/payments/" + paid.id() + "/messages",
        world.shopKey,
        new JsonObject().put("text", words));
  }
}
