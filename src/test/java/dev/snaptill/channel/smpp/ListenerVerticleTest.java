package dev.snaptill.channel.smpp;

import static dev.snaptill.store.OpenDatabase.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.cloudhopper.smpp.SmppBindType;
import com.cloudhopper.smpp.pdu.DeliverSm;
import com.cloudhopper.smpp.pdu.SubmitSm;
import com.cloudhopper.smpp.type.SmppBindException;
import dev.snaptill.bus.Bus;
import dev.snaptill.channel.Channels;
import dev.snaptill.channel.InboundMessage;
import dev.snaptill.channel.Intake;
import dev.snaptill.channel.OutboundMessage;
import dev.snaptill.channel.SendResult;
import dev.snaptill.channel.Trust;
import dev.snaptill.config.Settings;
import dev.snaptill.value.Address;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.awaitility.Awaitility;
import org.jsmpp.SMPPConstant;
import org.jsmpp.util.DefaultComposer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Systems that bind to us, played by ch-smpp and by bare sockets. */
class ListenerVerticleTest {
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final String PASSWORD = "letmein";
  private static final String HASH =
      "pbkdf2:1000:MDEyMzQ1Njc4OWFiY2RlZg==:FUR/xjg6ilqlJHee9mQCJFnZvv8N7RB4GIbce2PvU4Y=";

  private final Vertx vertx = Vertx.vertx();
  private final Bus bus = new Bus(vertx);
  private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
  private final BlockingQueue<InboundMessage> received = new LinkedBlockingQueue<>();
  private final BlockingQueue<String> up = new LinkedBlockingQueue<>();
  private volatile Function<InboundMessage, Future<Intake>> intake =
      message -> Future.succeededFuture(new Intake.Stored(4711));
  private final List<AutoCloseable> toClose = new ArrayList<>();
  private ListenerVerticle listener;
  private int port;

