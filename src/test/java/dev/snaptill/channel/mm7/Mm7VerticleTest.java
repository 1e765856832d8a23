package dev.snaptill.channel.mm7;

import static org.assertj.core.api.Assertions.assertThat;

import dev.snaptill.bus.Bus;
import dev.snaptill.channel.Channels;
import dev.snaptill.channel.DeliveryReport;
import dev.snaptill.channel.InboundMessage;
import dev.snaptill.channel.Intake;
import dev.snaptill.channel.Trust;
import dev.snaptill.value.Address;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** MMSCs post over real HTTP; the intake behind is a fake that says what the test wants. */
class Mm7VerticleTest {
  private static final byte[] JPEG = Samples.jpeg(40_000);
  private static final Duration SOON = Duration.ofSeconds(30);

  private final List<InboundMessage> received = new CopyOnWriteArrayList<>();
  private final List<DeliveryReport> reports = new CopyOnWriteArrayList<>();
  private volatile Function<DeliveryReport, Future<Intake>> reported =
      report -> Future.succeededFuture(new Intake.Stored(1));
  private final MemoryMedia media = new MemoryMedia();
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private volatile Function<InboundMessage, Future<Intake>> intake =
      message -> Future.succeededFuture(new Intake.Stored(1));
  private Vertx vertx;
  private Bus bus;
  private int port;

  @BeforeEach
  void start() {
    vertx = Vertx.vertx();
    bus = new Bus(vertx);
    bus.answer(
        Channels.REPORT,
        report -> {
          reports.add(report);
          return reported.apply(report);
        });
    bus.answer(
        Channels.RECEIVE,
        message -> {
          received.add(message);
          return intake.apply(message);
        });
  }

  @AfterEach
  void stop() throws Exception {
    vertx.close().toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
  }

  private void deploy(Map<String, String> mmsc) throws Exception {
    deploy(Samples.config("http://127.0.0.1:1/", mmsc));
  }

  private void deploy(Mm7Config config) throws Exception {
    Mm7Verticle verticle = new Mm7Verticle(config, bus, registry, media);
    vertx
        .deployVerticle(verticle)
        .toCompletionStage()
        .toCompletableFuture()
        .get(30, TimeUnit.SECONDS);
    port = verticle.port();
  }

  private HttpRequest.Builder to(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
  }

  private HttpResponse<String> post(String contentType, byte[] body) throws Exception {
    return send(to("/mm7/city").header("Content-Type", contentType), body);
  }

  private HttpResponse<String> post(Samples.Post post) throws Exception {
    return post(post.contentType(), post.body());
  }

  private HttpResponse<String> send(HttpRequest.Builder request, byte[] body) throws Exception {
    return http.send(
        request.POST(BodyPublishers.ofByteArray(body)).build(),
        BodyHandlers.ofString(StandardCharsets.UTF_8));
  }

  private HttpResponse<String> postXml(String xml) throws Exception {
    return post("text/xml; charset=utf-8", Samples.bytes(xml));
  }

  private static Samples.Post photo() {
    return Samples.angus(Samples.deliver(), JPEG, "12345678901234");
  }

  private static void assertStatus(HttpResponse<String> answer, String element, int code)
      throws Exception {
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Content-Type").orElse("")).startsWith("text/xml");
    SoapEnvelope soap = SoapEnvelope.parse(answer.body());
    assertThat(soap.name()).isEqualTo(element);
    assertThat(soap.message().findText("StatusCode")).contains(String.valueOf(code));
  }

  private double counted(String result) {
    return registry.counter("snaptill.mm7.received", "mmsc", "city", "result", result).count();
  }

  @Test
  void aPhotoIsStoredHandedInAndAcknowledgedInTheRequestsOwnWords() throws Exception {
    deploy(Map.of());
    HttpResponse<String> answer = post(photo());

    assertStatus(answer, "DeliverRsp", 1000);
    SoapEnvelope soap = SoapEnvelope.parse(answer.body());
    assertThat(soap.transactionId()).isEqualTo("txn-1");
    assertThat(soap.namespace()).isEqualTo(Samples.NAMESPACE);
    assertThat(soap.version()).isEqualTo("5.6.0");
    InboundMessage message = received.get(0);
    assertThat(message.channel()).isEqualTo("city");
    assertThat(message.hardKey()).isEqualTo("L:link-1");
    assertThat(message.softKey()).startsWith("tel:+8613800000001|tel:10658|付款|12345678901234");
    assertThat(message.sender()).isEqualTo(Address.tel("+8613800000001"));
    assertThat(message.text()).isEqualTo("12345678901234");
    assertThat(message.trust()).isEqualTo(Trust.WEAK);
    assertThat(message.replyHandle()).isEqualTo("link-1");
    assertThat(message.media()).hasSize(1);
    assertThat(media.kept.get(message.media().get(0).sha256())).isEqualTo(JPEG);
    Awaitility.await().atMost(SOON).until(() -> counted("stored") == 1);
  }

