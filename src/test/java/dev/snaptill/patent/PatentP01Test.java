package dev.snaptill.patent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.snaptill.World;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * P1: a voucher holds at least what corresponds to payee and amount; an identifier drawn at random
 * at each creation; and, if wanted, with which application the payer acts.
 */
class PatentP01Test {
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
  void aVoucherLeadsToItsPayeeAndItsAmount() throws Exception {
    World.Person ann = world.person("Ann", 100_00);
    JsonObject voucher = world.voucher("12.50");
    assertThat(world.answerTo(ann.phone(), voucher.getString("code")))
        .startsWith("Paid 12.50 CNY to Corner Shop.");
    assertThat(world.money()).containsEntry("north " + ann.account(), 87_50L);
  }

  @Test
  void itsIdentifierIsDrawnAtRandomEachTime() throws Exception {
    Set<String> codes = new HashSet<>();
    for (int i = 0; i < 20; i++) {
      codes.add(world.voucher("1.00").getString("digits").substring(0, 12));
    }
    assertThat(codes).hasSize(20);
  }

  @Test
  void itMaySayByWhichChannelThePayerActs() throws Exception {
    World.Person ann = world.person("Ann", 100_00);
    JsonObject byMms =
        world.voucher(
            new JsonObject().put("amount", "3.00").put("channels", new JsonArray().add("mms")));
    assertThat(world.answerTo(ann.phone(), byMms.getString("code")))
        .isEqualTo("This voucher can only be paid by MMS. Nothing was taken.");
    assertThat(world.answerTo(ann.phone(), "", world.picture(byMms))).startsWith("Paid 3.00 CNY");

    JsonObject bySms =
        world.voucher(
            new JsonObject().put("amount", "4.00").put("channels", new JsonArray().add("sms")));
    assertThat(world.answerTo(ann.phone(), "", world.picture(bySms)))
        .isEqualTo("This voucher can only be paid by SMS. Nothing was taken.");
    assertThat(bySms.getString("payload")).startsWith("smsto:10658:");
    assertThat(world.answerTo(ann.phone(), bySms.getString("code"))).startsWith("Paid 4.00 CNY");
  }
}
