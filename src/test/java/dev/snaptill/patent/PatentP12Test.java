package dev.snaptill.patent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.snaptill.World;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * P12: the payer first authorises the platform, which then debits the payer through the bank's
 * front-end and pays the payee.
 */
class PatentP12Test {
  @TempDir Path directory;

  @Test
  void nothingIsDebitedBeforeThePayerHasAuthorisedIt() throws Exception {
    try (World world = new World(directory)) {
      String number = "+8613955500001";
      String id = world.party("person", "New", number);
      String account = "6222030099990001";
      world.north.openAccount(account, 50_00);
      String accountId = world.account(id, "north", account);
      var phone = world.phone(number, "new");
      String code = world.voucher("10.00").getString("code");
      Map<String, Long> before = world.money();
      assertThat(world.answerTo(phone, code)).startsWith("You have not authorised payments");
      assertThat(world.money()).isEqualTo(before);

      world.operator(
          "PUT", "/v1/parties/" + id + "/mandate", new JsonObject().put("account", accountId));
      assertThat(world.answerTo(phone, code)).startsWith("Paid 10.00 CNY to Corner Shop.");
      assertThat(world.money())
          .containsEntry("north " + account, 40_00L)
          .containsEntry(
              "south " + World.SHOP_ACCOUNT, before.get("south " + World.SHOP_ACCOUNT) + 10_00);

      world.operator(
          "PUT",
          "/v1/parties/" + id + "/mandate",
          new JsonObject().put("account", accountId).put("state", "ended"));
      assertThat(world.answerTo(phone, world.voucher("1.00").getString("code")))
          .startsWith("You have not authorised payments");
      world.stopGateway();
      assertThat(world.wrongAtRest()).isEmpty();
    }
  }

  @Test
  void aNewPayersLimitsAreHalvedForADay() throws Exception {
    try (World world = new World(directory, Map.of("SNAPTILL_VOUCHERS_NEW_PAYER", "24h"))) {
      world.toMorning();
      World.Person ann = world.person("Ann", 500_00);
      world.mandate(ann, new JsonObject().put("per_payment", "100.00").put("per_day", "120.00"));
      assertThat(world.answerTo(ann.phone(), world.voucher("50.01").getString("code")))
          .isEqualTo(
              "As you are new, half of your limits hold on the first day: 50.01 CNY is too much"
                  + " yet. Nothing was taken.");
      assertThat(world.answerTo(ann.phone(), world.voucher("50.00").getString("code")))
          .startsWith("Paid 50.00");
      String more = world.voucher("10.01").getString("code");
      assertThat(world.answerTo(ann.phone(), more)).startsWith("As you are new");
      world.clock.advance(java.time.Duration.ofHours(24));
      // the first voucher has expired by then
      assertThat(world.answerTo(ann.phone(), world.voucher("100.00").getString("code")))
          .startsWith("Paid 100.00");
    }
  }
}