  @Test
  void nothingIsAcknowledgedBeforeItIsStored() throws Exception {
    Promise<Intake> commit = Promise.promise();
    intake = message -> commit.future();
    deploy(Map.of());
    Samples.Post photo = photo();
    CompletableFuture<HttpResponse<String>> answer =
        http.sendAsync(
            to("/mm7/city")
                .header("Content-Type", photo.contentType())
                .POST(BodyPublishers.ofByteArray(photo.body()))
                .build(),
            BodyHandlers.ofString());
    Awaitility.await().atMost(SOON).until(() -> received.size() == 1);
    assertThat(media.kept).hasSize(1);
    // what comes later is stored and acknowledged first
    assertStatus(postXml(report("Retrieved")), "DeliveryReportRsp", 1000);
    assertThat(answer).isNotDone();

    commit.complete(new Intake.Stored(7));
    assertStatus(answer.get(30, TimeUnit.SECONDS), "DeliverRsp", 1000);
  }

  @Test
  void aPhotoPostedAgainAfterAnErrorKeepsItsKeyAndGetsTheSameAnswer() throws Exception {
    intake = message -> Future.succeededFuture(new Intake.Failed("no disk"));
    deploy(Map.of());
    assertThat(post(photo()).statusCode()).isEqualTo(503);

    intake = message -> Future.succeededFuture(new Intake.Stored(1));
    HttpResponse<String> second = post(photo());
    intake = message -> Future.succeededFuture(new Intake.Repeat(1));
    Samples.Post again = photo();
    assertThat(again.contentType()).isNotEqualTo(photo().contentType());
    HttpResponse<String> third = post(again);

    assertThat(received).extracting(InboundMessage::hardKey).containsOnly("L:link-1");
    assertThat(third.body()).isEqualTo(second.body());
    assertThat(media.kept).hasSize(1);
  }

  @Test
  void tooMuchWorkAndNoDiskSayTryAgain() throws Exception {
    deploy(Map.of());
    intake = message -> Future.succeededFuture(new Intake.Busy());
    assertStatus(post(photo()), "DeliverRsp", 4006);
    intake = message -> Future.failedFuture("database gone");
    assertThat(post(photo()).statusCode()).isEqualTo(503);
    intake = message -> Future.succeededFuture(new Intake.Stored(1));
    media.failing = true;
    int before = received.size();
    assertThat(post(photo()).statusCode()).isEqualTo(503);
    assertThat(received).hasSize(before);
  }

  @Test
  void errorsAreAnsweredByTheirCodes() throws Exception {
    deploy(Map.of());
    assertStatus(postXml("<not>xml"), "VASPErrorRsp", 4004);
    assertStatus(postXml(Samples.envelope("t-3", "<Surprise/>")), "VASPErrorRsp", 4003);
    assertStatus(postXml(Samples.deliver().replace("5.6.0", "7.1")), "DeliverRsp", 4002);
    assertStatus(postXml(Samples.deliver("<Number>nobody</Number>", "")), "DeliverRsp", 2002);
    HttpResponse<String> unknown = postXml(Samples.envelope("t-3", "<Surprise/>"));
    assertThat(unknown.body()).contains("env:Fault").contains(">t-3<");
    assertThat(received).isEmpty();
    assertThat(counted("refused_4003")).isEqualTo(2);
  }

  @Test
  void reportsAreAcknowledgedAndCounted() throws Exception {
    deploy(Map.of());
    assertStatus(postXml(report("Retrieved")), "DeliveryReportRsp", 1000);
    String read =
        "<ReadReplyReq><MessageID>mms-9</MessageID><MMStatus>Read</MMStatus></ReadReplyReq>";
    assertStatus(postXml(Samples.envelope("t", read)), "ReadReplyRsp", 1000);
    assertStatus(postXml(Samples.envelope("t", "<ReadReplyReq/>")), "ReadReplyRsp", 1000);
    assertThat(counted("delivery_report")).isEqualTo(1);
    assertThat(counted("read_reply")).isEqualTo(1);
    assertThat(counted("read_reply_empty")).isEqualTo(1);
    assertThat(reports)
        .containsExactly(
            new DeliveryReport(
                "city",
                "mms-9",
                DeliveryReport.State.DELIVERED,
                "Retrieved",
                Instant.parse("2026-11-23T02:00:00Z")),
            new DeliveryReport(
                "city", "mms-9", DeliveryReport.State.DELIVERED, "Read", reports.get(1).at()));
  }

