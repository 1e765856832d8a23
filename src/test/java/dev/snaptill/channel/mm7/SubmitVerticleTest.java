package dev.snaptill.channel.mm7;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.snaptill.bus.Bus;
import dev.snaptill.channel.Channels;
import dev.snaptill.channel.MediaRef;
import dev.snaptill.channel.OutboundMessage;
import dev.snaptill.channel.SendResult;
import dev.snaptill.channel.SendResult.Accepted;
import dev.snaptill.channel.SendResult.Rejected;
import dev.snaptill.channel.SendResult.RetryAfter;
import dev.snaptill.channel.SendResult.Unknown;
import dev.snaptill.value.Address;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import jakarta.mail.BodyPart;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMultipart;
import jakarta.mail.util.ByteArrayDataSource;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A test MMSC reads what we send with Angus Mail and answers what the test wants. */
class SubmitVerticleTest {
  private static final byte[] JPEG = Samples.jpeg(30_000);

  /** A request as the MMSC saw it. */
  private record Seen(String contentType, String authorization, byte[] body) {
    MimeMultipart multipart() throws Exception {
      return new MimeMultipart(new ByteArrayDataSource(body, contentType));
    }

    String soap() throws Exception {
      return new String(bytes(multipart().getBodyPart(0)), StandardCharsets.UTF_8);
    }

    MimeMultipart content() throws Exception {
      BodyPart part = multipart().getBodyPart(1);
      return new MimeMultipart(new ByteArrayDataSource(bytes(part), part.getContentType()));
    }
  }

  private final List<Seen> seen = new CopyOnWriteArrayList<>();
  private final MemoryMedia media = new MemoryMedia();
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private volatile BiConsumer<HttpServerRequest, Integer> answer =
      (request, n) -> respond(request, 200, submitRsp(1000));
  private Vertx vertx;
  private Bus bus;
  private String url;

  @BeforeEach
  void start() throws Exception {
    vertx = Vertx.vertx();
    bus = new Bus(vertx);
    HttpServer mmsc =
        await(
            vertx
                .createHttpServer()
                .requestHandler(
                    request ->
                        request
                            .body()
                            .onSuccess(
                                body -> {
                                  seen.add(
                                      new Seen(
                                          request.getHeader("Content-Type"),
                                          request.getHeader("Authorization"),
                                          body.getBytes()));
                                  answer.accept(request, seen.size());
                                }))
                .listen(0, "127.0.0.1"));
    url = "http://127.0.0.1:" + mmsc.actualPort() + "/mm7";
  }

  @AfterEach
  void stop() throws Exception {
    await(vertx.close());
  }

  private static <T> T await(io.vertx.core.Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
  }

  private static byte[] bytes(BodyPart part) throws Exception {
    try (var in = ((MimeBodyPart) part).getInputStream()) {
      return in.readAllBytes();
    }
  }

  private static void respond(HttpServerRequest request, int status, String body) {
    request
        .response()
        .setStatusCode(status)
        .putHeader("Content-Type", "text/xml")
        .end(Buffer.buffer(body));
  }

  private static String submitRsp(int code) {
    return Samples.envelope(
        "t",
        "<SubmitRsp xmlns=\""
            + Samples.NAMESPACE
            + "\"><MM7Version>5.6.0</MM7Version><Status>"
            + "<StatusCode>"
            + code
            + "</StatusCode></Status><MessageID>mms-77</MessageID>"
            + "</SubmitRsp>");
  }

  private void deploy(Map<String, String> more) throws Exception {
    deploy(url, more);
  }

  private void deploy(String mmscUrl, Map<String, String> more) throws Exception {
    Mm7Config config = Samples.config(mmscUrl, more);
    await(vertx.deployVerticle(new Mm7Verticle(config, bus, registry, media)));
  }

  private OutboundMessage message(String replyHandle, List<MediaRef> pictures) {
    return new OutboundMessage(
        4711,
        "city",
        Address.tel("10658"),
        Address.tel("+8613800000001"),
        replyHandle,
        "付款码 1234 5678 9012 34 <&>",
        pictures,
        Instant.parse("2026-11-23T00:00:00Z"));
  }

  private SendResult send(OutboundMessage message) throws Exception {
    return await(bus.ask(Channels.send("city"), message, Duration.ofSeconds(30)));
  }

  private SendResult sendPicture() throws Exception {
    return send(message(null, List.of(await(media.put(JPEG, "image/jpeg")))));
  }

