package dev.snaptill.channel.smpp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.snaptill.bus.Bus;
import dev.snaptill.channel.Channels;
import dev.snaptill.channel.Intake;
import dev.snaptill.channel.OutboundMessage;
import dev.snaptill.channel.SendResult;
import dev.snaptill.value.Address;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What only a peer that writes octet by octet can do: broken PDUs, silence, floods. */
@Timeout(120)
class RawPeerTest {
  private static final int BIND_TRANSCEIVER = 0x09;
  private static final int DELIVER_SM = 0x05;
  private static final int RESPONSE = 0x80000000;

  private final Vertx vertx = Vertx.vertx();
  private final Bus bus = new Bus(vertx);
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private ServerSocket listener;
  private Socket peer;
  private DataInputStream in;

  private record Pdu(int id, int status, int sequence, byte[] body) {}

  @BeforeEach
  void listen() throws IOException {
    listener = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
    listener.setSoTimeout(60_000);
    bus.answer(Channels.RECEIVE, message -> Future.succeededFuture(new Intake.Stored(1)));
  }

  @AfterEach
  void close() throws Exception {
    if (peer != null) {
      peer.close();
    }
    vertx.close().toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
    listener.close();
  }

  private void deploy(String... lines) throws Exception {
    CarrierConfig config = Configs.carrier(listener.getLocalPort(), lines);
    vertx
        .deployVerticle(new SmppVerticle(List.of(config), bus, registry))
        .toCompletionStage()
        .toCompletableFuture()
        .get(60, TimeUnit.SECONDS);
  }

  /** Accepts a connection and its bind. */
  private void bind() throws IOException {
    peer = listener.accept();
    peer.setSoTimeout(60_000);
    in = new DataInputStream(peer.getInputStream());
    Pdu bind = read();
    assertThat(bind.id).isEqualTo(BIND_TRANSCEIVER);
    write(BIND_TRANSCEIVER | RESPONSE, bind.sequence, "raw\0".getBytes(StandardCharsets.US_ASCII));
  }

  private Pdu read() throws IOException {
    int length = in.readInt();
    Pdu pdu = new Pdu(in.readInt(), in.readInt(), in.readInt(), new byte[length - 16]);
    in.readFully(pdu.body);
    return pdu;
  }

  private void write(int id, int sequence, byte... body) throws IOException {
    peer.getOutputStream().write(pdu(id, 0, sequence, body));
  }

  private static byte[] pdu(int id, int status, int sequence, byte... body) {
    return ByteBuffer.allocate(16 + body.length)
        .putInt(16 + body.length)
        .putInt(id)
        .putInt(status)
        .putInt(sequence)
        .put(body)
        .array();
  }

  private static byte[] deliver(String text, byte... tail) {
    byte[] source = "8613800000001".getBytes(StandardCharsets.US_ASCII);
    byte[] target = "10658".getBytes(StandardCharsets.US_ASCII);
    byte[] body = text.getBytes(StandardCharsets.US_ASCII);
    return ByteBuffer.allocate(19 + source.length + target.length + body.length + tail.length - 2)
        .put(new byte[] {0, 1, 1})
        .put(source)
        .put(new byte[] {0, 0, 1})
        .put(target)
        .put(new byte[] {0, 0, 0, 0, 0, 0, 0, 0, 0, 0})
        .put((byte) body.length)
        .put(body)
        .put(tail)
        .array();
  }

  @Test
  void aDeliverThatCantBeReadIsAcknowledgedOnce() throws Exception {
    deploy();
    bind();
    write(DELIVER_SM, 7, (byte) 1, (byte) 2);
    assertThat(read()).usingRecursiveComparison().isEqualTo(ok(7));
    assertThat(registry.get("snaptill.smpp.received").tag("result", "unusable").counter().count())
        .isEqualTo(1);
  }

