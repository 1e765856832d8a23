package dev.snaptill.channel.smpp;

import static org.assertj.core.api.Assertions.assertThat;

import com.cloudhopper.smpp.SmppBindType;
import com.cloudhopper.smpp.SmppServerConfiguration;
import com.cloudhopper.smpp.SmppServerHandler;
import com.cloudhopper.smpp.SmppServerSession;
import com.cloudhopper.smpp.SmppSessionConfiguration;
import com.cloudhopper.smpp.impl.DefaultSmppServer;
import com.cloudhopper.smpp.impl.DefaultSmppSessionHandler;
import com.cloudhopper.smpp.pdu.BaseBind;
import com.cloudhopper.smpp.pdu.BaseBindResp;
import com.cloudhopper.smpp.pdu.DeliverSm;
import com.cloudhopper.smpp.pdu.EnquireLink;
import com.cloudhopper.smpp.pdu.PduRequest;
import com.cloudhopper.smpp.pdu.PduResponse;
import com.cloudhopper.smpp.pdu.SubmitSm;
import com.cloudhopper.smpp.pdu.SubmitSmResp;
import com.cloudhopper.smpp.pdu.Unbind;
import com.cloudhopper.smpp.tlv.Tlv;
import com.cloudhopper.smpp.type.Address;
import com.cloudhopper.smpp.type.SmppProcessingException;
import dev.snaptill.bus.Bus;
import dev.snaptill.channel.Channels;
import dev.snaptill.channel.DeliveryReport;
import dev.snaptill.channel.InboundMessage;
import dev.snaptill.channel.Intake;
import dev.snaptill.channel.OutboundMessage;
import dev.snaptill.channel.SendResult;
import dev.snaptill.channel.SendResult.Part;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.lang.reflect.Field;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.jboss.netty.channel.Channel;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Our binds against an SMSC of another make, that shares no code with jsmpp. */
@Timeout(120)
class ChSmppTest {
  private static final String PAYER = "8613800000001";

  private final Vertx vertx = Vertx.vertx();
  private final Bus bus = new Bus(vertx);
  private final List<InboundMessage> received = new CopyOnWriteArrayList<>();
  private final List<DeliveryReport> reports = new CopyOnWriteArrayList<>();
  private final List<SmppServerSession> sessions = new CopyOnWriteArrayList<>();
  private final List<PduRequest<?>> requests = new CopyOnWriteArrayList<>();
  private final List<BaseBind<?>> binds = new CopyOnWriteArrayList<>();
  private final AtomicInteger bound = new AtomicInteger();
  private Promise<Intake> stored = Promise.promise();
  private DefaultSmppServer smsc;
  private String deployment;

  @BeforeEach
  void start() throws Exception {
    SmppServerConfiguration configuration = new SmppServerConfiguration();
    configuration.setHost("127.0.0.1");
    configuration.setPort(0);
    configuration.setSystemId("CLOUD");
    configuration.setMaxConnectionSize(10);
    configuration.setDefaultWindowSize(10);
    smsc = new DefaultSmppServer(configuration, new Handler());
    smsc.start();
    bus.consume(
        Smpp.BIND_STATE,
        state -> {
          if (state.bound()) {
            bound.incrementAndGet();
          }
        });
    bus.answer(
        Channels.RECEIVE,
        message -> {
          received.add(message);
          return message.text().equals("after")
              ? Future.succeededFuture(new Intake.Stored(2))
              : stored.future();
        });
    bus.answer(
        Channels.REPORT,
        report -> {
          reports.add(report);
          return Future.succeededFuture(new Intake.Stored(0));
        });
    CarrierConfig config =
        Configs.carrier(
            port(smsc),
            "receipts: all",
            "id_in_response: hex",
            "id_in_receipt: decimal",
            "enquire_link: 500ms");
    deployment =
        get(
            vertx.deployVerticle(
                new SmppVerticle(List.of(config), bus, new SimpleMeterRegistry())));
    await().until(() -> sessions.size() == 1 && bound.get() == 1);
  }

  @AfterEach
  void stop() throws Exception {
    vertx.close().toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
    smsc.destroy();
  }

  private static ConditionFactory await() {
    return Awaitility.await().atMost(Duration.ofSeconds(30));
  }

  /** The one it was given: ch-smpp doesn't tell. */
  private static int port(DefaultSmppServer server) throws Exception {
    Field channel = DefaultSmppServer.class.getDeclaredField("serverChannel");
    channel.setAccessible(true);
    return ((InetSocketAddress) ((Channel) channel.get(server)).getLocalAddress()).getPort();
  }

  private static <T> T get(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
  }

  private final class Handler implements SmppServerHandler {
    @Override
    public void sessionBindRequested(Long id, SmppSessionConfiguration configuration, BaseBind bind)
        throws SmppProcessingException {
      binds.add(bind);
      if (!"secret".equals(configuration.getPassword())) {
        throw new SmppProcessingException(0x0E);
      }
    }