  @Test
  void aPictureGoesOutAsSmilPictureAndText() throws Exception {
    deploy(
        Map.of(
            "username",
            "us",
            "password",
            "p w",
            "vasp_id",
            "snap",
            "vas_id",
            "till<1>",
            "version",
            "6.5.0"));
    assertThat(sendPicture()).isEqualTo(taken("mms-77"));

    Seen sent = seen.get(0);
    assertThat(sent.contentType()).startsWith("multipart/related; type=\"text/xml\"; start=\"<");
    assertThat(sent.authorization())
        .isEqualTo("Basic " + Base64.getEncoder().encodeToString(Samples.bytes("us:p w")));
    assertThat(sent.multipart().getCount()).isEqualTo(2);
    SoapEnvelope soap = SoapEnvelope.parse(sent.soap());
    XmlNode req = soap.message();
    assertThat(soap.name()).isEqualTo("SubmitReq");
    assertThat(soap.namespace()).endsWith("REL-6-MM7-1-4");
    assertThat(soap.version()).isEqualTo("6.5.0");
    assertThat(soap.transactionId()).isNotBlank();
    assertThat(req.findText("VASPID")).contains("snap");
    assertThat(req.findText("VASID")).contains("till<1>");
    assertThat(req.findText("ShortCode")).contains("10658");
    assertThat(req.findText("Number")).contains("+8613800000001");
    assertThat(req.findText("DeliveryReport")).contains("true");
    assertThat(req.findText("ExpiryDate")).contains("2026-11-23T00:00:00Z");
    assertThat(req.child("LinkedID")).isEmpty();
    XmlNode content = req.child("Content").orElseThrow();
    assertThat(content.attributeValue("allowAdaptations")).contains("false");
    String id = ((MimeBodyPart) sent.multipart().getBodyPart(1)).getContentID();
    assertThat("<" + content.attributeValue("href").orElseThrow().substring(4) + ">").isEqualTo(id);

    MimeMultipart parts = sent.content();
    assertThat(parts.getCount()).isEqualTo(3);
    assertThat(parts.getBodyPart(0).getContentType()).startsWith("application/smil");
    String smil = new String(bytes(parts.getBodyPart(0)), StandardCharsets.UTF_8);
    assertThat(smil).contains("src=\"picture1.jpg\"").contains("src=\"text.txt\"");
    assertThat(bytes(parts.getBodyPart(1))).isEqualTo(JPEG);
    assertThat(((MimeBodyPart) parts.getBodyPart(1)).getHeader("Content-Location", null))
        .isEqualTo("picture1.jpg");
    assertThat(new String(bytes(parts.getBodyPart(2)), StandardCharsets.UTF_8))
        .isEqualTo("付款码 1234 5678 9012 34 <&>");
    assertThat(
            registry
                .counter("snaptill.mm7.submitted", "mmsc", "city", "result", "accepted")
                .count())
        .isEqualTo(1);
  }

  @Test
  void withoutAPictureItIsStillAnMms() throws Exception {
    deploy(Map.of());
    assertThat(send(message(null, List.of()))).isEqualTo(taken("mms-77"));
    MimeMultipart parts = seen.get(0).content();
    assertThat(parts.getCount()).isEqualTo(2);
    assertThat(parts.getBodyPart(1).getContentType()).startsWith("text/plain");
  }

  @Test
  void anotherAttemptCarriesTheSameTransactionId() throws Exception {
    deploy(Map.of());
    sendPicture();
    sendPicture();
    assertThat(SoapEnvelope.parse(seen.get(0).soap()).transactionId())
        .isEqualTo(SoapEnvelope.parse(seen.get(1).soap()).transactionId());
  }

  @Test
  void aForgottenLinkedIdIsLeftOutTheSecondTime() throws Exception {
    deploy(Map.of());
    answer = (request, n) -> respond(request, 200, submitRsp(n == 1 ? 2006 : 1000));
    assertThat(send(message("link-9", List.of()))).isEqualTo(taken("mms-77"));
    assertThat(seen).hasSize(2);
    assertThat(seen.get(0).soap()).contains("<LinkedID>link-9</LinkedID>");
    assertThat(seen.get(1).soap()).doesNotContain("LinkedID");

    answer = (request, n) -> respond(request, 200, submitRsp(2006));
    assertThat(send(message("link-9", List.of()))).isEqualTo(new Rejected("2006"));
    assertThat(seen).hasSize(4);
  }

