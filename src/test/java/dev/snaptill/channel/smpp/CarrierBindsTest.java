package dev.snaptill.channel.smpp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.snaptill.bus.Bus;
import dev.snaptill.channel.Channels;
import dev.snaptill.channel.DeliveryReport;
import dev.snaptill.channel.DeliveryReport.State;
import dev.snaptill.channel.Intake;
import dev.snaptill.channel.LateAnswer;
import dev.snaptill.channel.OutboundMessage;
import dev.snaptill.channel.SendResult;
import dev.snaptill.channel.SendResult.Part;
import dev.snaptill.channel.StateQuery;
import dev.snaptill.value.Address;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.IntStream;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.TrustManagerFactory;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.jsmpp.bean.ESMClass;
import org.jsmpp.bean.InterfaceVersion;
import org.jsmpp.bean.MessageState;
import org.jsmpp.bean.NumberingPlanIndicator;
import org.jsmpp.bean.OptionalParameter;
import org.jsmpp.bean.RawDataCoding;
import org.jsmpp.bean.RegisteredDelivery;
import org.jsmpp.bean.TypeOfNumber;
import org.jsmpp.extra.ProcessRequestException;
import org.jsmpp.session.QuerySmResult;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What operators expect of binds beyond sending and receiving, over real sockets. */
@Timeout(120)
class CarrierBindsTest {
  private static final String PAYER = "8613800000001";
  private static final Duration SOON = Duration.ofSeconds(30);

  private final Vertx vertx = Vertx.vertx();
  private final Bus bus = new Bus(vertx);
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final List<DeliveryReport> reports = new CopyOnWriteArrayList<>();
  private volatile Function<DeliveryReport, Future<Intake>> onReport =
      report -> Future.succeededFuture(new Intake.Stored(0));
  private FakeCarrier carrier;

  @BeforeEach
  void listen() throws Exception {
    carrier = new FakeCarrier();
    bus.answer(Channels.RECEIVE, message -> Future.succeededFuture(new Intake.Stored(1)));
    bus.answer(
        Channels.REPORT,
        report -> {
          reports.add(report);
          return onReport.apply(report);
        });
  }

  @AfterEach
  void close() throws Exception {
    vertx.close().toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
    carrier.close();
  }

  private static ConditionFactory await() {
    return Awaitility.await().atMost(Duration.ofSeconds(30));
  }

  private static <T> T get(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
  }

  private void deploy(CarrierConfig... configs) throws Exception {
    get(vertx.deployVerticle(new SmppVerticle(List.of(configs), bus, registry)));
  }

  private void deployAndBind(String... lines) throws Exception {
    deploy(Configs.carrier(carrier.port(), lines));
    await().until(() -> bound() > 0);
  }

  private List<BindStatus> binds() throws Exception {
    return get(bus.ask(Smpp.STATUS, new Smpp.StatusWanted(), SOON)).carriers().stream()
        .flatMap(c -> c.binds().stream())
        .toList();
  }

  private long bound() throws Exception {
    return binds().stream().filter(b -> b.state() == BindStatus.State.BOUND).count();
  }

  private Future<SendResult> send(String text) {
    OutboundMessage message =
        new OutboundMessage(
            1,
            "fake",
            Address.tel("10658"),
            Address.tel("+" + PAYER),
            null,
            text,
            List.of(),
            Instant.now().plusSeconds(60));
    return bus.ask(Channels.send("fake"), message, SOON);
  }

  private static String text(org.jsmpp.bean.SubmitSm submit) {
    return new String(submit.getShortMessage(), StandardCharsets.ISO_8859_1);
  }

  private int report(String text, OptionalParameter... tlvs) throws Exception {
    return carrier
        .deliver(PAYER, 0x04, 0, text.getBytes(StandardCharsets.ISO_8859_1), tlvs)
        .get(30, TimeUnit.SECONDS);
  }

  @Test
  void anAnswerThatComesTooLateIsStillTold() throws Exception {
    List<LateAnswer> late = new CopyOnWriteArrayList<>();
    bus.consume(Channels.TAKEN_LATE, late::add);
    CountDownLatch answer = new CountDownLatch(1);
    carrier.onSubmit =
        submit -> {
          answer.await();
          return "77";
        };
    deployAndBind("submit_timeout: 200ms", "receipts: all");
    assertThat(get(send("a"))).isInstanceOf(SendResult.Unknown.class);
    answer.countDown();
    await().until(() -> !late.isEmpty());
    assertThat(late)
        .containsExactly(
            new LateAnswer(
                "fake", 1, new SendResult.Accepted("77", List.of(new Part("77", "77")))));
  }