  @BeforeEach
  void receive() {
    bus.answer(
        Channels.RECEIVE,
        message -> {
          received.add(message);
          return intake.apply(message);
        });
    bus.consume(Channels.UP, up::add);
  }

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable closing : toClose) {
      closing.close();
    }
    await(vertx.close());
  }

  private void listen(String more, String system) {
    Settings settings =
        Settings.parse(
            "test",
            """
            port: 0
            %s
            systems:
              - {name: aggregator, system_id: agg, password_hash: "%s", short_codes: ["10658"],
                 response_timeout: 20s, %s}
            """
                .formatted(more, HASH, system),
            Map.of());
    ListenerConfig config = ListenerConfig.from(settings);
    settings.check();
    listener = new ListenerVerticle(config, bus, metrics, Clock.systemUTC());
    await(vertx.deployVerticle(listener));
    port = listener.port();
  }

  private static ListenerConfig others(String systems) {
    Settings settings = Settings.parse("test", "port: 0\nsystems: " + systems, Map.of());
    ListenerConfig config = ListenerConfig.from(settings);
    settings.check();
    return config;
  }

  private Smpp.Served reload(String systems) {
    return await(
        bus.ask(Smpp.RELOAD_SYSTEMS, new Smpp.ReloadSystems(others(systems).systems()), SOON));
  }

  @Test
  void theFirstSystemOfAReloadOpensTheListenerAndItsPasswordMayChange() throws Exception {
    listener = new ListenerVerticle(others("[]"), bus, metrics, Clock.systemUTC());
    await(vertx.deployVerticle(listener));
    assertThat(listener.port()).isEqualTo(-1);
    String system = "[{name: aggregator, system_id: agg, password_hash: '%s', max_binds: 1}]";
    assertThat(reload(system.formatted(HASH)).systems()).hasSize(1);
    port = listener.port();
    Esme esme = bind(SmppBindType.TRANSCEIVER);
    assertThat(up.poll(60, TimeUnit.SECONDS)).isEqualTo("aggregator");
    // read anew, and the same
    assertThat(reload(system.formatted(HASH)).systems().get(0).binds()).isEqualTo(1);
    assertThat(esme.isBound()).isTrue();
    assertThat(reload(system.formatted(PasswordHash.of("another"))).systems().get(0).binds())
        .isZero();
    assertThat(refused(SmppBindType.TRANSCEIVER, "agg", PASSWORD)).isEqualTo(0x0E);
    assertThat(refused(SmppBindType.TRANSCEIVER, "agg", "another")).isZero();
    assertThat(reload("[]").systems()).isEmpty();
    assertThat(refused(SmppBindType.TRANSCEIVER, "agg", "another")).isEqualTo(0x0F);
    assertThat(metrics.find("snaptill.smpp.system.binds").gauges()).isEmpty();
  }

  private void listen(String system) {
    listen("", system);
  }

  private int bound() {
    return systems().stream().mapToInt(Smpp.ServedStatus::binds).sum();
  }

  private Esme bind(SmppBindType type) throws Exception {
    int before = bound();
    Esme esme = new Esme(port, type, "agg", PASSWORD);
    toClose.add(0, esme);
    // its bind_resp may come before it can be delivered to
    Awaitility.await().atMost(SOON).until(() -> bound() > before);
    return esme;
  }

  private int refused(SmppBindType type, String systemId, String password) {
    SmppBindException refusal =
        catchThrowableOfType(
            SmppBindException.class, () -> new Esme(port, type, systemId, password).close());
    return refusal == null ? 0 : refusal.getBindResponse().getCommandStatus();
  }

  private Future<SendResult> send(String text) {
    OutboundMessage message =
        new OutboundMessage(
            99,
            "aggregator",
            Address.tel("10658"),
            Address.tel("+8613800000001"),
            null,
            text,
            List.of(),
            Instant.now().plusSeconds(60));
    return bus.ask(Channels.send("aggregator"), message, SOON);
  }

  private double counted(String result) {
    var counter = metrics.find("snaptill_smpp_listener_total").tag("result", result).counter();
    return counter == null ? 0 : counter.count();
  }

  @Test
  void whatIsSubmittedIsAnsweredOnlyWhenItIsStored() throws Exception {
    listen("trust: weak");
    Esme esme = bind(SmppBindType.TRANSCEIVER);
    var answer = esme.submit("8613800000001", "10658", "PAY {1}");
    assertThat(answer.getCommandStatus()).isZero();
    assertThat(answer.getMessageId()).isNotBlank();
    InboundMessage message = received.poll(60, TimeUnit.SECONDS);
    assertThat(message.channel()).isEqualTo("aggregator");
    assertThat(message.sender()).isEqualTo(Address.tel("+8613800000001"));
    assertThat(message.text()).isEqualTo("PAY {1}");
    assertThat(message.trust()).isEqualTo(Trust.WEAK);
    esme.enquireLink();
  }

  @Test
  void whatCannotBeStoredIsToComeAgain() throws Exception {
    listen("trust: weak");
    Esme esme = bind(SmppBindType.TRANSMITTER);
    intake = message -> Future.succeededFuture(new Intake.Busy());
    assertThat(esme.submit("8613800000001", "10658", "1").getCommandStatus()).isEqualTo(0x58);
    intake = message -> Future.succeededFuture(new Intake.Failed("disk"));
    assertThat(esme.submit("8613800000001", "10658", "1").getCommandStatus()).isEqualTo(0x08);
    intake = message -> Future.succeededFuture(new Intake.Repeat(1));
    assertThat(esme.submit("8613800000001", "10658", "1").getCommandStatus()).isZero();
  }

  @Test
  void eachBadBindHasItsAnswer() throws Exception {
    listen("max_binds: 1, bind_types: [transceiver]");
    assertThat(refused(SmppBindType.TRANSCEIVER, "nobody", PASSWORD)).isEqualTo(0x0F);
    assertThat(refused(SmppBindType.TRANSCEIVER, "agg", "wrong")).isEqualTo(0x0E);
    assertThat(refused(SmppBindType.RECEIVER, "agg", PASSWORD)).isEqualTo(0x0D);
    Esme first = bind(SmppBindType.TRANSCEIVER);
    assertThat(refused(SmppBindType.TRANSCEIVER, "agg", PASSWORD)).isEqualTo(0x05);
    first.unbind();
    // its place is free again
    Awaitility.await()
        .atMost(SOON)
        .until(() -> refused(SmppBindType.TRANSCEIVER, "agg", PASSWORD) == 0);
  }

  @Test
  void aSystemFromElsewhereIsNotLetIn() {
    listen("addresses: [192.0.2.0/24]");
    assertThat(refused(SmppBindType.TRANSCEIVER, "agg", PASSWORD)).isEqualTo(0x0D);
  }

  @Test
  void aReceiverMayNotSubmit() throws Exception {
    listen("trust: weak");
    Esme esme = bind(SmppBindType.RECEIVER);
    assertThat(esme.submit("8613800000001", "10658", "1").getCommandStatus()).isEqualTo(0x04);
    assertThat(received).isEmpty();
  }

  @Test
  void whoSubmitsFasterThanAgreedIsThrottled() throws Exception {
    listen("throughput: 1");
    Esme esme = bind(SmppBindType.TRANSMITTER);
    assertThat(esme.submit("8613800000001", "10658", "1").getCommandStatus()).isZero();
    // on a machine that needs a second for one, the next is in time again
    Awaitility.await()
        .atMost(SOON)
        .until(() -> esme.submit("8613800000001", "10658", "2").getCommandStatus() == 0x58);
    assertThat(esme.isBound()).isTrue();
  }

  @Test
  void textsGoToAReceiverAndNeverToATransmitter() throws Exception {
    listen("default_charset: gsm7");
    Esme transmitter = bind(SmppBindType.TRANSMITTER);
    assertThat(await(send("early"))).isInstanceOf(SendResult.RetryAfter.class);
    assertThat(up).isEmpty();
    Esme receiver = bind(SmppBindType.RECEIVER);
    assertThat(up.poll(60, TimeUnit.SECONDS)).isEqualTo("aggregator");
    assertThat(await(send("Paid 5.00"))).isInstanceOf(SendResult.Accepted.class);
    assertThat(receiver.nextText()).isEqualTo("Paid 5.00");
    assertThat(transmitter.delivered).isEmpty();
  }

  @Test
  void aLongTextGoesInPartsAndInOrder() throws Exception {
    listen("default_charset: gsm7");
    Esme one = bind(SmppBindType.TRANSCEIVER);
    assertThat(await(send("a".repeat(300)))).isInstanceOf(SendResult.Accepted.class);
    assertThat(one.delivered).hasSize(2);
    assertThat(one.delivered.poll().getShortMessage()).startsWith(5, 0, 3).contains(2, 1);
    assertThat(one.delivered.poll().getShortMessage()[5]).isEqualTo((byte) 2);
  }

  @Test
  void aRefusedTextIsTriedLaterOrNeverAsItsStatusSays() throws Exception {
    listen("throttle_pause: 50ms");
    Esme esme = bind(SmppBindType.TRANSCEIVER);
    esme.answer = 0x58;
    assertThat(await(send("a"))).isInstanceOf(SendResult.RetryAfter.class);
    esme.answer = 0x0B;
    assertThat(await(send("a"))).isEqualTo(new SendResult.Rejected("0x0B"));
  }

  @Test
  void whoReconnectsGoesOn() throws Exception {
    listen("max_binds: 2");
    for (int i = 0; i < 5; i++) {
      Esme esme = bind(SmppBindType.TRANSCEIVER);
      assertThat(esme.submit("8613800000001", "10658", "1").getCommandStatus()).isZero();
      if (i % 2 == 0) {
        esme.unbind();
      }
      esme.close();
      Awaitility.await()
          .atMost(SOON)
          .until(() -> metrics.get("snaptill.smpp.system.binds").gauge().value() == 0);
      // a place is free when the connection is closed, and that is a moment later
      Awaitility.await()
          .atMost(SOON)
          .until(() -> metrics.get("snaptill.smpp.listener.connections").gauge().value() == 0);
    }
    assertThat(received).hasSize(5);
  }

  @Test
  void aStopUnbindsWhoIsBound() throws Exception {
    listen("max_binds: 2");
    Esme esme = bind(SmppBindType.TRANSCEIVER);
    await(vertx.undeploy(listener.deploymentID()));
    Awaitility.await().atMost(SOON).until(() -> esme.closed || !esme.isBound());
  }

  @Test
  void idleConnectionsAreClosedAndLeaveBindsUnharmed() throws Exception {
    listen("max_connections: 300\nmax_per_address: 300\nbind_timeout: 5s", "trust: weak");
    Esme esme = bind(SmppBindType.TRANSCEIVER);
    int threads = Thread.activeCount();
    List<Socket> idle = Collections.synchronizedList(new ArrayList<>());
    try {
      for (int i = 0; i < 2_000; i++) {
        Socket socket = new Socket("127.0.0.1", port);
        idle.add(socket);
        if (i >= 400 && i % 100 == 0) { // so many come while nobody's time is up yet
          assertThat(esme.submit("8613800000001", "10658", "1").getCommandStatus()).isZero();
        }
      }
      assertThat(Thread.activeCount()).isLessThan(threads + 20);
      assertThat(esme.submit("8613800000001", "10658", "1").getCommandStatus()).isZero();
      Awaitility.await().atMost(SOON).until(() -> counted("idle") + counted("too_many") == 2_000);
      assertThat(counted("too_many")).isPositive();
      assertThat(bind(SmppBindType.TRANSCEIVER).isBound()).isTrue();
      assertThat(esme.submit("8613800000001", "10658", "1").getCommandStatus()).isZero();
    } finally {
      for (Socket socket : idle) {
        socket.close();
      }
    }
  }

  @Test
  void oneAddressMayNotTakeAllConnections() throws Exception {
    listen("max_connections: 100\nmax_per_address: 3", "trust: weak");
    List<Socket> sockets = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      Socket socket = new Socket("127.0.0.1", port);
      toClose.add(socket);
      sockets.add(socket);
    }
    assertThat(sockets.get(3).getInputStream().read()).isEqualTo(-1);
    assertThat(counted("too_many")).isEqualTo(1);
  }

  @Test
  void anotherRequestBeforeTheBindIsInTheWrongState() throws Exception {
    listen("trust: weak");
    assertThat(answerTo(pdu(0x15, 7))).containsExactly(16, 0x80000015, 0x04, 7);
    assertThat(answerTo(pdu(0x04, 8))).containsExactly(16, 0x80000004, 0x04, 8);
    byte[] huge = pdu(0x09, 9);
    ByteBuffer.wrap(huge).putInt(1 << 30);
    // what comes behind its length is never read
    assertThat(answerTo(java.util.Arrays.copyOf(huge, 4))).containsExactly(16, 0x80000000, 0x02, 0);
  }

  private static byte[] pdu(int command, int sequence) {
    return ByteBuffer.allocate(16).putInt(16).putInt(command).putInt(0).putInt(sequence).array();
  }

  private int[] answerTo(byte[] pdu) throws IOException {
    try (Socket socket = new Socket("127.0.0.1", port)) {
      socket.setSoTimeout(60_000);
      for (byte octet : pdu) {
        socket.getOutputStream().write(octet); // in pieces, as the worst of networks has it
        socket.getOutputStream().flush();
      }
      DataInputStream in = new DataInputStream(socket.getInputStream());
      int[] header = {in.readInt(), in.readInt(), in.readInt(), in.readInt()};
      assertThat(in.read()).isEqualTo(-1);
      return header;
    }
  }

  private static SSLContext client(KeyStore theirs, String name, KeyStore own) throws Exception {
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("us", theirs.getCertificate(name));
    TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
    trust.init(trusted);
    KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
    keys.init(own, own == null ? null : "secret".toCharArray());
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(own == null ? null : keys.getKeyManagers(), trust.getTrustManagers(), null);
    return context;
  }

  private int bindOver(SSLContext context) throws Exception {
    byte[] bind =
        new DefaultComposer()
            .bind(
                SMPPConstant.CID_BIND_TRANSCEIVER,
                1,
                "agg",
                PASSWORD,
                null,
                (byte) 0x34,
                (byte) 0,
                (byte) 0,
                null);
    Socket socket = context.getSocketFactory().createSocket("127.0.0.1", port);
    toClose.add(socket);
    socket.setSoTimeout(60_000);
    socket.getOutputStream().write(bind);
    DataInputStream in = new DataInputStream(socket.getInputStream());
    in.readInt();
    assertThat(in.readInt()).isEqualTo(0x80000009);
    return in.readInt();
  }

  @Test
  void systemsBindOverTlsWithCertificates(@TempDir Path directory) throws Exception {
    KeyStore ours = CarrierBindsTest.keys(directory, "snaptill", "-ext", "san=ip:127.0.0.1");
    KeyStore theirs = CarrierBindsTest.keys(directory, "system");
    listen(
        "bind_timeout: 15s\ntls: {on: true, certificate_file: %1$s/snaptill.pem, key_file: %1$s/snaptill.key, trust_file: %1$s/system.pem, client_certificates: true}"
            .formatted(directory),
        "trust: weak");
    assertThat(bindOver(client(ours, "snaptill", theirs))).isZero();
    assertThat(
            catchThrowableOfType(IOException.class, () -> bindOver(client(ours, "snaptill", null))))
        .isNotNull();
    // one that speaks no TLS, and one that says nothing, are gone after a while
    Socket plain = new Socket("127.0.0.1", port);
    toClose.add(plain);
    plain.getOutputStream().write(pdu(0x09, 1));
    Awaitility.await().atMost(SOON).until(() -> counted("no_tls") == 2);
  }

  @Test
  void whoStaysSilentInTheMiddleOfTlsDelaysNobody(@TempDir Path directory) throws Exception {
    KeyStore ours = CarrierBindsTest.keys(directory, "snaptill", "-ext", "san=ip:127.0.0.1");
    listen(
        "bind_timeout: 15s\ntls: {on: true, certificate_file: %1$s/snaptill.pem, key_file: %1$s/snaptill.key}"
            .formatted(directory),
        "trust: weak");
    for (int i = 0; i < 20; i++) {
      Socket silent = new Socket("127.0.0.1", port);
      toClose.add(silent);
      silent.getOutputStream().write(new byte[] {0x16, 0x03, 0x01, 0x02, 0x00, 0x01});
    }
    assertThat(bindOver(client(ours, "snaptill", null))).isZero();
    assertThat(bindOver(client(ours, "snaptill", null))).isZero();
    // bound while the silent ones still had time left
    assertThat(counted("no_tls")).isZero();
    Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> counted("no_tls") == 20);
  }

  @Test
  void whoAsksForAReceiptIsToldThatItsMessageIsStored() throws Exception {
    listen("trust: weak");
    Esme transmitter = bind(SmppBindType.TRANSMITTER);
    Esme receiver = bind(SmppBindType.RECEIVER);
    String id = transmitter.submit("8613800000001", "10658", "HELP").getMessageId();
    DeliverSm receipt = receiver.receipts.poll(60, TimeUnit.SECONDS);
    assertThat(new String(receipt.getShortMessage(), StandardCharsets.US_ASCII))
        .startsWith("id:" + id + " sub:001 dlvrd:001 submit date:")
        .endsWith(" stat:DELIVRD err:000 text:");
    assertThat(receipt.getOptionalParameter((short) 0x001E).getValueAsString()).isEqualTo(id);
    assertThat(receipt.getOptionalParameter((short) 0x0427).getValueAsByte()).isEqualTo((byte) 2);
    assertThat(receipt.getSourceAddress().getAddress()).isEqualTo("10658");
    assertThat(receipt.getDestAddress().getAddress()).isEqualTo("8613800000001");
    // not for what wasn't stored, nor where none is asked for
    intake = message -> Future.succeededFuture(new Intake.Busy());
    transmitter.submit("8613800000001", "10658", "HELP");
    intake = message -> Future.succeededFuture(new Intake.Stored(4712));
    SubmitSm unasked = Esme.text("8613800000001", "10658", "HELP");
    unasked.setRegisteredDelivery((byte) 0);
    transmitter.submit(unasked);
    String last = transmitter.submit("8613800000001", "10658", "HELP").getMessageId();
    assertThat(nextReceipted(receiver)).isEqualTo(last);
    assertThat(receiver.receipts).isEmpty();
  }

  /** The receipted_message_id of the next receipt. */
  private static String nextReceipted(Esme receiver) throws Exception {
    return receiver
        .receipts
        .poll(60, TimeUnit.SECONDS)
        .getOptionalParameter((short) 0x001E)
        .getValueAsString();
  }

  @Test
  void aReceiptWaitsAWhileForAReceiver() throws Exception {
    listen("trust: weak");
    String id =
        bind(SmppBindType.TRANSMITTER).submit("8613800000001", "10658", "HELP").getMessageId();
    Esme receiver = bind(SmppBindType.RECEIVER);
    assertThat(nextReceipted(receiver)).isEqualTo(id);
  }

  @Test
  void aSystemIsStoppedAndStartedByName() throws Exception {
    listen("trust: weak");
    Esme esme = bind(SmppBindType.TRANSCEIVER);
    // the bind_resp leaves before the bind is counted
    assertThat(up.poll(60, TimeUnit.SECONDS)).isEqualTo("aggregator");
    assertThat(systems()).containsExactly(new Smpp.ServedStatus("aggregator", true, 1));
    assertThat(control("aggregator", false).systems())
        .containsExactly(new Smpp.ServedStatus("aggregator", false, 0));
    Awaitility.await().atMost(SOON).until(() -> esme.closed || !esme.isBound());
    assertThat(refused(SmppBindType.TRANSCEIVER, "agg", PASSWORD)).isEqualTo(0x0D);
    assertThat(await(send("later"))).isInstanceOf(SendResult.RetryAfter.class);
    control("aggregator", false);
    control("aggregator", true);
    Esme again = bind(SmppBindType.TRANSCEIVER);
    assertThat(up.poll(60, TimeUnit.SECONDS)).isEqualTo("aggregator");
    assertThat(await(send("Paid"))).isInstanceOf(SendResult.Accepted.class);
    assertThat(again.nextText()).isEqualTo("Paid");
    assertThat(systems()).containsExactly(new Smpp.ServedStatus("aggregator", true, 1));
    assertThat(catchThrowableOfType(RuntimeException.class, () -> control("nobody", true)))
        .hasMessageContaining("no system has the name nobody");
  }

  private List<Smpp.ServedStatus> systems() {
    return await(bus.ask(Smpp.SYSTEMS, new Smpp.StatusWanted(), SOON)).systems();
  }

  private Smpp.Served control(String name, boolean run) {
    return await(bus.ask(Smpp.CONTROL_SYSTEM, new Smpp.Control(name, run), SOON));
  }

  @Test
  void onlyTheConfiguredAddressIsListenedOn() throws Exception {
    listen("trust: weak");
    for (NetworkInterface network : Collections.list(NetworkInterface.getNetworkInterfaces())) {
      for (InetAddress address : Collections.list(network.getInetAddresses())) {
        if (!address.isLoopbackAddress() && !address.isLinkLocalAddress()) {
          assertThat(
                  catchThrowableOfType(IOException.class, () -> new Socket(address, port).close()))
              .as("on " + address)
              .isNotNull();
        }
      }
    }
  }

  @Test
  void aPasswordFitsItsHashAndNoOther() {
    PasswordHash hash = PasswordHash.parse(PasswordHash.of("secret").toString());
    assertThat(hash.fits("secret")).isTrue();
    assertThat(hash.fits("Secret")).isFalse();
    assertThat(PasswordHash.of("secret").hash()).isNotEqualTo(hash.hash());
  }
}
