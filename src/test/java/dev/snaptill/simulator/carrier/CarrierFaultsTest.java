package dev.snaptill.simulator.carrier;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.jsmpp.bean.DeliverSm;
import org.jsmpp.bean.MessageState;
import org.jsmpp.bean.NumberingPlanIndicator;
import org.jsmpp.bean.OptionalParameter;
import org.jsmpp.bean.TypeOfNumber;
import org.jsmpp.extra.NegativeResponseException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(180)
class CarrierFaultsTest {
  private static final String PHONE = "+8613800000001";
  private static final String GATEWAY = "10658";
  private CarrierSimulator carrier;

  @BeforeEach
  void open() throws Exception {
    carrier = new CarrierSimulator(CarrierConfig.defaults());
  }

  @AfterEach
  void close() {
    carrier.close();
  }

  private static String submit(TestEsme esme, String text) throws Exception {
    return esme.submit(PHONE, 0, 0, 1, text.getBytes());
  }

  private void set(String json) {
    CarrierFaultJson.set(carrier, new JsonObject(json));
  }

  @Test
  void aPartOfAllSubmitsIsThrottled() throws Exception {
    set("{\"fault\":\"throttle\",\"percent\":50}");
    AtomicInteger refused = new AtomicInteger();
    try (TestEsme esme = new TestEsme(carrier.port(), "secret")) {
      for (int i = 0; i < 100; i++) {
        try {
          esme.submit(PHONE, "t" + i);
        } catch (NegativeResponseException e) {
          assertThat(e.getCommandStatus()).isEqualTo(0x58);
          refused.incrementAndGet();
        }
      }
    }
    assertThat(refused.get()).isBetween(25, 75);
    // each is counted after its answer has left
    Awaitility.await()
        .atMost(60, SECONDS)
        .until(() -> carrier.submittedCount() == 100 - refused.get());
  }

  @Test
  void theLinkBreaksWithTheNthSubmitWhichIsTaken() throws Exception {
    set("{\"fault\":\"cut-after\",\"count\":2}");
    try (TestEsme esme = new TestEsme(carrier.port(), "secret")) {
      esme.submit(PHONE, "1");
      esme.session.setTransactionTimer(2_000); // its answer never comes
      assertThatThrownBy(() -> esme.submit(PHONE, "2")).isInstanceOf(Exception.class);
    }
    Awaitility.await().atMost(60, SECONDS).until(() -> carrier.submittedCount() == 2);
    Awaitility.await().atMost(60, SECONDS).until(() -> carrier.binds() == 0);
  }

  @Test
  void aTextComesAgainOverTheNextBindThoughItWasAnswered() throws Exception {
    set("{\"fault\":\"duplicate\",\"count\":1}");
    CompletableFuture<Integer> answer;
    try (TestEsme esme = new TestEsme(carrier.port(), "secret")) {
      answer = carrier.deliver(PHONE, GATEWAY, "12345678901234");
      esme.next();
      Awaitility.await().atMost(60, SECONDS).until(() -> carrier.binds() == 0);
      assertThat(answer).isNotDone();
    }
    try (TestEsme esme = new TestEsme(carrier.port(), "secret")) {
      assertThat(TestEsme.text(esme.next())).isEqualTo("12345678901234");
      assertThat(answer.get(60, SECONDS)).isZero();
    }
    assertThat(carrier.acknowledged()).hasSize(1);
  }

  @Test
  void unknownTlvsComeWithTexts() throws Exception {
    set("{\"fault\":\"unknown-tlvs\"}");
    try (TestEsme esme = new TestEsme(carrier.port(), "secret")) {
      carrier.deliver(PHONE, GATEWAY, "1");
      assertThat(esme.next().getOptionalParameters()).hasSize(2);
    }
  }

  @Test
  void receiptsHaveManyForms() throws Exception {
    try (TestEsme esme = new TestEsme(carrier.port(), "secret")) {
      for (ReceiptHabits.Form form : ReceiptHabits.Form.values()) {
        set("{\"fault\":\"receipts\",\"form\":\"" + form.name().toLowerCase() + "\"}");
        String id = submit(esme, "t");
        DeliverSm receipt = esme.next();
        assertThat(receipt.getEsmClass() & 0x04).isEqualTo(0x04);
        String said =
            TestEsme.text(receipt)
                + java.util.Arrays.stream(receipt.getOptionalParameters())
                    .map(CarrierFaultsTest::text)
                    .toList();
        assertThat(said).contains(id);
      }
    }
  }

