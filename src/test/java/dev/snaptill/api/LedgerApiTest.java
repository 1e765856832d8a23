package dev.snaptill.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.snaptill.ledger.LedgerStore;
import dev.snaptill.ledger.LedgerStore.Kind;
import dev.snaptill.store.Unit;
import dev.snaptill.value.Ids;
import dev.snaptill.value.Money;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.client.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a payee and the operators see of the ledger, and how fees are set. */
class LedgerApiTest {
  @TempDir Path directory;
  private ApiWorld world;
  private ApiWorld.Shop shop;

  @BeforeEach
  void open() throws Exception {
    world = new ApiWorld(directory);
    shop = world.shop("Tea House", "6222000011112230");
  }

  @AfterEach
  void close() throws Exception {
    world.close();
  }

  private long paid(long minor, long fee, boolean payOut) throws Exception {
    long id = world.ids.next();
    world.run(
        "INSERT INTO payment (id, voucher_id, payer_id, payer_account, payee_id, payee_account,"
            + " amount, currency, day_used, debit_op, payer_route) VALUES (?, 1, 1, 1, ?, 1, ?,"
            + " 'CNY', 20261123, 'x', ?)",
        id,
        Ids.parse(shop.id()),
        minor,
        new byte[0]);
    String owed = LedgerStore.payee(Ids.parse(shop.id()));
    post(id, Kind.EARNED, LedgerStore.CLEARING, owed, minor);
    post(id, Kind.FEE, owed, LedgerStore.FEES, fee);
    if (payOut) {
      post(id, Kind.PAID_OUT, owed, LedgerStore.bank("north"), minor - fee);
    }
    return id;
  }

  private void post(long id, Kind kind, String debit, String credit, long minor) throws Exception {
    ApiWorld.await(
        world.journal.submit(
            Unit.guardedBy(
                LedgerStore.post(
                    id, kind, debit, credit, new Money(minor, "CNY"), world.clock.millis()))));
  }

  private JsonObject get(String path, String key) throws Exception {
    HttpResponse<Buffer> answer = world.get(path, key);
    assertThat(answer.statusCode()).as(answer.bodyAsString()).isEqualTo(200);
    return answer.bodyAsJsonObject();
  }

  private static JsonArray cny(String amount) {
    return new JsonArray().add(new JsonObject().put("currency", "CNY").put("amount", amount));
  }

  @Test
  void aStatementOpensAndClosesWithItsBalances() throws Exception {
    paid(1000, 10, false);
    world.clock.forward(Duration.ofDays(2));
    long id = paid(2000, 20, true);
    world.clock.forward(Duration.ofMinutes(1));
    JsonObject statement = get("/v1/statements", shop.key());
    assertThat(statement.getJsonArray("opening")).isEqualTo(cny("9.90"));
    assertThat(statement.getJsonArray("closing")).isEqualTo(cny("9.90"));
    assertThat(statement.getJsonArray("data")).hasSize(3);
    assertThat(statement.getJsonArray("data").getJsonObject(2))
        .isEqualTo(
            new JsonObject()
                .put("currency", "CNY")
                .put("amount", "-0.20")
                .put("id", Ids.text(id))
                .put("receipt", dev.snaptill.settlement.Receipts.number(id))
                .put("kind", "fee")
                .put("posted", "2026-11-25T08:00:00Z"));
    JsonObject all = get("/v1/statements?from=2026-11-23T00:00:00Z&limit=1", shop.key());
    assertThat(all.getJsonArray("data")).hasSize(2);
    JsonObject rest =
        get(
            "/v1/statements?from=2026-11-23T00:00:00Z&limit=1&cursor="
                + all.getString("next_cursor"),
            shop.key());
    assertThat(rest.getJsonArray("data")).hasSize(3);
  }