  @Test
  void statusTellsHowEachBindDoes() throws Exception {
    deployAndBind("bind: transmitter_receiver", "window: 7");
    await().until(() -> bound() == 2);
    BindStatus tx = binds().get(0);
    assertThat(tx.bind()).isEqualTo("tx0");
    assertThat(tx.endpoint()).isEqualTo("127.0.0.1:" + carrier.port());
    assertThat(tx.window()).isEqualTo(7);
    assertThat(tx.windowUsed()).isZero();
    assertThat(tx.throttled()).isFalse();
    assertThat(tx.why()).isEqualTo("bound as snaptill at FAKE");
    assertThat(tx.lastError()).isNull();
    carrier.cut();
    await().until(() -> binds().stream().allMatch(b -> b.lastError() != null));
    await().until(() -> bound() == 2);
  }

  @Test
  void aCarrierIsStoppedAndStartedByName() throws Exception {
    deployAndBind();
    carrier.onSubmit = submit -> "1";
    CarrierStatus stopped = get(bus.ask(Smpp.CONTROL, new Smpp.Control("fake", false), SOON));
    assertThat(stopped.running()).isFalse();
    assertThat(stopped.binds().get(0).state()).isEqualTo(BindStatus.State.STOPPED);
    await().until(() -> !carrier.session().getSessionState().isBound());
    assertThat(get(send("Paid"))).isInstanceOf(SendResult.RetryAfter.class);
    assertThat(get(bus.ask(Smpp.CONTROL, new Smpp.Control("fake", false), SOON)).running())
        .isFalse();

    assertThat(get(bus.ask(Smpp.CONTROL, new Smpp.Control("fake", true), SOON)).running()).isTrue();
    await().until(() -> bound() == 1);
    assertThat(get(send("Paid"))).isEqualTo(new SendResult.Accepted("1"));
    assertThat(registry.get("snaptill.smpp.bind.up").gauge().value()).isEqualTo(1);
  }

  @Test
  void nobodyStopsACarrierThatIsNotThere() throws Exception {
    deployAndBind();
    Future<CarrierStatus> answer = bus.ask(Smpp.CONTROL, new Smpp.Control("other", false), SOON);
    await().until(answer::isComplete);
    assertThat(answer.cause()).hasMessageContaining("no carrier has the name other");
  }

  @Test
  void severalCarriersBindEachForItself() throws Exception {
    try (FakeCarrier other = new FakeCarrier()) {
      other.onSubmit = submit -> "other";
      carrier.onSubmit = submit -> "fake";
      deploy(Configs.carrier(carrier.port()), Configs.carrier(other.port(), "name: other"));
      await().until(() -> bound() == 2);
      assertThat(get(send("1"))).isEqualTo(new SendResult.Accepted("fake"));
      other.cut();
      assertThat(get(send("1"))).isEqualTo(new SendResult.Accepted("fake"));
    }
  }

  @Test
  void loadIsSharedByBindsAndOneTakesOverFromAnother() throws Exception {
    deployAndBind("binds: 2", "window: 5");
    await().until(() -> bound() == 2);
    CountDownLatch release = new CountDownLatch(1);
    carrier.onSubmit =
        submit -> {
          release.await();
          return "1";
        };
    List<Future<SendResult>> sends = IntStream.range(0, 10).mapToObj(i -> send("t" + i)).toList();
    await().until(() -> binds().stream().allMatch(b -> b.windowUsed() == 5));
    release.countDown();
    for (Future<SendResult> one : sends) {
      assertThat(get(one)).isEqualTo(new SendResult.Accepted("1"));
    }
    carrier.refuseBinds.set(Integer.MAX_VALUE);
    carrier.sessions.get(0).close();
    await().until(() -> bound() == 1);
    for (int i = 0; i < 5; i++) {
      assertThat(get(send("u" + i))).isEqualTo(new SendResult.Accepted("1"));
    }
  }

  @Test
  void bindsAreSpreadOverEndpointsAndLeaveOneThatIsGone() throws Exception {
    try (FakeCarrier second = new FakeCarrier()) {
      deployAndBind(
          "port: 1",
          "binds: 2",
          "endpoints: [\"127.0.0.1:" + carrier.port() + "\", \"127.0.0.1:" + second.port() + "\"]");
      await().until(() -> bound() == 2);
      assertThat(carrier.sessions).hasSize(1);
      assertThat(second.sessions).hasSize(1);
      second.close();
      await().until(() -> carrier.sessions.size() == 2 && bound() == 2);
      assertThat(binds()).allMatch(b -> b.endpoint().endsWith(":" + carrier.port()));
    }
  }

