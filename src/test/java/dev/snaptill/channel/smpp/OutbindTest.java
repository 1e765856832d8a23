package dev.snaptill.channel.smpp;

import static dev.snaptill.store.OpenDatabase.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.snaptill.bus.Bus;
import dev.snaptill.channel.Channels;
import dev.snaptill.channel.InboundMessage;
import dev.snaptill.channel.Intake;
import dev.snaptill.config.Settings;
import dev.snaptill.ops.Traces;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.jsmpp.util.DefaultComposer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A carrier, played by a bare socket, that calls us when it has something to deliver. */
@Timeout(120)
class OutbindTest {
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final String SHOWN = "outbind: {on: true, system_id: SMSC1, password: pass}";

  private final Vertx vertx = Vertx.vertx();
  private final Bus bus = new Bus(vertx);
  private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
  private final BlockingQueue<InboundMessage> received = new LinkedBlockingQueue<>();
  private final List<Socket> sockets = new ArrayList<>();
  private int port;

  @BeforeEach
  void receive() {
    bus.answer(
        Channels.RECEIVE,
        message -> {
          received.add(message);
          return Future.succeededFuture(new Intake.Stored(1));
        });
  }

  @AfterEach
  void close() throws Exception {
    for (Socket socket : sockets) {
      socket.close();
    }
    await(vertx.close());
  }

  private void listen(String... lines) {
    CarrierConfig carrier = Configs.carrier(1, lines);
    Settings nobody = Settings.parse("test", "port: 0", Map.of());
    ListenerVerticle listener =
        new ListenerVerticle(
            ListenerConfig.from(nobody), true, bus, metrics, Clock.systemUTC(), Traces.none());
    await(vertx.deployVerticle(new SmppVerticle(List.of(carrier), bus, metrics)));
    await(vertx.deployVerticle(listener));
    port = listener.port();
  }

  private Socket call(String systemId, String password) throws IOException {
    Socket socket = new Socket("127.0.0.1", port);
    socket.setSoTimeout(60_000);
    sockets.add(socket);
    ByteBuffer pdu = ByteBuffer.allocate(18 + systemId.length() + password.length());
    pdu.putInt(pdu.capacity()).putInt(0x0B).putInt(0).putInt(1);
    pdu.put((systemId + "\0" + password + "\0").getBytes(StandardCharsets.US_ASCII));
    socket.getOutputStream().write(pdu.array());
    return socket;
  }

  /** Accepts the bind that follows, and gives its command_id. */
  private static int bound(Socket socket) throws IOException {
    ByteBuffer bind = next(socket);
    ByteBuffer answer = ByteBuffer.allocate(22);
    answer.putInt(22).putInt(bind.getInt(4) | 0x80000000).putInt(0).putInt(bind.getInt(12));
    answer.put("SMSC1\0".getBytes(StandardCharsets.US_ASCII));
    socket.getOutputStream().write(answer.array());
    return bind.getInt(4);
  }

  private static ByteBuffer next(Socket socket) throws IOException {
    DataInputStream in = new DataInputStream(socket.getInputStream());
    int length = in.readInt();
    byte[] pdu = new byte[length];
    ByteBuffer.wrap(pdu).putInt(length);
    in.readFully(pdu, 4, length - 4);
    return ByteBuffer.wrap(pdu);
  }

  private static int deliver(Socket socket, String text) throws Exception {
    byte[] body = text.getBytes(StandardCharsets.US_ASCII);
    byte none = 0;
    byte one = 1;
    socket
        .getOutputStream()
        .write(
            new DefaultComposer()
                .deliverSm(
                    7,
                    null,
                    one,
                    one,
                    "8613800000001",
                    none,
                    one,
                    "10658",
                    none,
                    none,
                    none,
                    none,
                    none,
                    body));
    ByteBuffer answer = next(socket);
    assertThat(answer.getInt(4)).isEqualTo(0x80000005);
    assertThat(answer.getInt(12)).isEqualTo(7);
    return answer.getInt(8);
  }

  private BindStatus bind() {
    return await(bus.ask(Smpp.STATUS, new Smpp.StatusWanted(), SOON))
        .carriers()
        .get(0)
        .binds()
        .get(0);
  }

  private double counted(String result) {
    var counter = metrics.find("snaptill_smpp_listener_total").tag("result", result).counter();
    return counter == null ? 0 : counter.count();
  }

  @Test
  void whoCallsIsBoundToAsReceiverAndDelivers() throws Exception {
    listen("bind: receiver", SHOWN);
    assertThat(bind().state()).isEqualTo(BindStatus.State.UNBOUND);
    assertThat(bind().why()).contains("outbind");
    Socket carrier = call("SMSC1", "pass");
    assertThat(bound(carrier)).isEqualTo(0x01);
    assertThat(deliver(carrier, "HELP")).isZero();
    assertThat(received.poll(60, TimeUnit.SECONDS).text()).isEqualTo("HELP");
    Awaitility.await().atMost(SOON).until(() -> bind().state() == BindStatus.State.BOUND);
    // it has delivered all, and calls again another time
    carrier.close();
    Awaitility.await().atMost(SOON).until(() -> bind().state() == BindStatus.State.UNBOUND);
    Socket again = call("SMSC1", "pass");
    assertThat(bound(again)).isEqualTo(0x01);
    assertThat(deliver(again, "HISTORY")).isZero();
    assertThat(received.poll(60, TimeUnit.SECONDS).text()).isEqualTo("HISTORY");
    Awaitility.await().atMost(SOON).until(() -> counted("outbind") == 2);
  }

  @Test
  void aTransceiverCanBeCalledToo() throws Exception {
    listen("outbind: {on: true, addresses: [127.0.0.1]}");
    assertThat(bound(call("anything", ""))).isEqualTo(0x09);
  }

  @Test
  void whoShowsAnotherNameOrPasswordIsNotBoundTo() throws Exception {
    listen("bind: receiver", SHOWN);
    assertThat(call("SMSC1", "wrong").getInputStream().read()).isEqualTo(-1);
    assertThat(call("SMSC2", "pass").getInputStream().read()).isEqualTo(-1);
    assertThat(counted("refused_outbind")).isEqualTo(2);
    // one call is answered with one bind, and there is only one
    assertThat(bound(call("SMSC1", "pass"))).isEqualTo(0x01);
    Awaitility.await().atMost(SOON).until(() -> bind().state() == BindStatus.State.BOUND);
    assertThat(call("SMSC1", "pass").getInputStream().read()).isEqualTo(-1);
  }

  @Test
  void somethingMustTellWhoCalls() {
    assertThatThrownBy(() -> Configs.carrier(1, "outbind: {on: true}"))
        .hasMessageContaining("outbind.addresses");
    assertThatThrownBy(
            () -> Configs.carrier(1, "bind: transmitter", "outbind: {on: true, password: x}"))
        .hasMessageContaining("asks for a receiver");
  }
}
