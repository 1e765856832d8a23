package dev.snaptill.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.snaptill.store.Databases;
import dev.snaptill.value.Ids;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What a payee sees of its payments. */
@ParameterizedClass
@EnumSource(Databases.class)
class PaymentApiTest {
  @Parameter Databases database;
  @TempDir Path directory;
  private ApiWorld world;
  private ApiWorld.Shop shop;
  private String payer;
  private String payerAccount;

  @BeforeEach
  void open() throws Exception {
    world = new ApiWorld(database, directory);
    shop = world.shop("Tea House", "6222000011112230");
    payer =
        ApiWorld.created(
                world.post(
                    "/v1/parties",
                    world.operatorKey,
                    new JsonObject()
                        .put("kind", "person")
                        .put("name", "Li")
                        .put("addresses", new JsonArray().add("tel:+8613800001234"))))
            .getString("id");
    payerAccount =
        ApiWorld.created(
                world.post(
                    "/v1/parties/" + payer + "/accounts",
                    world.operatorKey,
                    new JsonObject().put("bank", "south").put("number", "6217000099998888")))
            .getString("id");
  }

  @AfterEach
  void close() throws Exception {
    world.close();
  }

  private String payment(String voucher, String state) throws Exception {
    long id = world.ids.next();
    world.run(
        "INSERT INTO payment (id, voucher_id, payer_id, payer_account, payee_id, payee_account,"
            + " amount, currency, day_used, debit_op, payer_route) VALUES (?, ?, ?,"
            + " ?, ?, ?, 500, 'CNY', 20261123, '20261123/north/SNAP0001/000001', ?)",
        id,
        Ids.parse(voucher),
        Ids.parse(payer),
        Ids.parse(payerAccount),
        Ids.parse(shop.id()),
        Ids.parse(shop.account()),
        new byte[0]);
    world.run(
        "INSERT INTO payment_end (payment_id, step, state, changed, history) VALUES (?, 0, ?, ?,"
            + " ?)",
        id,
        state,
        world.clock.millis(),
        state + " " + world.clock.millis() + " a note");
    return Ids.text(id);
  }

  private JsonObject list(String query) throws Exception {
    var response = world.get("/v1/payments" + query, shop.key());
    assertThat(response.statusCode()).as(response.bodyAsString()).isEqualTo(200);
    return response.bodyAsJsonObject();
  }

  private static List<String> ids(JsonObject page) {
    List<String> ids = new ArrayList<>();
    JsonArray data = page.getJsonArray("data");
    for (int i = 0; i < data.size(); i++) {
      ids.add(data.getJsonObject(i).getString("id"));
    }
    return ids;
  }

  @Test
  void aPaymentIsShownWithItsHistoryAndMaskedNumbers() throws Exception {
    String voucher = world.voucher(shop, "5").getString("id");
    String id = payment(voucher, "COMPLETED");
    JsonObject shown = world.get("/v1/payments/" + id, shop.key()).bodyAsJsonObject();
    assertThat(shown)
        .isEqualTo(
            new JsonObject()
                .put("id", id)
                .put("voucher", voucher)
                .put("amount", "5.00")
                .put("currency", "CNY")
                .put("refunded", "0.00")
                .put("fee", "0.00")
                .put("fee_bearer", null)
                .put("state", "completed")
                .put("ended", true)
                .put("reason", null)
                .put("payer", "138****1234")
                .put("account", "6222****2230")
                .put("created", "2026-11-23T08:00:00Z")
                .put("changed", "2026-11-23T08:00:00Z")
                .put(
                    "history",
                    new JsonArray()
                        .add(
                            new JsonObject()
                                .put("state", "completed")
                                .put("at", "2026-11-23T08:00:00Z"))));
  }

  @Test
  void anotherPayeeSeesNoneOfThem() throws Exception {
    ApiWorld.Shop other = world.shop("Bakery", "6222000011119999");
    String voucher = world.voucher(shop, "5").getString("id");
    String id = payment(voucher, "COMPLETED");
    assertThat(world.get("/v1/payments/" + id, other.key()).statusCode()).isEqualTo(404);
    assertThat(world.get("/v1/payments?voucher=" + voucher, other.key()).statusCode())
        .isEqualTo(404);
    assertThat(ids(world.get("/v1/payments", other.key()).bodyAsJsonObject())).isEmpty();
  }

  @Test
  void theyAreListedByVoucherAndTimeAndPaged() throws Exception {
    String first = world.voucher(shop, "5").getString("id");
    String second = world.voucher(shop, "5").getString("id");
    List<String> made = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      made.add(0, payment(i % 2 == 0 ? first : second, "COMPLETED"));
      world.clock.forward(Duration.ofMinutes(1));
    }
    assertThat(ids(list(""))).isEqualTo(made);
    assertThat(ids(list("?voucher=" + first)))
        .containsExactly(made.get(1), made.get(3), made.get(5));
    assertThat(ids(list("?from=2026-11-23T08:01:00Z&to=2026-11-23T08:03:00Z")))
        .containsExactly(made.get(3), made.get(4));
    assertThat(ids(list("?to=9999-12-31T23:59:59Z"))).isEqualTo(made);
    assertThat(ids(list("?from=1900-01-01T00:00:00%2B08:00"))).isEqualTo(made);

    for (String filter : List.of("limit=2", "limit=2&voucher=" + second, "limit=4")) {
      List<String> paged = new ArrayList<>();
      JsonObject page = list("?" + filter);
      paged.addAll(ids(page));
      while (page.getString("next_cursor") != null) {
        page = list("?" + filter + "&cursor=" + page.getString("next_cursor"));
        paged.addAll(ids(page));
      }
      assertThat(paged)
          .isEqualTo(
              filter.contains("voucher") ? List.of(made.get(0), made.get(2), made.get(4)) : made);
    }
  }
}
