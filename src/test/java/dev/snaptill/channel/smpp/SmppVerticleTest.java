package dev.snaptill.channel.smpp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.snaptill.bus.Bus;
import dev.snaptill.channel.Channels;
import dev.snaptill.channel.InboundMessage;
import dev.snaptill.channel.Intake;
import dev.snaptill.channel.OutboundMessage;
import dev.snaptill.channel.SendResult;
import dev.snaptill.channel.Trust;
import dev.snaptill.value.Address;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.jsmpp.bean.OptionalParameter;
import org.jsmpp.extra.ProcessRequestException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class SmppVerticleTest {
  private static final String PAYER = "8613800000001";

  private final Vertx vertx = Vertx.vertx();
  private final Bus bus = new Bus(vertx);
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final List<InboundMessage> received = new CopyOnWriteArrayList<>();
  private final List<Smpp.BindState> states = new CopyOnWriteArrayList<>();
  private volatile Function<InboundMessage, Future<Intake>> intake =
      message -> Future.succeededFuture(new Intake.Stored(1));
  private FakeCarrier carrier;
  private String deployment;

  @BeforeEach
  void listen() throws Exception {
    carrier = new FakeCarrier();
    bus.answer(
        Channels.RECEIVE,
        message -> {
          received.add(message);
          return intake.apply(message);
        });
    bus.consume(Smpp.BIND_STATE, states::add);
  }

  @AfterEach
  void close() throws Exception {
    vertx.close().toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
    carrier.close();
  }

  private void deploy(String... lines) throws Exception {
    CarrierConfig config = Configs.carrier(carrier.port(), lines);
    deployment = get(vertx.deployVerticle(new SmppVerticle(List.of(config), bus, registry)));
  }

  private void deployAndBind(String... lines) throws Exception {
    deploy(lines);
    await().until(() -> !states.isEmpty() && states.get(states.size() - 1).bound());
  }

  private static ConditionFactory await() {
    return Awaitility.await().atMost(Duration.ofSeconds(30));
  }

  private static <T> T get(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
  }

  private static int get(CompletableFuture<Integer> status) throws Exception {
    return status.get(30, TimeUnit.SECONDS);
  }

  private Future<SendResult> send(String text) {
    OutboundMessage message =
        new OutboundMessage(
            1,
            "fake",
            Address.tel("10658"),
            Address.tel("+8613800000001"),
            null,
            text,
            List.of(),
            Instant.now().plusSeconds(60));
    return bus.ask(Channels.send("fake"), message, Duration.ofSeconds(30));
  }

  private BindStatus bind() throws Exception {
    return get(bus.ask(Smpp.STATUS, new Smpp.StatusWanted(), Duration.ofSeconds(30)))
        .carriers()
        .get(0)
        .binds()
        .get(0);
  }

  private double count(String meter, String result) {
    return registry.get(meter).tag("result", result).counter().count();
  }

  @Test
  void aMessageIsAcknowledgedOnlyAfterItIsStored() throws Exception {
    Promise<Intake> commit = Promise.promise();
    intake =
        message ->
            message.text().equals("after")
                ? Future.succeededFuture(new Intake.Stored(8))
                : commit.future();
    deployAndBind("trust: operator");

    CompletableFuture<Integer> status = carrier.deliver(PAYER, "12345678901234");
    await().until(() -> received.size() == 1);
    // what comes later is stored and acknowledged first
    assertThat(get(carrier.deliver(PAYER, "after"))).isZero();
    assertThat(status).isNotDone();
    commit.complete(new Intake.Stored(7));

    assertThat(get(status)).isZero();
    InboundMessage message = received.get(0);
    assertThat(message.channel()).isEqualTo("fake");
    assertThat(message.sender()).isEqualTo(Address.tel("+8613800000001"));
    assertThat(message.recipient()).isEqualTo(Address.tel("10658"));
    assertThat(message.text()).isEqualTo("12345678901234");
    assertThat(message.trust()).isEqualTo(Trust.OPERATOR);
    assertThat(message.hardKey()).isNull();
    assertThat(message.softKey()).isEqualTo("+8613800000001|10658|3132333435363738393031323334");
    assertThat(count("snaptill.smpp.received", "stored")).isEqualTo(2);
  }

  @Test
  void aRepeatIsAcknowledgedAgain() throws Exception {
    intake = message -> Future.succeededFuture(new Intake.Repeat(7));
    deployAndBind();
    assertThat(get(carrier.deliver(PAYER, "1"))).isZero();
  }

  @Test
  void aBusyGatewayTellsTheCarrierToTryAgain() throws Exception {
    intake = message -> Future.succeededFuture(new Intake.Busy());
    deployAndBind();
    assertThat(get(carrier.deliver(PAYER, "1"))).isEqualTo(0x58);
  }

  @Test
  void theTryAgainCodeIsTheCarriersOwn() throws Exception {
    intake = message -> Future.succeededFuture(new Intake.Busy());
    deployAndBind("try_again_code: 0x14");
    assertThat(get(carrier.deliver(PAYER, "1"))).isEqualTo(0x14);
  }

  @Test
  void aMessageThatCouldNotBeStoredIsASystemError() throws Exception {
    intake = message -> Future.succeededFuture(new Intake.Failed("disk full"));
    deployAndBind();
    assertThat(get(carrier.deliver(PAYER, "1"))).isEqualTo(0x08);
  }

  @Test
  void anIntakeThatNeverAnswersIsASystemErrorToo() throws Exception {
    intake = message -> Promise.<Intake>promise().future();
    deployAndBind("intake_timeout: 100ms");
    assertThat(get(carrier.deliver(PAYER, "1"))).isEqualTo(0x08);
  }

  @Test
  void moreThanTheReceiveWindowIsToldToTryAgain() throws Exception {
    Promise<Intake> commit = Promise.promise();
    intake = message -> commit.future();
    deployAndBind("receive_window: 2");
    CompletableFuture<Integer> first = carrier.deliver(PAYER, "1");
    CompletableFuture<Integer> second = carrier.deliver(PAYER, "2");
    await().until(() -> received.size() == 2);
    assertThat(get(carrier.deliver(PAYER, "3"))).isEqualTo(0x58);
    commit.complete(new Intake.Stored(1));
    assertThat(get(first)).isZero();
    assertThat(get(second)).isZero();
  }

  @Test
  void aReceiptNobodyAskedForIsAcknowledgedAndGoesNoFurther() throws Exception {
    deployAndBind();
    assertThat(get(carrier.deliver(PAYER, 0x04, 0, "id:1 stat:DELIVRD".getBytes()))).isZero();
    assertThat(count("snaptill.smpp.received", "report_unwanted")).isEqualTo(1);
    assertThat(received).isEmpty();
  }

  @Test
  void aMessageInMessagePayloadIsRead() throws Exception {
    deployAndBind();
    byte[] text = "付款".getBytes(StandardCharsets.UTF_16BE);
    OptionalParameter payload = new OptionalParameter.OctetString((short) 0x0424, text);
    assertThat(get(carrier.deliver(PAYER, 0, 8, new byte[0], payload))).isZero();
    assertThat(received.get(0).text()).isEqualTo("付款");
  }

  @Test
  void aSubmitThatIsTakenIsAccepted() throws Exception {
    deployAndBind();
    carrier.onSubmit = submit -> "42";
    assertThat(get(send("Paid"))).isEqualTo(new SendResult.Accepted("42"));
    var submit = carrier.submitted.get(0);
    assertThat(submit.getSourceAddr()).isEqualTo("10658");
    assertThat(submit.getSourceAddrTon()).isZero();
    assertThat(submit.getDestAddress()).isEqualTo(PAYER);
    assertThat(submit.getDestAddrTon()).isEqualTo((byte) 1);
    assertThat(submit.getDestAddrNpi()).isEqualTo((byte) 1);
    assertThat(submit.getDataCoding()).isZero();
    assertThat(new String(submit.getShortMessage(), StandardCharsets.ISO_8859_1)).isEqualTo("Paid");
    assertThat(registry.get("snaptill.smpp.submit").timer().count()).isEqualTo(1);
  }

  @Test
  void aThrottledSubmitIsForLater() throws Exception {
    deployAndBind("throttle_tries: 2");
    carrier.onSubmit =
        submit -> {
          throw new ProcessRequestException("slow down", 0x58);
        };
    assertThat(get(send("Paid"))).isInstanceOf(SendResult.RetryAfter.class);
    carrier.onSubmit = submit -> "1";
    assertThat(get(send("Paid"))).isEqualTo(new SendResult.Accepted("1"));
  }

  @Test
  void aRefusedSubmitIsForNever() throws Exception {
    deployAndBind();
    carrier.onSubmit =
        submit -> {
          throw new ProcessRequestException("no such number", 0x0B);
        };
    assertThat(get(send("Paid"))).isEqualTo(new SendResult.Rejected("0x0B"));
  }

  @Test
  void aSubmitWithoutAnAnswerIsUnknownAndItsLateAnswerHarmless() throws Exception {
    deployAndBind("submit_timeout: 1s", "window: 1");
    CountDownLatch late = new CountDownLatch(1);
    carrier.onSubmit =
        submit -> {
          late.await();
          return "1";
        };
    assertThat(get(send("Paid"))).isInstanceOf(SendResult.Unknown.class);
    late.countDown();
    // a busy machine may take longer than the time-out once more
    await().until(() -> get(send("Paid")).equals(new SendResult.Accepted("1")));
    await().ignoreExceptions().until(() -> count("snaptill.smpp.submitted", "late") >= 1);
  }

  @Test
  void aFullWindowKeepsTheRestWaiting() throws Exception {
    deployAndBind("window: 1");
    CountDownLatch release = new CountDownLatch(1);
    carrier.onSubmit =
        submit -> {
          release.await();
          return "1";
        };
    Future<SendResult> first = send("1");
    Future<SendResult> second = send("2");
    await()
        .until(
            () -> {
              BindStatus bind = bind();
              return bind.windowUsed() == 1 && bind.queued() == 1;
            });
    await().until(() -> carrier.submitted.size() == 1);
    assertThat(first.isComplete()).isFalse();
    release.countDown();
    assertThat(get(first)).isEqualTo(new SendResult.Accepted("1"));
    assertThat(get(second)).isEqualTo(new SendResult.Accepted("1"));
  }

  @Test
  void aLongTextGoesInPartsThatShareAReference() throws Exception {
    deployAndBind();
    carrier.onSubmit = submit -> "id" + carrier.submitted.size();
    assertThat(get(send("款".repeat(100)))).isEqualTo(new SendResult.Accepted("id1"));
    assertThat(carrier.submitted).hasSize(2);
    byte[] first = carrier.submitted.get(0).getShortMessage();
    byte[] second = carrier.submitted.get(1).getShortMessage();
    assertThat(first).startsWith(5, 0, 3).hasSize(6 + 134);
    assertThat(second).startsWith(5, 0, 3).hasSize(6 + 66);
    assertThat(first[3]).isEqualTo(second[3]);
    assertThat(new int[] {first[4], first[5], second[4], second[5]}).containsExactly(2, 1, 2, 2);
    assertThat(carrier.submitted).allMatch(s -> s.getEsmClass() == 0x40 && s.getDataCoding() == 8);
  }

  @Test
  void aThrottledLaterPartIsTriedAgainByItself() throws Exception {
    deployAndBind();
    carrier.onSubmit =
        submit -> {
          if (carrier.submitted.size() == 2) {
            throw new ProcessRequestException("slow down", 0x58);
          }
          return "id" + carrier.submitted.size();
        };
    assertThat(get(send("款".repeat(100)))).isEqualTo(new SendResult.Accepted("id1"));
    assertThat(carrier.submitted).hasSize(3);
  }

  @Test
  void withoutABindNothingIsLost() throws Exception {
    carrier.refuseBinds.set(Integer.MAX_VALUE);
    deploy();
    await().until(() -> !states.isEmpty());
    assertThat(states.get(0).bound()).isFalse();
    assertThat(states.get(0).why()).isEqualTo("already bound (0x05)");
    assertThat(get(send("Paid"))).isInstanceOf(SendResult.RetryAfter.class);
  }

  @Test
  void aCarrierThatIsAwayAtTheStartIsBoundWhenItComes() throws Exception {
    carrier.close();
    int port;
    // bound but not listening: connections are refused, and nobody else gets the port meanwhile
    try (Socket kept = new Socket()) {
      kept.setReuseAddress(true); // with which the carrier can listen before it is let go
      kept.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      port = kept.getLocalPort();
      get(vertx.deployVerticle(new SmppVerticle(List.of(Configs.carrier(port)), bus, registry)));
      await().until(() -> !states.isEmpty());
      assertThat(states.get(0).why()).startsWith("cannot bind: ");
      carrier = new FakeCarrier(port);
    }
    await().until(() -> states.get(states.size() - 1).bound());
    assertThat(get(carrier.deliver(PAYER, "1"))).isZero();
  }

  @Test
  void aCarrierThatSaysAlreadyBoundIsAskedUntilItAgrees() throws Exception {
    carrier.refuseBinds.set(3);
    deployAndBind();
    assertThat(get(carrier.deliver(PAYER, "1"))).isZero();
  }

  @Test
  void aCutBindComesBackAndWhatWasOutIsToBeSentAgain() throws Exception {
    deployAndBind();
    carrier.onSubmit =
        submit -> {
          new CountDownLatch(1).await();
          return "";
        };
    Future<SendResult> out = send("Paid");
    await().until(() -> carrier.submitted.size() == 1);
    carrier.cut();
    assertThat(get(out)).isInstanceOf(SendResult.RetryAfter.class);
    await().until(() -> states.size() >= 3);
    assertThat(states.stream().map(Smpp.BindState::bound).toList())
        .containsExactly(true, false, true);
    assertThat(get(carrier.deliver(PAYER, "1"))).isZero();
  }

  @Test
  void aPeersUnbindIsALossAndBoundAgain() throws Exception {
    deployAndBind();
    carrier.session().unbindAndClose();
    await().until(() -> states.size() >= 3 && states.get(states.size() - 1).bound());
    assertThat(carrier.sessions).hasSize(2);
    carrier.onSubmit = submit -> "1";
    assertThat(get(send("Paid"))).isEqualTo(new SendResult.Accepted("1"));
  }

  @Test
  void aSilentPeerThatAnswersEnquireLinkStaysBound() throws Exception {
    deployAndBind("enquire_link: 500ms");
    long bound = carrier.session().getLastActivityTimestamp();
    await().until(() -> carrier.session().getLastActivityTimestamp() > bound);
    // it asks again only after the first answer
    long first = carrier.session().getLastActivityTimestamp();
    await().until(() -> carrier.session().getLastActivityTimestamp() > first);
    assertThat(states).hasSize(1);
  }

  @Test
  void aPairBindsBothWaysAndEachCarriesItsOwn() throws Exception {
    deploy("bind: transmitter_receiver", "binds: 2");
    await().until(() -> states.stream().filter(Smpp.BindState::bound).count() == 4);
    assertThat(carrier.bindTypes)
        .containsExactlyInAnyOrder("BIND_TX", "BIND_RX", "BIND_TX", "BIND_RX");
    carrier.onSubmit = submit -> "1";
    assertThat(get(send("Paid"))).isEqualTo(new SendResult.Accepted("1"));
  }

  @Test
  void twoHundredOutstandingBothWaysDoNotDeadlock() throws Exception {
    Promise<Intake> commit = Promise.promise();
    intake = message -> commit.future();
    CountDownLatch open = new CountDownLatch(1);
    deployAndBind("window: 50", "submit_timeout: 30s");
    carrier.onSubmit =
        submit -> {
          open.await();
          return "1";
        };
    List<CompletableFuture<Integer>> statuses = new ArrayList<>();
    List<Future<SendResult>> sends = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      statuses.add(carrier.deliver(PAYER, "m" + i));
      sends.add(send("r" + i));
    }
    await().until(() -> received.size() == 200);
    await().until(() -> carrier.submitted.size() == 50);
    commit.complete(new Intake.Stored(1));
    open.countDown();
    for (int i = 0; i < 200; i++) {
      assertThat(get(statuses.get(i))).isZero();
      assertThat(get(sends.get(i))).isEqualTo(new SendResult.Accepted("1"));
    }
    assertThat(received.stream().map(InboundMessage::text).collect(Collectors.toSet()))
        .containsAll(IntStream.range(0, 200).mapToObj(i -> "m" + i).toList());
  }

  @Test
  void answeringAMessageFromWithinItsIntakeWorks() throws Exception {
    deployAndBind("window: 1");
    carrier.onSubmit = submit -> "1";
    intake = message -> send("got it").map(sent -> new Intake.Stored(1));
    List<CompletableFuture<Integer>> statuses =
        IntStream.range(0, 100).mapToObj(i -> carrier.deliver(PAYER, "m" + i)).toList();
    for (CompletableFuture<Integer> status : statuses) {
      assertThat(get(status)).isZero();
    }
  }

  @Test
  void anOrderlyStopFinishesWhatIsOutAndTakesNoMore() throws Exception {
    Promise<Intake> commit = Promise.promise();
    intake = message -> commit.future();
    deployAndBind("stop_timeout: 60s");
    CompletableFuture<Integer> first = carrier.deliver(PAYER, "1");
    await().until(() -> received.size() == 1);
    Future<Void> stopped = vertx.undeploy(deployment);
    // once sends are refused, so are deliveries
    await().until(() -> get(send("2")) instanceof SendResult.RetryAfter);
    assertThat(get(carrier.deliver(PAYER, "2"))).isEqualTo(0x58);
    assertThat(stopped.isComplete()).isFalse();
    commit.complete(new Intake.Stored(1));
    assertThat(get(first)).isZero();
    get(stopped);
    await().until(() -> !carrier.session().getSessionState().isBound());
    await().until(() -> states.get(states.size() - 1).why().equals("stopped"));
    assertThat(registry.find("snaptill.smpp.bind.up").gauges()).isEmpty();
  }
}
