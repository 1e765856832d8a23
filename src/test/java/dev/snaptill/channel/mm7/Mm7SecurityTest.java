package dev.snaptill.channel.mm7;

import static org.assertj.core.api.Assertions.assertThat;

import dev.snaptill.bus.Bus;
import dev.snaptill.channel.Channels;
import dev.snaptill.channel.InboundMessage;
import dev.snaptill.channel.Intake;
import dev.snaptill.channel.OutboundMessage;
import dev.snaptill.channel.SendResult;
import dev.snaptill.config.Settings;
import dev.snaptill.value.Address;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How an MMSC and we prove ourselves to each other. */
class Mm7SecurityTest {
  private final List<InboundMessage> received = new CopyOnWriteArrayList<>();
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private Vertx vertx;
  private Bus bus;
  private int port;
  @TempDir Path directory;

  @BeforeEach
  void start() {
    vertx = Vertx.vertx();
    bus = new Bus(vertx);
    bus.answer(
        Channels.RECEIVE,
        message -> {
          received.add(message);
          return Future.succeededFuture(new Intake.Stored(1));
        });
  }

  @AfterEach
  void stop() throws Exception {
    await(vertx.close());
  }

  private static <T> T await(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
  }

  private void deploy(Mm7Config config) throws Exception {
    Mm7Verticle verticle = new Mm7Verticle(config, bus, registry, new MemoryMedia());
    await(vertx.deployVerticle(verticle));
    port = verticle.port();
  }

  private static Mm7Config config(String yaml) {
    Settings settings = Settings.parse("test.yaml", yaml, Map.of());
    Mm7Config config = Mm7Config.from(settings);
    settings.check();
    return config;
  }

  /** What came back, with its challenges. */
  private record Answer(int status, List<String> challenges, String body) {}

  private Answer post(HttpClientOptions client, String path, String authorization)
      throws Exception {
    RequestOptions options =
        new RequestOptions()
            .setMethod(HttpMethod.POST)
            .setHost("127.0.0.1")
            .setPort(port)
            .setSsl(client.isSsl())
            .setURI(path)
            .putHeader("Content-Type", "text/xml");
    if (authorization != null) {
      options.putHeader("Authorization", authorization);
    }
    HttpClient http = vertx.createHttpClient(client);
    try {
      return await(
          http.request(options)
              .compose(request -> request.send(Buffer.buffer(Samples.deliver())))
              .compose(
                  response ->
                      response
                          .body()
                          .map(
                              body ->
                                  new Answer(
                                      response.statusCode(),
                                      response.headers().getAll("WWW-Authenticate"),
                                      body.toString()))));
    } finally {
      // to be closed here also means not to be closed by the garbage collector before
      await(http.close());
    }
  }

  private Answer post(String path, String authorization) throws Exception {
    return post(new HttpClientOptions(), path, authorization);
  }

