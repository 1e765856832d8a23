package dev.snaptill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.snaptill.World.Person;
import dev.snaptill.simulator.bank.Fault;
import dev.snaptill.simulator.bank.Faults.Target;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A payment whose money the gateway can't find is ended by two people, and only by two. */
class ManualPaymentTest {
  @TempDir Path directory;

  @Test
  void twoPeopleEndAPaymentThatTheBankWouldNotSettle() throws Exception {
    try (World world = new World(directory, World.IMPATIENT)) {
      world.operator(
          "POST",
          "/v1/operators",
          new JsonObject().put("person", "ann").put("roles", new JsonArray().add("money")));
      String ann =
          world
              .operator("POST", "/v1/operators/ann/keys", new JsonObject().put("name", "laptop"))
              .getString("key");
      Person payer = world.person("Ann", 100_00);
      JsonObject voucher = world.voucher("5.00");

      world.north.faults().next(1, Target.DEBIT, new Fault.NoAnswer());
      world.north.faults().next(1, Target.REVERSAL, new Fault.Refuse("05"));
      payer.phone().sendText(voucher.getString("code"));
      payer.phone().awaitText(text -> text.contains("We are looking into"), World.SOON);

      JsonObject payment =
          world
              .call("GET", "/v1/payments?voucher=" + voucher.getString("id"), world.shopKey, null)
              .getJsonArray("data")
              .getJsonObject(0);
      assertThat(payment.getString("state")).isEqualTo("manual");

      JsonObject proposed =
          world.operator(
              "POST",
              "/v1/payments/" + payment.getString("id") + "/resolution",
              new JsonObject()
                  .put("to", "REVERSED")
                  .put("reason", "the bank gave it back by hand"));
      String approve = "/v1/approvals/" + proposed.getString("id") + "/approve";
      assertThatThrownBy(() -> world.operator("POST", approve, null))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("409");
      world.call("POST", approve, ann, null);

      payer.phone().awaitText(text -> text.contains("did not go through"), World.SOON);
      assertThat(
              world
                  .call("GET", "/v1/payments/" + payment.getString("id"), world.shopKey, null)
                  .getString("state"))
          .isEqualTo("reversed");
      payer.phone().sendText(voucher.getString("code"));
      payer.phone().awaitText(text -> text.startsWith("Paid 5.00 CNY"), World.SOON);
    }
  }
}