  private static String text(OptionalParameter parameter) {
    return new String(parameter.serialize(), java.nio.charset.StandardCharsets.ISO_8859_1);
  }

  @Test
  void idsInReceiptsMayBeDecimalOrPadded() throws Exception {
    try (TestEsme esme = new TestEsme(carrier.port(), "secret")) {
      set("{\"fault\":\"receipts\",\"ids\":\"decimal\"}");
      String id = submit(esme, "t");
      assertThat(TestEsme.text(esme.next())).startsWith("id:" + Long.parseLong(id, 16) + " ");
      set("{\"fault\":\"receipts\",\"ids\":\"padded\"}");
      id = submit(esme, "t");
      assertThat(TestEsme.text(esme.next())).startsWith("id:0000" + id.toLowerCase() + " ");
    }
  }

  @Test
  void missingReceiptsAreAskedForByQuerySm() throws Exception {
    set("{\"fault\":\"receipts\",\"timing\":\"missing\",\"state\":\"undeliv\"}");
    try (TestEsme esme = new TestEsme(carrier.port(), "secret")) {
      String id = submit(esme, "t");
      assertThat(
              esme.session
                  .queryShortMessage(id, TypeOfNumber.UNKNOWN, NumberingPlanIndicator.ISDN, GATEWAY)
                  .getMessageState())
          .isEqualTo(MessageState.UNDELIVERABLE);
      assertThatThrownBy(
              () ->
                  esme.session.queryShortMessage(
                      "1", TypeOfNumber.UNKNOWN, NumberingPlanIndicator.ISDN, GATEWAY))
          .isInstanceOf(NegativeResponseException.class);
      assertThat(esme.received).isEmpty();
    }
  }

  @Test
  void faultsAreSetAndShownOverHttp() throws Exception {
    Vertx vertx = Vertx.vertx();
    try {
      int port =
          vertx
              .createHttpServer()
              .requestHandler(CarrierPages.routes(vertx, "demo", carrier))
              .listen(0, "127.0.0.1")
              .toCompletionStage()
              .toCompletableFuture()
              .get(60, SECONDS)
              .actualPort();
      String base = "http://127.0.0.1:" + port;
      assertThat(get(base + "/carrier").body()).contains("<h1>Carrier</h1>");
      assertThat(get(base + "/carrier/page.js").statusCode()).isEqualTo(200);
      assertThat(new JsonObject(get(base + "/carriers/demo").body()).getInteger("binds")).isZero();
      assertThat(
              post(
                      base + "/carriers/demo/faults",
                      "{\"fault\":\"receipts\",\"timing\":\"late\",\"ms\":50,\"ids\":\"decimal\"}")
                  .statusCode())
          .isEqualTo(200);
      assertThat(carrier.faults().receipts().timing()).isEqualTo(ReceiptHabits.Timing.LATE);
      assertThat(get(base + "/carriers/demo/faults").body()).contains("\"ids\":\"decimal\"");
      HttpResponse<String> wrong =
          post(base + "/carriers/demo/faults", "{\"fault\":\"receipts\",\"form\":\"odd\"}");
      assertThat(wrong.statusCode()).isEqualTo(400);
      assertThat(wrong.body()).contains("form: one of [full, words");
      post(base + "/carriers/demo/faults", "{\"fault\":\"clear\"}");
      assertThat(carrier.faults().receipts()).isEqualTo(ReceiptHabits.USUAL);
    } finally {
      vertx.close().toCompletionStage().toCompletableFuture().get(60, SECONDS);
    }
  }

  private static HttpResponse<String> get(String url) throws Exception {
    return send(HttpRequest.newBuilder(URI.create(url)).build());
  }

  private static HttpResponse<String> post(String url, String body) throws Exception {
    return send(
        HttpRequest.newBuilder(URI.create(url))
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build());
  }

  private static HttpResponse<String> send(HttpRequest request) throws Exception {
    return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
  }
}
