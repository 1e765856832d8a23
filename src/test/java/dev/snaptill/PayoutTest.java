package dev.snaptill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.snaptill.World.Person;
import dev.snaptill.simulator.bank.DayFile;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A shop that is paid in batches: debits at once, one file for its bank, booked by its statement.
 */
class PayoutTest {
  @TempDir Path directory;

  @Test
  void whatAShopHasEarnedIsPaidByOneFileAndBookedByTheBanksStatement() throws Exception {
    try (World world = new World(directory)) {
      JsonObject shop =
          world.operator(
              "PUT",
              "/v1/parties/" + world.shopId + "/payout",
              new JsonObject().put("payout", "batch"));
      assertThat(shop.getString("payout")).isEqualTo("batch");
      Person payer = world.person("Ann", 100_00);
      // the shop's own bank is not needed for the payment
      world.south.goDown(World.SOON);
      world.awaitReady(false);
      String code = world.voucher("5.00").getString("code");
      assertThat(world.answerTo(payer.phone(), code)).startsWith("Paid 5.00 CNY to Corner Shop.");
      assertThat(world.shop.awaitText(text -> text.contains("next payout"), World.SOON).text())
          .startsWith("Received 5.00 CNY from 139****0001; it comes with your next payout.");
      world.south.comeBack();
      assertThat(world.answerTo(payer.phone(), world.voucher("7.50").getString("code")))
          .startsWith("Paid 7.50 CNY to Corner Shop.");
      assertThat(world.north.balance(payer.account())).isEqualTo(100_00 - 12_50);
      assertThat(world.south.balance(World.SHOP_ACCOUNT)).isZero();

      String ann = person(world, "ann");
      String bo = person(world, "bo");
      JsonObject run =
          world.call(
              "POST",
              "/v1/payouts",
              ann,
              new JsonObject().put("bank", "south").put("currency", "CNY"));
      assertThat(run.getString("amount")).isEqualTo("12.50");
      String id = run.getString("id");
      world.call("POST", "/v1/approvals/" + run.getString("approval") + "/approve", bo, null);
      String file = take(world, ann, id);
      world.south.carryOut(file);
      assertThat(world.south.balance(World.SHOP_ACCOUNT)).isEqualTo(12_50);
      assertThatThrownBy(() -> world.call("POST", "/v1/payouts/" + id + "/executed", ann, null))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("409");

      JsonObject report = reconcile(world, "");
      assertThat(report.getBoolean("clean")).as(report.encodePrettily()).isTrue();
      assertThat(
              world
                  .call("GET", "/v1/payouts", ann, null)
                  .getJsonArray("data")
                  .getJsonObject(0)
                  .getString("state"))
          .isEqualTo("executed");
      assertThatThrownBy(
              () ->
                  world.call(
                      "POST",
                      "/v1/payouts",
                      ann,
                      new JsonObject().put("bank", "south").put("currency", "CNY")))
          .isInstanceOf(IOException.class);
      // the bank says the same once more, in a file that is not the same
      JsonObject again = reconcile(world, "\n");
      assertThat(again.getBoolean("clean")).as(again.encodePrettily()).isTrue();
      world.stopGateway();
      assertThat(world.wrongAtRest()).isEmpty();
    }
  }

  private static String person(World world, String name) throws IOException {
    world.operator(
        "POST",
        "/v1/operators",
        new JsonObject()
            .put("person", name)
            .put("roles", new JsonArray().add("money").add("view")));
    return world
        .operator("POST", "/v1/operators/" + name + "/keys", new JsonObject().put("name", "laptop"))
        .getString("key");
  }

  private static String take(World world, String key, String id) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(world.api() + "/v1/payouts/" + id + "/file"))
            .header("Authorization", "Bearer " + key)
            .POST(HttpRequest.BodyPublishers.noBody())
            .build();
    HttpResponse<String> answer =
        HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return answer.body();
  }

  private JsonObject reconcile(World world, String end) throws Exception {
    byte[] statement = world.south.dayFile(world.south.businessDay()).bytes(DayFile.Format.CAMT053);
    Path file = Files.write(directory.resolve("south.xml"), statement);
    Files.writeString(file, end, StandardOpenOption.APPEND);
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(world.api() + "/v1/reconciliations"))
            .header("Authorization", "Bearer " + world.operatorKey)
            .POST(HttpRequest.BodyPublishers.ofFile(file))
            .build();
    String id =
        new JsonObject(
                HttpClient.newHttpClient()
                    .send(request, HttpResponse.BodyHandlers.ofString())
                    .body())
            .getString("id");
    JsonObject run =
        Awaitility.await()
            .atMost(World.SOON)
            .until(
                () -> world.operator("GET", "/v1/reconciliations/" + id, null),
                found -> !found.getString("state").equals("running"));
    assertThat(run.getString("state")).as(run.encodePrettily()).isEqualTo("done");
    return run;
  }
}