    @Override
    public void sessionCreated(Long id, SmppServerSession session, BaseBindResp answer) {
      session.serverReady(
          new DefaultSmppSessionHandler() {
            @Override
            public PduResponse firePduRequestReceived(PduRequest request) {
              requests.add(request);
              PduResponse response = request.createResponse();
              if (response instanceof SubmitSmResp taken) {
                taken.setMessageId("00FF");
              }
              return response;
            }
          });
      sessions.add(session);
    }

    @Override
    public void sessionDestroyed(Long id, SmppServerSession session) {
      sessions.remove(session);
    }
  }

  private static DeliverSm deliver(String text) throws Exception {
    DeliverSm message = new DeliverSm();
    message.setSourceAddress(new Address((byte) 1, (byte) 1, PAYER));
    message.setDestAddress(new Address((byte) 0, (byte) 1, "10658"));
    message.setShortMessage(text.getBytes(StandardCharsets.ISO_8859_1));
    return message;
  }

  private int statusOf(DeliverSm message) throws Exception {
    var answer = sessions.get(0).sendRequestPdu(message, 30_000, true);
    assertThat(answer.await(30_000)).isTrue();
    return answer.getResponse().getCommandStatus();
  }

  @Test
  void itBindsAsATransceiverOfVersion34() {
    assertThat(sessions.get(0).getBindType()).isEqualTo(SmppBindType.TRANSCEIVER);
    assertThat(binds.get(0).getSystemId()).isEqualTo("snaptill");
    assertThat(binds.get(0).getInterfaceVersion()).isEqualTo((byte) 0x34);
  }

  @Test
  void aDeliverIsAnsweredAfterItIsStored() throws Exception {
    var answer = sessions.get(0).sendRequestPdu(deliver("12345678901234"), 30_000, true);
    await().until(() -> received.size() == 1);
    // what comes later is stored and acknowledged first
    assertThat(statusOf(deliver("after"))).isZero();
    assertThat(answer.isDone()).isFalse();
    stored.complete(new Intake.Stored(1));
    assertThat(answer.await(30_000)).isTrue();
    assertThat(answer.getResponse().getCommandStatus()).isZero();
    assertThat(received.get(0).text()).isEqualTo("12345678901234");
    assertThat(received.get(0).sender()).isEqualTo(dev.snaptill.value.Address.tel("+" + PAYER));
  }

  @Test
  void aDeliverWithATlvItDoesNotKnowIsTaken() throws Exception {
    stored.complete(new Intake.Stored(1));
    DeliverSm message = deliver("");
    message.addOptionalParameter(new Tlv((short) 0x1501, new byte[] {9}));
    message.addOptionalParameter(new Tlv((short) 0x0424, "12".getBytes()));
    assertThat(statusOf(message)).isZero();
    assertThat(received.get(0).text()).isEqualTo("12");
  }

  @Test
  void aSubmitIsTakenAndItsReceiptNamesIt() throws Exception {
    OutboundMessage message =
        new OutboundMessage(
            1,
            "fake",
            dev.snaptill.value.Address.tel("10658"),
            dev.snaptill.value.Address.tel("+" + PAYER),
            null,
            "Paid",
            List.of(),
            Instant.now().plusSeconds(60));
    SendResult result = get(bus.ask(Channels.send("fake"), message, Duration.ofSeconds(30)));
    assertThat(result).isEqualTo(new SendResult.Accepted("00FF", List.of(new Part("00FF", "ff"))));
    SubmitSm submit =
        (SubmitSm) requests.stream().filter(SubmitSm.class::isInstance).findFirst().orElseThrow();
    assertThat(submit.getShortMessage()).isEqualTo("Paid".getBytes());
    assertThat(submit.getRegisteredDelivery()).isEqualTo((byte) 1);
    assertThat(submit.getDestAddress())
        .usingRecursiveComparison()
        .isEqualTo(new Address((byte) 1, (byte) 1, PAYER));

    DeliverSm receipt = deliver("id:0000000255 sub:001 dlvrd:001 stat:DELIVRD err:000 text:Paid");
    receipt.setEsmClass((byte) 0x04);
    assertThat(statusOf(receipt)).isZero();
    assertThat(reports.get(0).externalId()).isEqualTo("ff");
    assertThat(reports.get(0).state()).isEqualTo(DeliveryReport.State.DELIVERED);
  }

  @Test
  void linksAreEnquiredOfBothWays() throws Exception {
    assertThat(sessions.get(0).enquireLink(new EnquireLink(), 30_000).getCommandStatus()).isZero();
    await().until(() -> requests.stream().anyMatch(EnquireLink.class::isInstance));
  }

  @Test
  void itsUnbindIsALossAndOursAnEnd() throws Exception {
    SmppServerSession first = sessions.get(0);
    first.unbind(5_000);
    await().until(() -> !sessions.contains(first) && sessions.size() == 1 && bound.get() == 2);
    get(vertx.undeploy(deployment));
    // nobody waits long for the answer to an unbind
    await().until(() -> requests.stream().anyMatch(Unbind.class::isInstance));
    await().until(sessions::isEmpty);
  }
}