  @Test
  void noMoreLeaveInASecondThanAgreed() throws Exception {
    deployAndBind("rate: 50", "window: 100");
    carrier.onSubmit = submit -> "1";
    long start = System.nanoTime();
    List<Future<SendResult>> sends = IntStream.range(0, 25).mapToObj(i -> send("t" + i)).toList();
    for (Future<SendResult> one : sends) {
      get(one);
    }
    // five at once, the other twenty every 20 ms
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(350));
  }

  @Test
  void theCarriersRateHoldsOverAllItsBindsAndALongTextCostsItsParts() throws Exception {
    deployAndBind("carrier_rate: 20", "binds: 2");
    await().until(() -> bound() == 2);
    carrier.onSubmit = submit -> "1";
    long start = System.nanoTime();
    List<Future<SendResult>> sends =
        IntStream.range(0, 4).mapToObj(i -> send("款".repeat(134))).toList();
    for (Future<SendResult> one : sends) {
      get(one);
    }
    assertThat(carrier.submitted).hasSize(8);
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(250));
  }

  @Test
  void aThrottledBindIsSilentAndGoesOnInOrder() throws Exception {
    deployAndBind("window: 1", "throttle_pause: 100ms");
    AtomicBoolean seen = new AtomicBoolean();
    AtomicInteger refusals = new AtomicInteger();
    List<String> taken = new CopyOnWriteArrayList<>();
    carrier.onSubmit =
        submit -> {
          if (!seen.get()) {
            refusals.incrementAndGet();
            throw new ProcessRequestException("slow down", 0x58);
          }
          taken.add(text(submit));
          return "1";
        };
    List<Future<SendResult>> sends = IntStream.range(0, 10).mapToObj(i -> send("t" + i)).toList();
    await().until(() -> binds().get(0).throttled());
    assertThat(binds().get(0).lastError()).isEqualTo("told to slow down (0x58)");
    seen.set(true);
    for (Future<SendResult> one : sends) {
      assertThat(get(one)).isEqualTo(new SendResult.Accepted("1"));
    }
    assertThat(taken)
        .containsExactlyElementsOf(IntStream.range(0, 10).mapToObj(i -> "t" + i).toList());
    assertThat(registry.get("snaptill.smpp.submitted").tag("result", "throttled").counter().count())
        .isEqualTo(refusals.get());
    assertThat(binds().get(0).throttled()).isFalse();
  }

  @Test
  void partsOfALongTextStayTogetherThroughThrottling() throws Exception {
    deployAndBind("throttle_pause: 20ms");
    AtomicInteger count = new AtomicInteger();
    List<Integer> numbers = new CopyOnWriteArrayList<>();
    carrier.onSubmit =
        submit -> {
          if (count.incrementAndGet() % 2 == 0) {
            throw new ProcessRequestException("queue full", 0x14);
          }
          numbers.add((int) submit.getShortMessage()[5]);
          return "id" + numbers.size();
        };
    assertThat(get(send("款".repeat(200)))).isEqualTo(new SendResult.Accepted("id1"));
    assertThat(numbers).containsExactly(1, 2, 3);
  }

  @Test
  void afterThrottlingTheWindowIsSmallerAndGrowsAgain() throws Exception {
    deployAndBind("window: 8", "throttle_pause: 10ms");
    AtomicInteger refusals = new AtomicInteger(1);
    carrier.onSubmit =
        submit -> {
          if (refusals.getAndDecrement() > 0) {
            throw new ProcessRequestException("slow down", 0x58);
          }
          return "1";
        };
    get(send("t"));
    assertThat(binds().get(0).window()).isEqualTo(5);
    for (int i = 0; i < 5; i++) {
      get(send("t"));
    }
    assertThat(binds().get(0).window()).isEqualTo(8);
  }

  @Test
  void aCongestedPeerOfVersion5IsGivenLess() throws Exception {
    deployAndBind("version: \"5.0\"", "window: 4");
    assertThat(carrier.binds.get(0).getInterfaceVersion()).isEqualTo(InterfaceVersion.IF_50);
    carrier.onSubmit = submit -> "1";
    carrier.responseTlvs =
        new OptionalParameter[] {
          new OptionalParameter.OctetString((short) 0x0428, new byte[] {95})
        };
    get(send("t"));
    get(send("t"));
    assertThat(binds().get(0).window()).isEqualTo(2);
  }

  @Test
  void quirksAreTheCarriersOwn() throws Exception {
    deployAndBind(
        "version: \"3.3\"",
        "address_range: \"10658\"",
        "service_type: VMA",
        "source_ton: 3",
        "source_npi: 0",
        "destination_ton: 2",
        "destination_npi: 8",
        "receipts: failed",
        "retry_codes: [\"0x45\"]",
        "try_again_code: 0x67");
    assertThat(carrier.binds.get(0).getInterfaceVersion()).isEqualTo(InterfaceVersion.IF_33);
    assertThat(carrier.binds.get(0).getAddressRange()).isEqualTo("10658");
    carrier.onSubmit = submit -> "1";
    get(send("Paid"));
    var submit = carrier.submitted.get(0);
    assertThat(submit.getServiceType()).isEqualTo("VMA");
    assertThat(submit.getSourceAddrTon()).isEqualTo((byte) 3);
    assertThat(submit.getDestAddrTon()).isEqualTo((byte) 2);
    assertThat(submit.getDestAddrNpi()).isEqualTo((byte) 8);
    assertThat(submit.getRegisteredDelivery()).isEqualTo((byte) 2);
    carrier.onSubmit =
        s -> {
          throw new ProcessRequestException("submit failed", 0x45);
        };
    assertThat(get(send("Paid"))).isInstanceOf(SendResult.RetryAfter.class);
    carrier.onSubmit =
        s -> {
          throw new ProcessRequestException("system error", 0x08);
        };
    assertThat(get(send("Paid"))).isEqualTo(new SendResult.Rejected("0x08"));
    onReport = report -> Future.succeededFuture(new Intake.Busy());
    assertThat(report("id:1 stat:DELIVRD")).isEqualTo(0x67);
  }

  @Test
  void eachPartIsToBeReportedByItsOwnId() throws Exception {
    deployAndBind("receipts: all", "id_in_response: hex", "id_in_receipt: decimal");
    carrier.onSubmit = submit -> "00A" + carrier.submitted.size();
    assertThat(get(send("款".repeat(100))))
        .isEqualTo(
            new SendResult.Accepted(
                "00A1", List.of(new Part("00A1", "a1"), new Part("00A2", "a2"))));
    assertThat(carrier.submitted).allMatch(s -> s.getRegisteredDelivery() == 1);

    assertThat(report("id:161 sub:001 dlvrd:001 stat:DELIVRD err:000 text:")).isZero();
    assertThat(reports.get(0))
        .usingRecursiveComparison()
        .ignoringFields("at")
        .isEqualTo(new DeliveryReport("fake", "a1", State.DELIVERED, "DELIVRD 000", Instant.now()));
  }

  @Test
  void aReportIsAcknowledgedOnlyWhenItIsStored() throws Exception {
    deployAndBind("receipts: all");
    onReport = report -> Future.succeededFuture(new Intake.Failed("disk full"));
    assertThat(report("id:1 stat:DELIVRD")).isEqualTo(0x08);
    onReport = report -> Future.succeededFuture(new Intake.Repeat(0));
    assertThat(report("id:1 stat:DELIVRD")).isZero();
  }

  @Test
  void aReportThatCantBeReadIsAcknowledged() throws Exception {
    deployAndBind("receipts: all");
    assertThat(report("your message was delivered, thank you")).isZero();
    assertThat(reports).isEmpty();
  }

  @Test
  void aReportByTlvsInMessagePayloadIsRead() throws Exception {
    deployAndBind("receipts: all");
    assertThat(
            report(
                "",
                new OptionalParameter.OctetString((short) 0x1401, new byte[] {1, 2}),
                new OptionalParameter.Message_payload("id:8 stat:UNDELIV err:27".getBytes()),
                new OptionalParameter.Receipted_message_id("0077"),
                new OptionalParameter.Message_state((byte) 5)))
        .isZero();
    assertThat(reports.get(0).externalId()).isEqualTo("77");
    assertThat(reports.get(0).state()).isEqualTo(State.FAILED);
  }

  @Test
  void aReportInADataSmIsRead() throws Exception {
    deployAndBind("receipts: all");
    carrier
        .session()
        .dataShortMessage(
            "",
            TypeOfNumber.INTERNATIONAL,
            NumberingPlanIndicator.ISDN,
            PAYER,
            TypeOfNumber.UNKNOWN,
            NumberingPlanIndicator.ISDN,
            "10658",
            new ESMClass(0x04),
            new RegisteredDelivery(0),
            new RawDataCoding((byte) 0),
            new OptionalParameter.Message_payload("id:42 stat:EXPIRED".getBytes()));
    assertThat(reports.get(0).externalId()).isEqualTo("42");
    assertThat(reports.get(0).state()).isEqualTo(State.EXPIRED);
  }

  @Test
  void aMessagesFateCanBeAsked() throws Exception {
    deployAndBind("receipts: all", "query: true");
    carrier.onQuery =
        query -> {
          assertThat(query.getMessageId()).isEqualTo("00A1");
          assertThat(query.getSourceAddr()).isEqualTo("10658");
          return new QuerySmResult("", MessageState.UNDELIVERABLE, (byte) 11);
        };
    DeliveryReport found =
        get(
            bus.ask(
                Channels.query("fake"),
                new StateQuery(new Part("00A1", "a1"), Address.tel("10658")),
                SOON));
    assertThat(found.externalId()).isEqualTo("a1");
    assertThat(found.state()).isEqualTo(State.FAILED);
    assertThat(found.code()).isEqualTo("FAILED 11");
  }

  @Test
  void aRefusedQuestionFails() throws Exception {
    deployAndBind("query: true");
    Future<DeliveryReport> answer =
        bus.ask(
            Channels.query("fake"), new StateQuery(new Part("1", "1"), Address.tel("10658")), SOON);
    await().until(answer::isComplete);
    assertThat(answer.failed()).isTrue();
    assertThat(bound()).isEqualTo(1);
  }

  @Test
  void aBindCanBeOverTlsWithCertificatesOnBothSides(@TempDir Path directory) throws Exception {
    KeyStore theirs = keys(directory, "carrier", "-ext", "san=ip:127.0.0.1");
    keys(directory, "us");
    carrier.close();
    carrier = new FakeCarrier(secured(theirs, directory.resolve("us.p12")));
    String trust = "trust_file: " + directory.resolve("carrier.pem");
    String tls =
        "tls: {on: true, %s, certificate_file: %s, key_file: %s}"
            .formatted(trust, directory.resolve("us.pem"), directory.resolve("us.key"));
    assertThat(Configs.carrier(1, tls)).isEqualTo(Configs.carrier(1, tls));
    assertThat(Configs.carrier(1, tls))
        .isNotEqualTo(Configs.carrier(1, "tls: {on: true, " + trust + "}"));
    deployAndBind(tls);
    carrier.onSubmit = submit -> "1";
    assertThat(get(send("Paid"))).isEqualTo(new SendResult.Accepted("1"));
    assertThat(carrier.deliver(PAYER, "1").get(30, TimeUnit.SECONDS)).isZero();

    List<String> refused = new CopyOnWriteArrayList<>();
    bus.consume(
        Smpp.BIND_STATE,
        state -> {
          if (state.carrier().equals("bare") && !state.bound()) {
            refused.add(state.why());
          }
        });
    deploy(
        Configs.carrier(
            carrier.port(),
            "name: bare",
            "response_timeout: 1s",
            "tls: {on: true, " + trust + "}"));
    await().until(() -> !refused.isEmpty());
    assertThat(refused.get(0)).startsWith("cannot bind: ");
  }

  /** Makes name.p12, name.pem and name.key. */
  static KeyStore keys(Path directory, String name, String... more) throws Exception {
    Path store = directory.resolve(name + ".p12");
    List<String> command =
        new java.util.ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                name,
                "-keyalg",
                "EC",
                "-dname",
                "CN=" + name,
                "-storetype",
                "PKCS12",
                "-storepass",
                "secret",
                "-keystore",
                store.toString()));
    command.addAll(Arrays.asList(more));
    Process keytool = new ProcessBuilder(command).redirectErrorStream(true).start();
    assertThat(keytool.waitFor(60, TimeUnit.SECONDS)).isTrue();
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      keys.load(in, "secret".toCharArray());
    }
    pem(directory.resolve(name + ".pem"), "CERTIFICATE", keys.getCertificate(name).getEncoded());
    pem(
        directory.resolve(name + ".key"),
        "PRIVATE KEY",
        keys.getKey(name, "secret".toCharArray()).getEncoded());
    return keys;
  }

  private static void pem(Path file, String kind, byte[] der) throws Exception {
    Files.writeString(
        file,
        "-----BEGIN %1$s-----%n%2$s%n-----END %1$s-----%n"
            .formatted(kind, Base64.getMimeEncoder().encodeToString(der)));
  }

  private static ServerSocket secured(KeyStore own, Path clients) throws Exception {
    KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
    keys.init(own, "secret".toCharArray());
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    KeyStore theirs = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(clients)) {
      theirs.load(in, "secret".toCharArray());
    }
    trusted.setCertificateEntry("us", theirs.getCertificate("us"));
    TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
    trust.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
    SSLServerSocket socket =
        (SSLServerSocket)
            context
                .getServerSocketFactory()
                .createServerSocket(0, 50, InetAddress.getLoopbackAddress());
    socket.setNeedClientAuth(true);
    return socket;
  }
}