  private static Stream<Arguments> statuses() {
    return Stream.of(
        arguments(1000, Accepted.class),
        arguments(1100, Accepted.class),
        arguments(1999, Accepted.class),
        arguments(2000, Rejected.class),
        arguments(2001, Rejected.class),
        arguments(2002, Rejected.class),
        arguments(2003, Rejected.class),
        arguments(2004, Rejected.class),
        arguments(2005, Rejected.class),
        arguments(2006, Rejected.class),
        arguments(2007, Rejected.class),
        arguments(2999, Rejected.class),
        arguments(3000, RetryAfter.class),
        arguments(3001, Rejected.class),
        arguments(3002, Rejected.class),
        arguments(3003, Rejected.class),
        arguments(3999, RetryAfter.class),
        arguments(4000, RetryAfter.class),
        arguments(4001, Rejected.class),
        arguments(4002, Rejected.class),
        arguments(4003, Rejected.class),
        arguments(4004, Rejected.class),
        arguments(4005, Rejected.class),
        arguments(4006, RetryAfter.class),
        arguments(4007, Rejected.class),
        arguments(4999, RetryAfter.class),
        arguments(9999, RetryAfter.class),
        arguments(7, RetryAfter.class));
  }

  @ParameterizedTest
  @MethodSource("statuses")
  void everyStatusHasItsConsequence(int code, Class<? extends SendResult> consequence)
      throws Exception {
    deploy(Map.of());
    answer = (request, n) -> respond(request, 200, submitRsp(code));
    SendResult result = send(message(null, List.of()));
    assertThat(result).isInstanceOf(consequence);
    if (result instanceof Rejected rejected) {
      assertThat(rejected.code()).isEqualTo(String.valueOf(code));
    }
  }

  private static Stream<Arguments> httpAnswers() {
    String fault =
        "<f:Fault xmlns:f=\"x\"><faultcode>f:Client</faultcode><detail><RSErrorRsp><Status>"
            + "<StatusCode>4001</StatusCode></Status></RSErrorRsp></detail></f:Fault>";
    return Stream.of(
        arguments(500, Samples.envelope("t", fault), Rejected.class),
        arguments(200, Samples.envelope("t", fault), Rejected.class),
        arguments(202, submitRsp(1000), Accepted.class),
        arguments(200, submitRsp(1000).replaceAll("<Status>.*</Status>", ""), Accepted.class),
        arguments(200, "thanks", Unknown.class),
        arguments(200, "<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>", Unknown.class),
        arguments(200, "x".repeat(100_000), Unknown.class),
        arguments(302, "", Rejected.class),
        arguments(401, "", Rejected.class),
        arguments(413, "", Rejected.class),
        arguments(429, "", RetryAfter.class),
        arguments(500, "oops", RetryAfter.class),
        arguments(503, "", RetryAfter.class),
        arguments(504, "", Unknown.class));
  }

  @ParameterizedTest
  @MethodSource("httpAnswers")
  void everyHttpAnswerHasItsConsequence(
      int status, String body, Class<? extends SendResult> consequence) throws Exception {
    deploy(Map.of());
    answer = (request, n) -> respond(request, status, body);
    assertThat(send(message(null, List.of()))).isInstanceOf(consequence);
  }

  @Test
  void sentButNotAnsweredIsUnknownAndNotSentAgain() throws Exception {
    deploy(Map.of("timeout", "3s"));
    answer = (request, n) -> {};
    assertThat(sendPicture()).isInstanceOf(Unknown.class);
    answer = (request, n) -> request.connection().close();
    assertThat(sendPicture()).isInstanceOf(Unknown.class);
    assertThat(seen).hasSize(2);
  }

  @Test
  void whatWasNeverSentMayBeTriedAgainLaterAndLater() throws Exception {
    // bound but not listening: connections are refused, and nobody else gets the port meanwhile
    try (Socket closed = new Socket()) {
      closed.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      deploy("http://127.0.0.1:" + closed.getLocalPort() + "/", Map.of());
      SendResult first = send(message(null, List.of()));
      SendResult second = send(message(null, List.of()));
      assertThat(first).isInstanceOf(RetryAfter.class);
      assertThat(((RetryAfter) second).delay()).isGreaterThan(((RetryAfter) first).delay());
    }
  }

  @Test
  void picturesTooBigOrGoneNeverReachTheWire() throws Exception {
    deploy(Map.of());
    MediaRef big = await(media.put(Samples.jpeg(100_001), "image/jpeg"));
    assertThat(send(message(null, List.of(big)))).isEqualTo(new Rejected("2004"));
    media.kept.clear();
    MediaRef gone = new MediaRef("0".repeat(64), 5, "image/png");
    assertThat(send(message(null, List.of(gone)))).isInstanceOf(RetryAfter.class);
    assertThat(seen).isEmpty();
  }

  @Test
  void requestsThatFailTogetherCountAsOneFailure() {
    Backoff backoff = new Backoff();
    int mark = backoff.mark();
    assertThat(backoff.failed(mark)).isEqualTo(Duration.ofSeconds(5));
    assertThat(backoff.failed(mark)).isEqualTo(Duration.ofSeconds(5));
    assertThat(backoff.failed(backoff.mark())).isEqualTo(Duration.ofSeconds(10));
    for (int i = 0; i < 50; i++) {
      backoff.failed(backoff.mark());
    }
    assertThat(backoff.failed(backoff.mark())).isEqualTo(Duration.ofMinutes(5));
    backoff.succeeded();
    assertThat(backoff.failed(backoff.mark())).isEqualTo(Duration.ofSeconds(5));
  }