  private static String digest(
      String challenge, String uri, String password, int count, boolean qop) {
    Map<String, String> p = new LinkedHashMap<>(HttpDigest.parameters(challenge));
    p.remove("qop");
    if (qop) {
      p.put("qop", "auth");
      p.put("nc", String.format("%08x", count));
      p.put("cnonce", "abc");
    }
    String response = HttpDigest.response(p, "POST", uri, "mmsc", password);
    return "Digest username=\"mmsc\", realm=\""
        + p.get("realm")
        + "\", nonce=\""
        + p.get("nonce")
        + "\", uri=\""
        + uri
        + "\", algorithm="
        + p.get("algorithm")
        + (qop ? ", qop=auth, nc=" + p.get("nc") + ", cnonce=\"abc\"" : "")
        + ", response=\""
        + response
        + "\"";
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void anMmscProvesItselfByDigestInEitherHash(int which) throws Exception {
    deploy(
        Samples.config(
            "http://127.0.0.1:1/",
            Map.of(
                "inbound_username",
                "mmsc",
                "inbound_password",
                "open sesame",
                "inbound_authentication",
                "digest")));
    Answer asked = post("/mm7/city", null);
    assertThat(asked.status()).isEqualTo(401);
    assertThat(asked.challenges()).hasSize(2).allMatch(c -> c.startsWith("Digest "));
    String challenge = asked.challenges().get(which);
    assertThat(post("/mm7/city", digest(challenge, "/mm7/city", "wrong", 1, true)).status())
        .isEqualTo(401);
    String right = digest(challenge, "/mm7/city", "open sesame", 1, true);
    assertThat(post("/mm7/city", right).status()).isEqualTo(200);
    assertThat(post("/mm7/city", digest(challenge, "/mm7/city", "open sesame", 2, true)).status())
        .isEqualTo(200);
    assertThat(received).hasSize(2);

    // the same proof a second time is somebody else's
    Answer repeated = post("/mm7/city", right);
    assertThat(repeated.status()).isEqualTo(401);
    assertThat(repeated.challenges().get(0)).contains("stale=true");
    assertThat(post("/mm7/city", "Basic bW1zYzpvcGVuIHNlc2FtZQ==").status()).isEqualTo(401);
    assertThat(post("/mm7/city", digest(challenge, "/mm7/other", "open sesame", 3, true)).status())
        .isEqualTo(401);
    assertThat(received).hasSize(2);
  }

  @Test
  void anOldMmscMayLeaveTheCountOut() throws Exception {
    deploy(
        Samples.config(
            "http://127.0.0.1:1/",
            Map.of(
                "inbound_username",
                "mmsc",
                "inbound_password",
                "x",
                "inbound_authentication",
                "any")));
    Answer asked = post("/mm7/city", null);
    assertThat(asked.challenges()).hasSize(3);
    assertThat(
            post("/mm7/city", digest(asked.challenges().get(1), "/mm7/city", "x", 1, false))
                .status())
        .isEqualTo(200);
    assertThat(post("/mm7/city", "Basic bW1zYzp4").status()).isEqualTo(200);
    String forged = asked.challenges().get(1).replaceAll("nonce=\"[^\"]*\"", "nonce=\"1-2-3\"");
    assertThat(post("/mm7/city", digest(forged, "/mm7/city", "x", 1, true)).status())
        .isEqualTo(401);
  }

  private static String ok() {
    return Samples.envelope(
        "t",
        "<SubmitRsp><Status><StatusCode>1000</StatusCode></Status>"
            + "<MessageID>m-1</MessageID></SubmitRsp>");
  }

  private SendResult send() throws Exception {
    OutboundMessage message =
        new OutboundMessage(
            1,
            "city",
            Address.tel("10658"),
            Address.tel("+8613800000001"),
            null,
            "hello",
            List.of(),
            Instant.parse("2026-11-24T00:00:00Z"));
    return await(bus.ask(Channels.send("city"), message, Duration.ofSeconds(30)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"MD5", "SHA-256"})
  void weProveOurselvesByDigestAndNeverShowThePassword(String algorithm) throws Exception {
    List<String> shown = new CopyOnWriteArrayList<>();
    AtomicInteger bodies = new AtomicInteger();
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
                                  String header = request.getHeader("Authorization");
                                  shown.add(String.valueOf(header));
                                  Map<String, String> p = HttpDigest.parameters(header);
                                  bodies.addAndGet(body.length() > 0 ? 1 : 0);
                                  boolean right =
                                      HttpDigest.response(p, "POST", "/mm7?vasp=1", "us", "p\"w")
                                          .equals(p.get("response"));
                                  request
                                      .response()
                                      .setStatusCode(right ? 200 : 401)
                                      .putHeader(
                                          (CharSequence) "WWW-Authenticate",
                                          List.<CharSequence>of(
                                              "Basic realm=\"mmsc\"",
                                              "Digest realm=\"the mmsc\", nonce=\"n1\","
                                                  + " qop=\"auth-int,auth\", opaque=\"o\","
                                                  + " algorithm="
                                                  + algorithm))
                                      .end(right ? ok() : "");
                                }))
                .listen(0, "127.0.0.1"));
    deploy(
        Samples.config(
            "http://127.0.0.1:" + mmsc.actualPort() + "/mm7?vasp=1",
            Map.of("username", "us", "password", "'p\"w'", "authentication", "digest")));
    assertThat(send()).isEqualTo(taken("m-1"));
    assertThat(send()).isEqualTo(taken("m-1"));
    // asked once; the second message counts up with the nonce in hand
    assertThat(shown).hasSize(3).noneMatch(header -> header.startsWith("Basic"));
    assertThat(shown.get(1)).contains("nc=00000001").contains("opaque=\"o\"");
    assertThat(shown.get(2)).contains("nc=00000002");
    assertThat(bodies.get()).isEqualTo(3);
  }

  @Test
  void wrongDigestCredentialsAreAskedForOnlyOnce() throws Exception {
    AtomicInteger asked = new AtomicInteger();
    HttpServer mmsc =
        await(
            vertx
                .createHttpServer()
                .requestHandler(
                    request -> {
                      asked.incrementAndGet();
                      request
                          .response()
                          .setStatusCode(401)
                          .putHeader("WWW-Authenticate", "Digest realm=\"r\", nonce=\"n\"")
                          .end();
                    })
                .listen(0, "127.0.0.1"));
    deploy(
        Samples.config(
            "http://127.0.0.1:" + mmsc.actualPort() + "/",
            Map.of("username", "us", "password", "wrong")));
    assertThat(send()).isEqualTo(new SendResult.Rejected("HTTP 401"));
    assertThat(asked.get()).isEqualTo(2);
  }

  @Test
  void anMmscWithoutTheRightCertificateIsAStranger() throws Exception {
    Certificates made =
        new Certificates(directory).make("gateway").make("mmsc.example").make("other");
    deploy(
        config(
            "port: 0\ntls: {on: true, certificate_file: '"
                + made.certificate("gateway")
                + "', key_file: '"
                + made.key("gateway")
                + "', trust_file: '"
                + made.certificate("mmsc.example")
                + "'}\nmmscs:\n  - {name: city, url: 'http://127.0.0.1:1/', short_codes: ['10658'],"
                + " certificate: mmsc.example}\n  - {name: town, url: 'http://127.0.0.1:1/',"
                + " short_codes: ['10658'], certificate: somebody}\n"));
    HttpClientOptions none =
        new HttpClientOptions()
            .setSsl(true)
            .setVerifyHost(true)
            .setTrustOptions(new PemTrustOptions().addCertPath(made.certificate("gateway")));
    HttpClientOptions its =
        new HttpClientOptions(none)
            .setKeyCertOptions(
                new PemKeyCertOptions()
                    .setCertPath(made.certificate("mmsc.example"))
                    .setKeyPath(made.key("mmsc.example")));
    assertThat(post(its, "/mm7/city", null).status()).isEqualTo(200);
    assertThat(post(none, "/mm7/city", null).status()).isEqualTo(401);
    assertThat(post(its, "/mm7/town", null).status()).isEqualTo(401);
    assertThat(received).hasSize(1);
  }

  @Test
  void weShowTheMmscOurCertificateAndCheckItsOwn() throws Exception {
    Certificates made = new Certificates(directory).make("gateway").make("mmsc").make("other");
    HttpServer mmsc =
        await(
            vertx
                .createHttpServer(
                    new HttpServerOptions()
                        .setSsl(true)
                        .setKeyCertOptions(
                            new PemKeyCertOptions()
                                .setCertPath(made.certificate("mmsc"))
                                .setKeyPath(made.key("mmsc")))
                        .setTrustOptions(
                            new PemTrustOptions().addCertPath(made.certificate("gateway")))
                        .setClientAuth(ClientAuth.REQUIRED))
                .requestHandler(request -> request.response().end(ok()))
                .listen(0, "127.0.0.1"));
    String url = "https://127.0.0.1:" + mmsc.actualPort() + "/mm7";
    String own =
        "certificate_file: '"
            + made.certificate("gateway")
            + "', key_file: '"
            + made.key("gateway");
    deploy(
        Samples.config(
            url, Map.of("tls", "{" + own + "', trust_file: '" + made.certificate("mmsc") + "'}")));
    assertThat(send()).isEqualTo(taken("m-1"));

    Mm7Config wrong =
        Samples.config(
            url, Map.of("tls", "{" + own + "', trust_file: '" + made.certificate("other") + "'}"));
    assertThat(await(bus.ask(Mm7.RELOAD, wrong, Duration.ofSeconds(30))).ok()).isTrue();
    assertThat(send()).isInstanceOf(SendResult.RetryAfter.class);
  }

  private static SendResult taken(String id) {
    return new SendResult.Accepted(id, List.of(new SendResult.Part(id, id)));
  }
}
