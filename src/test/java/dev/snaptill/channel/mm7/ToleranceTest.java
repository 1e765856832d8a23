package dev.snaptill.channel.mm7;

import static org.assertj.core.api.Assertions.assertThat;

import dev.snaptill.bus.Bus;
import dev.snaptill.channel.Channels;
import dev.snaptill.channel.InboundMessage;
import dev.snaptill.channel.Intake;
import dev.snaptill.value.Address;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Everything that is tolerated of MMSCs (mms.md), posted over real HTTP. */
class ToleranceTest {
  private static final List<InboundMessage> RECEIVED = new CopyOnWriteArrayList<>();
  private static final MemoryMedia MEDIA = new MemoryMedia();
  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private static Vertx vertx;
  private static int port;

  @BeforeAll
  static void start() throws Exception {
    vertx = Vertx.vertx();
    Bus bus = new Bus(vertx);
    bus.answer(
        Channels.RECEIVE,
        message -> {
          RECEIVED.add(message);
          return Future.succeededFuture(new Intake.Stored(1));
        });
    Mm7Verticle verticle =
        new Mm7Verticle(
            Samples.config("http://127.0.0.1:1/", Map.of()), bus, new SimpleMeterRegistry(), MEDIA);
    await(vertx.deployVerticle(verticle));
    port = verticle.port();
  }

  @AfterAll
  static void stop() throws Exception {
    await(vertx.close());
  }

  @BeforeEach
  void forget() {
    RECEIVED.clear();
  }

  private static <T> T await(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
  }