  private byte[] pictureSeen(int request) throws Exception {
    return bytes(seen.get(request).content().getBodyPart(1));
  }

  private static int sideOf(byte[] picture) throws Exception {
    return javax.imageio.ImageIO.read(new java.io.ByteArrayInputStream(picture)).getWidth();
  }

  private SendResult sendCode() throws Exception {
    byte[] code = dev.snaptill.qr.QrDrawing.of("SMSTO:10658:12345678901234").pngForMms();
    return send(message(null, List.of(await(media.put(code, "image/png")))));
  }

  @Test
  void eachMmscGetsPicturesOfItsOwnSize() throws Exception {
    deploy(Map.of("max_picture_side", "240"));
    assertThat(sendCode()).isEqualTo(taken("mms-77"));
    assertThat(sideOf(pictureSeen(0))).isBetween(100, 240);
  }

  @Test
  void tooBigBringsASmallerPictureUnderAnotherTransactionAndThenTheRefusal() throws Exception {
    deploy(Map.of());
    answer = (request, n) -> respond(request, 200, submitRsp(n == 1 ? 2004 : 1000));
    assertThat(sendCode()).isEqualTo(taken("mms-77"));
    assertThat(seen).hasSize(2);
    assertThat(sideOf(pictureSeen(1))).isLessThanOrEqualTo(sideOf(pictureSeen(0)) / 2);
    assertThat(SoapEnvelope.parse(seen.get(1).soap()).transactionId())
        .isNotEqualTo(SoapEnvelope.parse(seen.get(0).soap()).transactionId());

    seen.clear();
    answer = (request, n) -> respond(request, n == 1 ? 413 : 200, submitRsp(2004));
    assertThat(sendCode()).isEqualTo(new Rejected("2004"));
    assertThat(seen).hasSize(3);
  }

  @Test
  void aPartialSuccessIsLookedAt() throws Exception {
    deploy(Map.of());
    answer =
        (request, n) ->
            respond(
                request,
                200,
                submitRsp(1100)
                    .replace(
                        "</StatusCode>",
                        "</StatusCode><Details><Recipient><Number>8613800000001/TYPE=PLMN</Number>"
                            + "</Recipient></Details>"));
    assertThat(sendPicture()).isEqualTo(new Rejected("1100"));
    answer =
        (request, n) ->
            respond(
                request,
                200,
                submitRsp(1100)
                    .replace(
                        "</StatusCode>",
                        "</StatusCode><Details><Number>8613800000002</Number></Details>"));
    assertThat(sendPicture()).isEqualTo(taken("mms-77"));
  }

  @Test
  void aMessageIsCancelledByItsOwnIdAndAskedAgainOnSilence() throws Exception {
    deploy(Map.of("vasp_id", "snap"));
    Mm7.Cancel cancel = new Mm7.Cancel(4711, "mms-77");
    answer =
        (request, n) -> respond(request, 200, submitRsp(1000).replace("SubmitRsp", "CancelRsp"));
    assertThat(await(bus.ask(Mm7.cancel("city"), cancel, Duration.ofSeconds(30))))
        .isEqualTo(new Accepted("mms-77"));
    SoapEnvelope soap = SoapEnvelope.parse(new String(seen.get(0).body(), StandardCharsets.UTF_8));
    assertThat(soap.name()).isEqualTo("CancelReq");
    assertThat(soap.message().findText("MessageID")).contains("mms-77");
    assertThat(soap.message().findText("VASPID")).contains("snap");

    answer = (request, n) -> respond(request, 200, submitRsp(2005));
    assertThat(await(bus.ask(Mm7.cancel("city"), cancel, Duration.ofSeconds(30))))
        .isEqualTo(new Rejected("2005"));
    // only who never answers is waited for so briefly
    Mm7Config brief = Samples.config(url, Map.of("vasp_id", "snap", "timeout", "500ms"));
    assertThat(await(bus.ask(Mm7.RELOAD, brief, Duration.ofSeconds(30))).ok()).isTrue();
    answer = (request, n) -> {};
    assertThat(await(bus.ask(Mm7.cancel("city"), cancel, Duration.ofSeconds(30))))
        .isInstanceOf(RetryAfter.class);
  }

  private static SendResult taken(String id) {
    return new SendResult.Accepted(id, List.of(new SendResult.Part(id, id)));
  }
}