  private static String report(String status) {
    return Samples.envelope(
        "t",
        "<DeliveryReportReq><MM7Version>5.3.0</MM7Version><MessageID>mms-9</MessageID>"
            + "<Date>2026-11-23T10:00:00+08:00</Date><MMStatus>"
            + status
            + "</MMStatus></DeliveryReportReq>");
  }

  @Test
  void aReportIsAcknowledgedOnlyOnceItIsStored() throws Exception {
    deploy(Map.of());
    reported = report -> Future.succeededFuture(new Intake.Failed("no disk"));
    assertThat(postXml(report("Retrieved")).statusCode()).isEqualTo(503);
    reported = report -> Future.failedFuture("gone");
    assertThat(postXml(report("Retrieved")).statusCode()).isEqualTo(503);
    reported = report -> Future.succeededFuture(new Intake.Busy());
    assertStatus(postXml(report("Retrieved")), "DeliveryReportRsp", 4006);
    reported = report -> Future.succeededFuture(new Intake.Repeat(1));
    assertStatus(postXml(report("Retrieved")), "DeliveryReportRsp", 1000);
  }

  @ParameterizedTest
  @CsvSource({
    "Retrieved,DELIVERED",
    "RETRIEVED,DELIVERED",
    "Expired,EXPIRED",
    "Rejected,FAILED",
    "Unreachable,FAILED",
    "NotSupported,FAILED",
    "Not supported,FAILED",
    "Deferred,UNDER_WAY",
    "Forwarded,UNDER_WAY",
    "Indeterminate,UNDER_WAY",
    "Surprise,UNDER_WAY"
  })
  void everyMMStatusHasItsMeaning(String status, DeliveryReport.State state) throws Exception {
    deploy(Map.of());
    assertStatus(postXml(report(status)), "DeliveryReportRsp", 1000);
    assertThat(reports).extracting(DeliveryReport::state).containsExactly(state);
  }

  @Test
  void aBodyOverTheCapIsReadToItsEndAndRefusedWithItsOwnIds() throws Exception {
    deploy(Map.of());
    Samples.Post huge = Samples.angus(Samples.deliver(), Samples.jpeg(5_000_000), "x");
    HttpResponse<String> answer = post(huge);

    assertStatus(answer, "DeliverRsp", 2004);
    assertThat(SoapEnvelope.parse(answer.body()).transactionId()).isEqualTo("txn-1");
    assertThat(received).isEmpty();
    assertStatus(post(photo()), "DeliverRsp", 1000);
  }