  @Test
  void aStatementAsCsvIsWhole() throws Exception {
    for (int i = 0; i < 7; i++) {
      paid(1000, 10, true);
    }
    world.clock.forward(Duration.ofMinutes(1));
    HttpResponse<Buffer> answer =
        ApiWorld.await(
            world
                .request("GET", "/v1/statements", shop.key())
                .putHeader("Accept", "text/csv")
                .send());
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.getHeader("Content-Type")).startsWith("text/csv");
    List<String> lines = answer.bodyAsString().lines().toList();
    assertThat(lines.get(0)).isEqualTo("row,time,currency,amount,kind,receipt,id");
    assertThat(lines).hasSize(1 + 1 + 21 + 1);
    assertThat(lines.get(1)).startsWith("opening,").contains(",CNY,0.00,");
    assertThat(lines.get(2)).contains(",CNY,10.00,earned,");
    assertThat(lines.get(lines.size() - 1)).startsWith("closing,").contains(",CNY,0.00,");
  }

  @Test
  void cellsAreNoFormulas() {
    assertThat(Csv.cell("=1+1")).isEqualTo("'=1+1");
    assertThat(Csv.cell("@SUM(A1)")).isEqualTo("'@SUM(A1)");
    assertThat(Csv.cell("+86")).isEqualTo("'+86");
    assertThat(Csv.cell("\tx")).isEqualTo("'\tx");
    assertThat(Csv.cell("\r=x")).isEqualTo("\"'\r=x\"");
    assertThat(Csv.cell("-cmd|x")).isEqualTo("'-cmd|x");
    assertThat(Csv.cell("-1.50")).isEqualTo("-1.50");
    assertThat(Csv.cell("a,\"b\"")).isEqualTo("\"a,\"\"b\"\"\"");
    assertThat(Csv.row(List.of("a", "", "c"))).isEqualTo("a,,c\r\n");
  }

  @Test
  void theDayIsReportedAndTheBalanceShown() throws Exception {
    paid(1000, 10, true);
    paid(500, 5, false);
    JsonObject line =
        get("/v1/settlement-reports?day=2026-11-23", shop.key())
            .getJsonArray("data")
            .getJsonObject(0);
    assertThat(line.getInteger("count")).isEqualTo(2);
    assertThat(line.getString("gross")).isEqualTo("15.00");
    assertThat(line.getString("fees")).isEqualTo("0.15");
    assertThat(line.getString("net")).isEqualTo("14.85");
    assertThat(line.getString("paid_out")).isEqualTo("9.90");
    assertThat(get("/v1/settlement-reports?day=2026-11-22", shop.key()).getJsonArray("data"))
        .isEmpty();
    world.clock.forward(Duration.ofSeconds(1));
    JsonObject balance = get("/v1/balances", shop.key());
    assertThat(balance.getJsonArray("balances")).isEqualTo(cny("4.95"));
    assertThat(balance.getJsonArray("pending_in")).isEmpty();
  }

  @Test
  void onlyOperatorsSeeOthersAndBadQuestionsAreRefused() throws Exception {
    assertThat(world.get("/v1/statements?party=" + shop.id(), shop.key()).statusCode())
        .isEqualTo(400);
    assertThat(world.get("/v1/statements", world.operatorKey).statusCode()).isEqualTo(400);
    get("/v1/statements?party=" + shop.id(), world.operatorKey);
    assertThat(world.count("SELECT COUNT(*) FROM audit_entry WHERE act = 'statement.see'"))
        .isEqualTo(1);
    for (String bad :
        List.of(
            "/v1/statements?from=2020-01-01T00:00:00Z",
            "/v1/statements?from=2030-01-01T00:00:00Z",
            "/v1/statements?format=pdf",
            "/v1/settlement-reports?day=2026-13-40",
            "/v1/settlement-reports?day=yesterday",
            "/v1/balances?at=noon")) {
      assertThat(world.get(bad, shop.key()).statusCode()).as(bad).isEqualTo(400);
    }
  }

  // ---- fees

  private String operator(String person) throws Exception {
    HttpResponse<Buffer> added =
        world.post(
            "/v1/operators",
            world.operatorKey,
            new JsonObject()
                .put("person", person)
                .put("roles", new JsonArray().add("money").add("view")));
    assertThat(added.statusCode()).as(added.bodyAsString()).isLessThan(300);
    HttpResponse<Buffer> key =
        world.post(
            "/v1/operators/" + person + "/keys",
            world.operatorKey,
            new JsonObject().put("name", "laptop"));
    assertThat(key.statusCode()).as(key.bodyAsString()).isLessThan(300);
    return key.bodyAsJsonObject().getString("key");
  }

  @Test
  void feesAreInForceOnceASecondPersonApproves() throws Exception {
    String ann = operator("ann");
    String bo = operator("bo");
    String path = "/v1/parties/" + shop.id() + "/fees";
    JsonObject wanted =
        new JsonObject()
            .put("currency", "CNY")
            .put("bearer", "payee")
            .put("fixed", "0.10")
            .put("basis_points", 60)
            .put("max", "5");
    HttpResponse<Buffer> proposed = world.post(path, ann, wanted);
    assertThat(proposed.statusCode()).as(proposed.bodyAsString()).isEqualTo(202);
    String approval = "/v1/approvals/" + proposed.bodyAsJsonObject().getString("id") + "/approve";
    assertThat(world.post(approval, ann).statusCode()).isEqualTo(409);
    Money hundred = new Money(10_000, "CNY");
    long payee = Ids.parse(shop.id());
    assertThat(world.fees.fee(payee, hundred, world.clock.instant()).isNone()).isTrue();
    HttpResponse<Buffer> approved = world.post(approval, bo);
    assertThat(approved.statusCode()).as(approved.bodyAsString()).isEqualTo(200);
    assertThat(world.fees.fee(payee, hundred, world.clock.instant()).money().minor()).isEqualTo(70);
    JsonObject shown = get(path, bo).getJsonArray("data").getJsonObject(0);
    assertThat(shown.getString("fixed")).isEqualTo("0.10");
    assertThat(shown.getString("max")).isEqualTo("5.00");
    assertThat(shown.getString("valid_from")).isEqualTo("2026-11-23T08:00:00Z");
    assertThat(world.post(path, shop.key(), wanted).statusCode()).isEqualTo(403);
    assertThat(world.post(path, ann, wanted.copy().put("min", "6")).statusCode()).isEqualTo(400);
    assertThat(world.post(path, ann, wanted.copy().put("fixed", "0.001")).statusCode())
        .isEqualTo(400);
    assertThat(world.post(path, ann, wanted.copy().put("basis_points", 10_001)).statusCode())
        .isEqualTo(400);
  }

  @Test
  void aCorrectionTakesTwoPeopleAndIsInTheStatement() throws Exception {
    String ann = operator("ann");
    String bo = operator("bo");
    JsonObject wanted =
        new JsonObject()
            .put("debit", "fees")
            .put("credit", "payee:" + shop.id())
            .put("amount", "1.50")
            .put("currency", "CNY")
            .put("note", "fee of 22 November was agreed to be lower");
    HttpResponse<Buffer> proposed = world.post("/v1/adjustments", ann, wanted);
    assertThat(proposed.statusCode()).as(proposed.bodyAsString()).isEqualTo(202);
    HttpResponse<Buffer> approved =
        world.post("/v1/approvals/" + proposed.bodyAsJsonObject().getString("id") + "/approve", bo);
    assertThat(approved.statusCode()).as(approved.bodyAsString()).isEqualTo(200);
    world.clock.forward(Duration.ofSeconds(1));
    JsonObject statement = get("/v1/statements", shop.key());
    assertThat(statement.getJsonArray("closing")).isEqualTo(cny("1.50"));
    assertThat(statement.getJsonArray("data").getJsonObject(0).getString("kind"))
        .isEqualTo("adjustment");
    for (String bad : List.of("fees", "bank:nowhere", "payee:nobody", "cash")) {
      assertThat(world.post("/v1/adjustments", ann, wanted.copy().put("credit", bad)).statusCode())
          .as(bad)
          .isEqualTo(400);
    }
  }
}