  @Test
  void aCutTlvCostsOnlyItself() throws Exception {
    deploy();
    bind();
    write(DELIVER_SM, 8, deliver("12", (byte) 0x14, (byte) 0, (byte) 0x7F));
    assertThat(read()).usingRecursiveComparison().isEqualTo(ok(8));
    assertThat(registry.get("snaptill.smpp.received").tag("result", "stored").counter().count())
        .isEqualTo(1);
  }

  private static Pdu ok(int sequence) {
    // the response has its empty message_id, not just a header
    return new Pdu(DELIVER_SM | RESPONSE, 0, sequence, new byte[1]);
  }

  @Test
  void aDeliverInTheVerySegmentOfTheBindResponseIsNotLost() throws Exception {
    deploy();
    peer = listener.accept();
    in = new DataInputStream(peer.getInputStream());
    Pdu bind = read();
    byte[] first = pdu(BIND_TRANSCEIVER | RESPONSE, 0, bind.sequence, (byte) 'x', (byte) 0);
    byte[] second = pdu(DELIVER_SM, 0, 9, deliver("12"));
    peer.getOutputStream()
        .write(ByteBuffer.allocate(first.length + second.length).put(first).put(second).array());
    assertThat(read()).usingRecursiveComparison().isEqualTo(ok(9));
  }

  @Test
  void anImpossibleLengthIsRefusedAndTheBindMadeAfresh() throws Exception {
    deploy();
    bind();
    peer.getOutputStream().write(ByteBuffer.allocate(16).putInt(0x7FFFFFFF).array());
    Pdu nack = read();
    assertThat(nack.id).isEqualTo(RESPONSE);
    assertThat(nack.status).isEqualTo(0x02);
    assertThat(in.read()).isEqualTo(-1);
    bind();
    write(DELIVER_SM, 1, deliver("12"));
    assertThat(read()).usingRecursiveComparison().isEqualTo(ok(1));
  }

  @Test
  void aPeerThatAnswersNoEnquireLinkIsLeft() throws Exception {
    deploy("enquire_link: 500ms", "response_timeout: 8s");
    bind();
    assertThat(read().id).isEqualTo(0x15);
    assertThat(in.read()).isEqualTo(-1);
    bind();
  }

  @Test
  void anUnknownCommandIsRefusedAndTheBindStays() throws Exception {
    deploy();
    bind();
    write(0x00010203, 5);
    Pdu nack = read();
    assertThat(nack.id).isEqualTo(RESPONSE);
    assertThat(nack.status).isEqualTo(0x03);
    write(DELIVER_SM, 6, deliver("12"));
    assertThat(read()).usingRecursiveComparison().isEqualTo(ok(6));
  }

  @Test
  void aGenericNackRefusesTheSubmitItNames() throws Exception {
    Promise<Void> up = Promise.promise();
    bus.consume(Smpp.BIND_STATE, state -> up.tryComplete());
    deploy();
    bind();
    up.future().toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
    OutboundMessage message =
        new OutboundMessage(
            1,
            "fake",
            Address.tel("10658"),
            Address.tel("+8613800000001"),
            null,
            "Paid",
            List.of(),
            Instant.now().plusSeconds(60));
    Future<SendResult> result = bus.ask(Channels.send("fake"), message, Duration.ofSeconds(60));
    Pdu submit = read();
    assertThat(submit.id).isEqualTo(0x04);
    peer.getOutputStream().write(pdu(RESPONSE, 0x03, submit.sequence));
    assertThat(result.toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS))
        .isEqualTo(new SendResult.Rejected("0x03"));
  }

  @Test
  void aFloodIsAnsweredOneByOneInOrderOfStoring() throws Exception {
    deploy("receive_window: 10000");
    bind();
    int count = 3_000;
    ByteBuffer flood = ByteBuffer.allocate(count * 64);
    for (int i = 1; i <= count; i++) {
      flood.put(pdu(DELIVER_SM, 0, i, deliver("12")));
    }
    peer.getOutputStream().write(flood.array(), 0, flood.position());
    for (int i = 1; i <= count; i++) {
      assertThat(read()).usingRecursiveComparison().isEqualTo(ok(i));
    }
  }
}
