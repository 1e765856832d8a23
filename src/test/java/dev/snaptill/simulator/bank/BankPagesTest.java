package dev.snaptill.simulator.bank;

import static dev.snaptill.simulator.bank.BankClient.PAYEE;
import static dev.snaptill.simulator.bank.BankClient.PAYER;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BankPagesTest {
  @TempDir Path folder;
  private final HttpClient http = HttpClient.newHttpClient();
  private Vertx vertx;
  private BankSimulator north;
  private BankSimulator south;
  private int port;

  @BeforeEach
  void open() throws Exception {
    vertx = Vertx.vertx();
    north = bank("north");
    south = bank("south");
    HttpServer server =
        BankPages.listen(vertx, "127.0.0.1", 0, List.of(north, south))
            .toCompletionStage()
            .toCompletableFuture()
            .get(60, TimeUnit.SECONDS);
    port = server.actualPort();
  }

  private BankSimulator bank(String name) {
    return BankSimulator.builder()
        .name(name)
        .books(folder.resolve(name))
        .account(PAYER, 100_00)
        .account(PAYEE, 0)
        .start();
  }

  @AfterEach
  void close() throws Exception {
    north.close();
    south.close();
    vertx.close().toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
  }

  @Test
  void bothBanksAreListed() throws Exception {
    JsonArray banks = new JsonArray(get("/banks").body());
    assertThat(banks).hasSize(2);
    JsonObject first = banks.getJsonObject(0);
    assertThat(first.getString("name")).isEqualTo("north");
    assertThat(first.getInteger("port")).isEqualTo(north.port());
    assertThat(first.getBoolean("up")).isTrue();
    assertThat(first.getLong("sum")).isZero();
  }

  @Test
  void accountNumbersAreMaskedUnlessAskedFor() throws Exception {
    String masked = get("/banks/north/accounts").body();
    assertThat(masked).contains("6222****1111").doesNotContain(PAYER);
    assertThat(get("/banks/north/accounts?full=true").body()).contains(PAYER);
    assertThat(get("/banks/east/accounts").statusCode()).isEqualTo(404);
  }

  @Test
  void postingsAreListedSinceOne() throws Exception {
    try (BankClient client = BankClient.signedOn(south.port())) {
      client.ask(client.debit(1, 5_00));
      client.ask(client.transfer(2, 6_00));
    }
    JsonArray all = new JsonArray(get("/banks/south/postings").body());
    assertThat(all).hasSize(2);
    assertThat(all.getJsonObject(0).getString("from")).isEqualTo("6222****1111");
    assertThat(all.getJsonObject(0).getString("to")).isEqualTo("SETTLEMENT");
    long seq = all.getJsonObject(0).getLong("seq");
    JsonArray later = new JsonArray(get("/banks/south/postings?since=" + seq).body());
    assertThat(later).hasSize(1);
    assertThat(later.getJsonObject(0).getString("rrn")).isEqualTo("RRN000000002");
    assertThat(get("/banks/south/postings?since=x").statusCode()).isEqualTo(400);
  }

  @Test
  void anAccountIsOpenedAndChanged() throws Exception {
    JsonObject account = new JsonObject().put("account", "6222020000009999").put("balance", 7_00);
    assertThat(post("/banks/north/accounts", account).statusCode()).isEqualTo(200);
    assertThat(north.balance("6222020000009999")).isEqualTo(7_00);
    JsonObject frozen =
        new JsonObject().put("account", PAYER).put("state", "frozen").put("limit", 10);
    assertThat(post("/banks/north/accounts", frozen).statusCode()).isEqualTo(200);
    assertThat(north.account(PAYER))
        .contains(new AccountView(PAYER, 100_00, AccountState.FROZEN, 10));
    assertThat(post("/banks/north/accounts", new JsonObject().put("account", "x")).statusCode())
        .isEqualTo(400);
  }

  @Test
  void faultsAreSetListedAndCleared() throws Exception {
    JsonObject refuse =
        new JsonObject()
            .put("fault", "refuse")
            .put("code", "61")
            .put("next", 2)
            .put("target", "debit");
    assertThat(post("/banks/north/faults", refuse).statusCode()).isEqualTo(200);
    JsonObject silent = new JsonObject().put("fault", "no-answer").put("amount", 13);
    assertThat(post("/banks/north/faults", silent).statusCode()).isEqualTo(200);
    JsonArray rules = new JsonArray(get("/banks/north/faults").body());
    assertThat(rules).hasSize(2);
    assertThat(rules.getJsonObject(0).getInteger("left")).isEqualTo(2);
    assertThat(rules.getJsonObject(1).getLong("amount")).isEqualTo(13);
    try (BankClient client = BankClient.signedOn(north.port())) {
      assertThat(client.codeOf(client.debit(1, 5_00))).isEqualTo("61");
    }
    post("/banks/north/faults", new JsonObject().put("fault", "clear"));
    assertThat(north.faults().rules()).isEmpty();

    JsonObject down = new JsonObject().put("fault", "down").put("ms", 600_000);
    assertThat(post("/banks/south/faults", down).statusCode()).isEqualTo(200);
    assertThat(south.isUp()).isFalse();
  }

  @Test
  void nonsenseIsRefusedWithAReason() throws Exception {
    HttpResponse<String> unknown =
        post("/banks/north/faults", new JsonObject().put("fault", "flood"));
    assertThat(unknown.statusCode()).isEqualTo(400);
    assertThat(unknown.body()).contains("one of refuse");
    assertThat(
            post("/banks/north/faults", new JsonObject().put("fault", "lost").put("next", 0))
                .statusCode())
        .isEqualTo(400);
    assertThat(send("/banks/north/faults", "application/json", "[1]").statusCode()).isEqualTo(400);
    assertThat(send("/banks/north/faults", "application/json", "").statusCode()).isEqualTo(400);
    assertThat(send("/banks/north/faults", "text/plain", "{\"fault\":\"clear\"}").statusCode())
        .isEqualTo(415);
  }

  @Test
  void rulesForAnAccountWithAChanceAreTakenAwayOneByOne() throws Exception {
    JsonObject rule =
        new JsonObject()
            .put("fault", "partial")
            .put("percent", 30)
            .put("account", PAYER)
            .put("chance", 0.25);
    assertThat(post("/banks/north/faults", rule).statusCode()).isEqualTo(200);
    post("/banks/north/faults", new JsonObject().put("fault", "twice"));
    JsonObject listed = new JsonArray(get("/banks/north/faults").body()).getJsonObject(1);
    assertThat(listed.getString("account")).isEqualTo("6222****1111");
    assertThat(listed.getDouble("chance")).isEqualTo(0.25);
    assertThat(listed.containsKey("left")).isFalse();
    JsonObject away = new JsonObject().put("fault", "clear").put("id", listed.getInteger("id"));
    post("/banks/north/faults", away);
    assertThat(north.faults().rules())
        .extracting(Faults.Rule::fault)
        .containsExactly(new Fault.AnswerTwice());
    assertThat(post("/banks/north/faults", rule.put("chance", 2)).statusCode()).isEqualTo(400);
    assertThat(post("/banks/north/faults", new JsonObject().put("fault", "bad-mac")).body())
        .contains("no MACs");
  }

  @Test
  void aBankThatIsDownIsBroughtUp() throws Exception {
    post("/banks/north/faults", new JsonObject().put("fault", "down").put("ms", 3_600_000));
    assertThat(north.isUp()).isFalse();
    post("/banks/north/faults", new JsonObject().put("fault", "up"));
    // its port may be somebody's own end of a connection for a moment: then it tries again
    Awaitility.await().atMost(java.time.Duration.ofMinutes(1)).until(north::isUp);
  }

  @Test
  void switchesAreTurned() throws Exception {
    JsonObject switches =
        new JsonObject()
            .put("refuseLateOriginals", false)
            .put("magicAmounts", true)
            .put("slowMs", 5);
    assertThat(post("/banks/north/switches", switches).statusCode()).isEqualTo(200);
    JsonObject shown = new JsonArray(get("/banks").body()).getJsonObject(0);
    assertThat(shown.getJsonObject("switches")).isEqualTo(switches);
    assertThat(post("/banks/north/switches", new JsonObject().put("slowMs", "x")).statusCode())
        .isEqualTo(400);
    assertThat(get("/magic-amounts").body()).contains("4444.NN");
  }

  @Test
  void theDayIsCutOverAndItsFilesAreGiven() throws Exception {
    String day = north.businessDay().toString();
    try (BankClient client = BankClient.signedOn(north.port())) {
      client.ask(client.debit(1, 5_00));
    }
    assertThat(post("/banks/north/day", new JsonObject()).statusCode()).isEqualTo(200);
    assertThat(post("/banks/north/day", new JsonObject().put("date", day)).statusCode())
        .isEqualTo(400);
    String file = get("/banks/north/day-file?date=" + day).body();
    assertThat(file).contains(day + ",000001,RRN000000001").endsWith("TOTAL,1,0.00,5.00,CNY\n");
    assertThat(get("/banks/north/day-file").body()).endsWith("TOTAL,0,5.00,5.00,CNY\n");
    assertThat(get("/banks/north/day-file?format=camt.053&date=" + day).body())
        .contains("SNAPTILL-north");
    assertThat(get("/banks/north/day-file?date=yesterday").statusCode()).isEqualTo(400);
    assertThat(get("/banks/north/day-file?date=2001-01-01").statusCode()).isEqualTo(400);
    assertThat(post("/banks/north/key", new JsonObject()).body()).contains("exchanges no keys");
  }

  @Test
  void thePageAndItsPartsAreServed() throws Exception {
    assertThat(get("/bank").body()).contains("Simulated banks");
    assertThat(get("/bank/page.js").headers().firstValue("Content-Type"))
        .hasValueSatisfying(type -> assertThat(type).startsWith("text/javascript"));
    assertThat(get("/bank/page.css").statusCode()).isEqualTo(200);
  }

  private HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return http.send(
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private HttpResponse<String> post(String path, JsonObject body)
      throws IOException, InterruptedException {
    return send(path, "application/json", body.encode());
  }

  private HttpResponse<String> send(String path, String type, String body)
      throws IOException, InterruptedException {
    return http.send(
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
            .header("Content-Type", type)
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }
}