  private static SoapEnvelope post(String contentType, byte[] body) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/mm7/city"))
            .POST(HttpRequest.BodyPublishers.ofByteArray(body));
    if (contentType != null) {
      request.header("Content-Type", contentType);
    }
    HttpResponse<String> answer =
        HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
    assertThat(answer.statusCode()).isEqualTo(200);
    return SoapEnvelope.parse(answer.body());
  }

  /** Posts it, sees it acknowledged, and returns what was handed in. */
  private static InboundMessage taken(String contentType, byte[] body) throws Exception {
    SoapEnvelope answer = post(contentType, body);
    assertThat(answer.name()).isEqualTo("DeliverRsp");
    assertThat(answer.message().findText("StatusCode")).contains("1000");
    assertThat(RECEIVED).hasSize(1);
    return RECEIVED.get(0);
  }

  private static InboundMessage taken(String xml) throws Exception {
    return taken("text/xml; charset=utf-8", Samples.bytes(xml));
  }

  static Stream<Arguments> packagings() {
    return RequestParserTest.packagings();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("packagings")
  void everyPackagingIsTaken(String name, String contentType, byte[] body) throws Exception {
    InboundMessage message = taken(contentType, body);
    assertThat(message.media()).hasSize(1);
    assertThat(MEDIA.kept.get(message.media().get(0).sha256())).startsWith(0xFF, 0xD8, 0xFF);
    assertThat(message.sender()).isEqualTo(Address.tel("+8613800000001"));
    assertThat(message.hardKey()).isEqualTo("L:link-1");
    assertThat(message.text()).isEqualTo("付款");
  }

  static Stream<Arguments> senders() {
    return RequestParserTest.senders();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("senders")
  void everyFormOfAnAddressIsTaken(String sender, String canonical) throws Exception {
    assertThat(taken(Samples.deliver(sender, "")).sender()).isEqualTo(Address.tel(canonical));
  }

  /** Seen: REL-5-MM7-1-0 to REL-6-MM7-1-4. */
  static Stream<Arguments> releases() {
    List<Arguments> all = new ArrayList<>();
    for (int release = 5; release <= 6; release++) {
      for (int minor = 0; minor <= 4; minor++) {
        all.add(Arguments.of(release, minor));
      }
    }
    return all.stream();
  }

  @ParameterizedTest(name = "REL-{0}-MM7-1-{1}")
  @MethodSource("releases")
  void everyReleaseIsTakenAndAnsweredInItsOwn(int release, int minor) throws Exception {
    String namespace =
        "http://www.3gpp.org/ftp/Specs/archive/23_series/23.140/schema/REL-"
            + release
            + "-MM7-1-"
            + minor;
    String version = release + "." + (minor + 3) + ".0";
    SoapEnvelope answer =
        post(
            "text/xml",
            Samples.bytes(
                Samples.deliver().replace(Samples.NAMESPACE, namespace).replace("5.6.0", version)));
    assertThat(answer.namespace()).isEqualTo(namespace);
    assertThat(answer.version()).isEqualTo(version);
    assertThat(answer.transactionId()).isEqualTo("txn-1");
    assertThat(RECEIVED).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<LinkedID>link-1</LinkedID>",
        "<Subject>付款</Subject>",
        "<Recipients><To><Number>10658</Number></To></Recipients>",
        "<Priority>Normal</Priority>",
        "<TimeStamp>2026-11-22T10:00:00+08:00</TimeStamp>",
        "<MMSRelayServerID>relay</MMSRelayServerID>",
        "<MM7Version>5.6.0</MM7Version>"
      })
  void eachElementMayBeMissing(String element) throws Exception {
    String xml = Samples.deliver();
    assertThat(xml).contains(element);
    InboundMessage message = taken(xml.replace(element, ""));
    assertThat(message.recipient()).isEqualTo(Address.tel("10658"));
    assertThat(message.hardKey())
        .isEqualTo(element.startsWith("<LinkedID") ? "T:txn-1" : "L:link-1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"GB2312", "GBK", "GB18030", "UTF-8", "UTF-16"})
  void aSubjectInAnyEncodingIsRead(String charset) throws Exception {
    String xml = Samples.deliver().replace("UTF-8", charset);
    assertThat(taken("text/xml", xml.getBytes(Charset.forName(charset))).text()).isEqualTo("付款");
    RECEIVED.clear();
    // and what is declared may be wrong
    if (charset.startsWith("GB")) {
      String lying = Samples.deliver();
      assertThat(taken("text/xml", lying.getBytes(Charset.forName(charset))).text())
          .isEqualTo("付款");
    }
  }

  @Test
  void severalPicturesAndATextAreOneMessage() throws Exception {
    String b64 = "\r\nContent-Transfer-Encoding: base64\r\n\r\n";
    StringBuilder body = new StringBuilder();
    body.append("--b\r\nContent-Type: text/xml\r\n\r\n");
    body.append(Samples.latin(Samples.bytes(Samples.deliver()))).append("\r\n");
    for (int i = 0; i < 3; i++) {
      body.append("--b\r\nContent-Type: image/jpeg").append(b64);
      body.append(Samples.base64(Samples.jpeg(5_000 + i))).append("\r\n");
    }
    body.append("--b\r\nContent-Type: text/plain\r\n\r\n1234 5678 9012 34\r\n");
    body.append("--b\r\nContent-Type: application/smil\r\n\r\n<smil/>\r\n--b--\r\n");
    InboundMessage message =
        taken(
            "multipart/related; boundary=b", body.toString().getBytes(StandardCharsets.ISO_8859_1));
    assertThat(message.media()).hasSize(3);
    assertThat(message.text()).isEqualTo("1234 5678 9012 34");
  }

  @ParameterizedTest
  @ValueSource(strings = {"ReplaceReq", "SubmitReq", "extendedReplaceReq", "Nonsense"})
  void anUnknownRequestIsToldSo(String name) throws Exception {
    SoapEnvelope answer =
        post("text/xml", Samples.bytes(Samples.envelope("t-7", "<" + name + "/>")));
    assertThat(answer.name()).isEqualTo("VASPErrorRsp");
    assertThat(answer.message().findText("StatusCode")).contains("4003");
    assertThat(answer.transactionId()).isEqualTo("t-7");
    assertThat(RECEIVED).isEmpty();
  }
}
