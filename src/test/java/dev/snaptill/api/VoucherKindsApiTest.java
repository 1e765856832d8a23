package dev.snaptill.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.snaptill.store.Databases;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VoucherKindsApiTest {
  @TempDir Path directory;
  private ApiWorld world;
  private ApiWorld.Shop shop;

  @BeforeEach
  void start() throws Exception {
    world = new ApiWorld(Databases.HSQLDB, directory);
    shop = world.shop("Tea House", "6222000011112222");
  }

  @AfterEach
  void stop() throws Exception {
    world.close();
  }

  private JsonObject made(JsonObject wanted) throws Exception {
    JsonObject voucher = ApiWorld.created(world.post("/v1/vouchers", shop.key(), wanted));
    var shown = world.get("/v1/vouchers/" + voucher.getString("id"), shop.key());
    assertThat(shown.bodyAsJsonObject()).isEqualTo(voucher);
    return voucher;
  }

  @Test
  void everythingThatIsAskedForIsShown() throws Exception {
    JsonObject voucher =
        made(
            new JsonObject()
                .put("min_amount", "1")
                .put("max_amount", "20.00")
                .put("total", "100")
                .put("order", "A-17")
                .put("item", "tea")
                .put("payer", new JsonObject().put("address", "tel:+8613800000001"))
                .put("channels", new JsonArray().add("sms").add("mms"))
                .put("account", shop.account())
                .put("sealed", true)
                .put("printed", true));
    assertThat(voucher.getString("kind")).isEqualTo("dedicated");
    assertThat(voucher.getValue("amount")).isNull();
    assertThat(voucher.getString("min_amount")).isEqualTo("1.00");
    assertThat(voucher.getString("max_amount")).isEqualTo("20.00");
    assertThat(voucher.getString("total")).isEqualTo("100.00");
    assertThat(voucher.getString("total_taken")).isEqualTo("0.00");
    assertThat(voucher.getString("order")).isEqualTo("A-17");
    assertThat(voucher.getString("item")).isEqualTo("tea");
    assertThat(voucher.getJsonObject("payer").getString("address")).isEqualTo("tel:+8613800000001");
    assertThat(voucher.getJsonArray("channels")).containsExactly("mms", "sms");
    assertThat(voucher.getString("account")).isEqualTo(shop.account());
    assertThat(voucher.getValue("max_uses")).isNull();
    assertThat(voucher.getBoolean("printed")).isTrue();
    assertThat(voucher.getString("payload")).startsWith("ST1.");
  }

  @Test
  void anOrderKeepsItsTotal() throws Exception {
    JsonObject wanted = new JsonObject().put("amount", "20").put("order", "A-18");
    assertThat(made(wanted).getString("total")).isEqualTo("20.00");
    made(wanted);
    var other = world.post("/v1/vouchers", shop.key(), wanted.copy().put("amount", "21"));
    assertThat(other.statusCode()).isEqualTo(409);
    assertThat(other.bodyAsJsonObject().getString("type")).endsWith(":order-differs");

    world.run("UPDATE payee_order SET taken_amount = 2000");
    var paid = world.post("/v1/vouchers", shop.key(), wanted);
    assertThat(paid.statusCode()).isEqualTo(409);
    assertThat(paid.bodyAsJsonObject().getString("type")).endsWith(":order-paid");
  }

  @Test
  void twoPayeesMayUseTheSameNumber() throws Exception {
    made(new JsonObject().put("amount", "20").put("order", "A-19"));
    ApiWorld.Shop other = world.shop("Bakery", "6222000011119999");
    JsonObject theirs = new JsonObject().put("amount", "3").put("order", "A-19");
    ApiWorld.created(world.post("/v1/vouchers", other.key(), theirs));
  }

  @Test
  void pauseAndResumeMayBeRepeatedUntilItIsCancelled() throws Exception {
    String path = "/v1/vouchers/" + made(new JsonObject().put("amount", "1")).getString("id");
    for (String act : new String[] {"pause", "pause", "resume", "resume", "pause", "cancel"}) {
      var answer = world.post(path + "/" + act, shop.key());
      assertThat(answer.statusCode()).as(act).isEqualTo(200);
      assertThat(answer.bodyAsJsonObject().getString("state"))
          .isEqualTo(
              switch (act) {
                case "pause" -> "paused";
                case "resume" -> "active";
                default -> "cancelled";
              });
    }
    for (String act : new String[] {"pause", "resume"}) {
      var answer = world.post(path + "/" + act, shop.key());
      assertThat(answer.statusCode()).isEqualTo(409);
      assertThat(answer.bodyAsJsonObject().getString("type")).endsWith(":voucher-cancelled");
    }
    ApiWorld.Shop other = world.shop("Bakery", "6222000011119999");
    assertThat(world.post(path + "/pause", other.key()).statusCode()).isEqualTo(404);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "amount     | {'amount': '1', 'min_amount': '1'}",
        "amount     | {'min_amount': '1'}",
        "amount     | {'max_amount': '1'}",
        "min_amount | {'min_amount': '2', 'max_amount': '1'}",
        "min_amount | {'min_amount': '0', 'max_amount': '1'}",
        "max_amount | {'min_amount': '1', 'max_amount': '100000.01'}",
        "total      | {'amount': '2', 'total': '1'}",
        "total      | {'amount': '2', 'total': '100000.01'}",
        "max_uses   | {'amount': '1', 'max_uses': 2, 'unlimited_uses': true}",
        "payer      | {'amount': '1', 'payer': {}}",
        "payer      | {'amount': '1', 'payer': {'address': 'tel:123'}}",
        "payer      | {'amount': '1', 'payer': {'address': 'nonsense'}}",
        "order      | {'amount': '1', 'order': ' '}",
        "item       | {'amount': '1', 'item': 'a\\nb'}",
      })
  void aContradictionIsNamed(String field, String body) throws Exception {
    var answer = world.post("/v1/vouchers", shop.key(), new JsonObject(body.replace('\'', '"')));
    assertThat(answer.statusCode()).as(answer.bodyAsString()).isEqualTo(400);
    assertThat(answer.bodyAsJsonObject().getJsonArray("errors").getJsonObject(0).getString("field"))
        .isEqualTo(field);
  }

  @ParameterizedTest
  @CsvSource({"channels, []", "channels, ['pigeon']", "account, '1'", "sealed, 1"})
  void whatTheDocumentForbidsIsRefused(String field, String value) throws Exception {
    JsonObject body =
        new JsonObject("{'amount': '1', '%s': %s}".formatted(field, value).replace('\'', '"'));
    assertThat(world.post("/v1/vouchers", shop.key(), body).statusCode()).isEqualTo(400);
  }

  @Test
  void aPayerWhoIsNoParty() throws Exception {
    JsonObject payer = new JsonObject().put("party", shop.account());
    var answer =
        world.post(
            "/v1/vouchers", shop.key(), new JsonObject().put("amount", "1").put("payer", payer));
    assertThat(answer.statusCode()).isEqualTo(422);
    assertThat(answer.bodyAsJsonObject().getString("type")).endsWith(":no-payer");
    payer.put("party", shop.id());
    assertThat(
            world
                .post(
                    "/v1/vouchers",
                    shop.key(),
                    new JsonObject().put("amount", "1").put("payer", payer))
                .statusCode())
        .isEqualTo(400);
  }

  @Test
  void accountsThatWontDo() throws Exception {
    ApiWorld.Shop other = world.shop("Bakery", "6222000011119999");
    var theirs =
        world.post(
            "/v1/vouchers",
            shop.key(),
            new JsonObject().put("amount", "1").put("account", other.account()));
    assertThat(theirs.statusCode()).isEqualTo(422);
    assertThat(theirs.bodyAsJsonObject().getString("type")).endsWith(":not-your-account");
    world.run("UPDATE account SET state = 'CLOSED' WHERE party_id = ?", Long.valueOf(id(shop)));
    var closed =
        world.post(
            "/v1/vouchers",
            shop.key(),
            new JsonObject().put("amount", "1").put("account", shop.account()));
    assertThat(closed.statusCode()).isEqualTo(422);
    assertThat(closed.bodyAsJsonObject().getString("type")).endsWith(":account-closed");
  }

  private static long id(ApiWorld.Shop shop) {
    return dev.snaptill.value.Ids.parse(shop.id());
  }
}