  @Test
  void aBodyWithoutEndGetsItsAnswerToo() throws Exception {
    Mm7Config usual = Samples.config("http://127.0.0.1:1/", Map.of());
    deploy(
        new Mm7Config(
            usual.host(), 0, 100_000, usual.tls(), Mm7Config.CANCEL_EVERY, usual.mmscs()));
    try (Socket socket = new Socket("127.0.0.1", port)) {
      socket.setSoTimeout(30_000);
      OutputStream out = socket.getOutputStream();
      out.write(
          Samples.bytes(
              "POST /mm7/city HTTP/1.1\r\nHost: a\r\nContent-Type: text/xml\r\n"
                  + "Transfer-Encoding: chunked\r\n\r\n"));
      byte[] chunk = Samples.bytes("2710\r\n" + "x".repeat(10_000) + "\r\n");
      for (int i = 0; i < 80; i++) {
        out.write(chunk);
      }
      // the octet that is too many is the last: a reset for unread ones could overtake the answer
      out.write(Samples.bytes("2710\r\nx"));
      out.flush();
      InputStream in = socket.getInputStream();
      byte[] head = in.readNBytes(12);
      assertThat(new String(head, StandardCharsets.US_ASCII)).isEqualTo("HTTP/1.1 200");
      assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8)).contains("2004");
    }
  }

  @Test
  void aTwoMegabytePictureInBase64IsTaken() throws Exception {
    deploy(Map.of());
    assertStatus(
        post(Samples.angus(Samples.deliver(), Samples.jpeg(2_000_000), "x")), "DeliverRsp", 1000);
    assertThat(received.get(0).media().get(0).bytes()).isEqualTo(2_000_000);
  }

  @Test
  void hugeHttpHeadersAreRefused() throws Exception {
    deploy(Map.of());
    HttpRequest request = to("/mm7/city").header("X-Long", "x".repeat(100_000)).GET().build();
    // A client of its own, for no later request may go over the connection that the server closes.
    HttpClient hostile = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    try {
      assertThat(hostile.send(request, BodyHandlers.discarding()).statusCode()).isEqualTo(431);
    } catch (IOException e) {
      // The server closes before it has read the rest: its reset may overtake the 431.
    }
    assertThat(received).isEmpty();
    assertStatus(post(photo()), "DeliverRsp", 1000);
  }

  @Test
  void strangersAreRefused() throws Exception {
    deploy(Map.of("addresses", "[192.0.2.1]"));
    assertThat(post(photo()).statusCode()).isEqualTo(401);
    assertThat(send(to("/mm7/other"), new byte[0]).statusCode()).isEqualTo(404);
    HttpResponse<String> get = http.send(to("/mm7/city").GET().build(), BodyHandlers.ofString());
    assertThat(get.statusCode()).isEqualTo(405);
    assertThat(received).isEmpty();
    assertThat(counted("unauthenticated")).isEqualTo(1);
  }

  @Test
  void credentialsAreAskedForAndChecked() throws Exception {
    deploy(Map.of("inbound_username", "mmsc", "inbound_password", "open sesame"));
    HttpResponse<String> without = post(photo());
    assertThat(without.statusCode()).isEqualTo(401);
    assertThat(without.headers().firstValue("WWW-Authenticate").orElse("")).startsWith("Basic ");
    assertThat(withCredentials("mmsc:wrong").statusCode()).isEqualTo(401);
    assertThat(withCredentials("other:open sesame").statusCode()).isEqualTo(401);
    assertStatus(withCredentials("mmsc:open sesame"), "DeliverRsp", 1000);
  }

  private HttpResponse<String> withCredentials(String pair) throws Exception {
    String basic = Base64.getEncoder().encodeToString(Samples.bytes(pair));
    Samples.Post photo = photo();
    return send(
        to("/mm7/city")
            .header("Content-Type", photo.contentType())
            .header("Authorization", "Basic " + basic),
        photo.body());
  }

  @Test
  void anOperatorsLinkIsTrustedForSubscribersOnly() throws Exception {
    deploy(Map.of("trust", "operator"));
    postXml(Samples.deliver());
    postXml(Samples.deliver("<ShortCode>10086</ShortCode>", ""));
    assertThat(received)
        .extracting(InboundMessage::trust)
        .containsExactly(Trust.OPERATOR, Trust.WEAK);
    assertThat(received.get(0).text()).isEqualTo("付款");
  }

  @Test
  void moreAtOnceThanItHoldsAreToldToComeAgain() throws Exception {
    Promise<Intake> commit = Promise.promise();
    intake = message -> commit.future();
    deploy(Map.of());
    List<CompletableFuture<HttpResponse<String>>> waiting = new ArrayList<>();
    for (int i = 0; i < Mm7Verticle.MAX_REQUESTS; i++) {
      waiting.add(
          http.sendAsync(
              to("/mm7/city")
                  .header("Content-Type", "text/xml")
                  .POST(BodyPublishers.ofString(Samples.deliver()))
                  .build(),
              BodyHandlers.ofString()));
    }
    Awaitility.await().atMost(SOON).until(() -> received.size() == Mm7Verticle.MAX_REQUESTS);
    assertThat(postXml(Samples.deliver()).statusCode()).isEqualTo(503);

    commit.complete(new Intake.Stored(1));
    for (CompletableFuture<HttpResponse<String>> answer : waiting) {
      assertStatus(answer.get(30, TimeUnit.SECONDS), "DeliverRsp", 1000);
    }
    assertStatus(postXml(Samples.deliver()), "DeliverRsp", 1000);
  }

  @Test
  void aRequestThatBreaksOffGivesItsPlaceFree() throws Exception {
    deploy(Map.of());
    for (int i = 0; i < Mm7Verticle.MAX_REQUESTS; i++) {
      try (Socket socket = new Socket("127.0.0.1", port)) {
        socket
            .getOutputStream()
            .write(Samples.bytes("POST /mm7/city HTTP/1.1\r\nContent-Length: 99\r\n\r\n<a>"));
      }
    }
    Awaitility.await().atMost(SOON).until(() -> counted("broken_off") == Mm7Verticle.MAX_REQUESTS);
    assertStatus(postXml(Samples.deliver()), "DeliverRsp", 1000);
    assertThat(received).hasSize(1);
  }

  @Test
  void withoutAnMmscNothingListens() throws Exception {
    deploy(
        new Mm7Config(
            "127.0.0.1",
            0,
            100_000,
            new Mm7Tls(false, null, null, null, true),
            Mm7Config.CANCEL_EVERY,
            List.of()));
    assertThat(port).isEqualTo(-1);
  }
}
