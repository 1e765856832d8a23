package dev.snaptill.bank.iso8583;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.snaptill.bank.Bank;
import dev.snaptill.bank.BankAnswer;
import dev.snaptill.bank.BankAnswer.Answered;
import dev.snaptill.bank.BankAnswer.NotSent;
import dev.snaptill.bank.BankAnswer.Unknown;
import dev.snaptill.bank.BankOperation;
import dev.snaptill.bank.LateAnswer;
import dev.snaptill.bank.StrayAnswer;
import dev.snaptill.bus.Bus;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The link over real TCP against a bank that packs its messages with another library. */
class BankLinkTest {
  private static final Duration LONG = Duration.ofSeconds(25);
  private static final Duration SHORT = Duration.ofMillis(150);

  /** A bound that only a broken program meets. */
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Vertx vertx = Vertx.vertx();
  private final Bus bus = new Bus(vertx);
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final List<StrayAnswer> strays = new CopyOnWriteArrayList<>();
  private final List<LateAnswer> late = new CopyOnWriteArrayList<>();
  private final BlockingQueue<Bank.LinkState> states = new LinkedBlockingQueue<>();
  private TestBank bank;
  private String deployed;

  @AfterEach
  void close() throws Exception {
    if (bank != null) {
      bank.close();
    }
    wait(vertx.close());
  }

  @Test
  void approvedAndRefusedAndReversed() throws Exception {
    for (boolean pos : new boolean[] {false, true}) {
      start(pos, LONG, LONG);
      Future<BankAnswer> debit = submit(Samples.debit(1));
      TestBank.Request request = next();
      assertThat(request.fields)
          .containsEntry(0, "0200")
          .containsEntry(4, "000000001250")
          .containsEntry(7, "1123123456")
          .containsEntry(12, "203456")
          .containsEntry(49, "156")
          .containsEntry(102, Samples.PAYER.digits());
      request.answer("00");
      assertThat(wait(debit)).isEqualTo(new Answered("00"));

      Future<BankAnswer> refused = submit(Samples.debit(2));
      next().answer("51");
      assertThat(wait(refused)).isEqualTo(new Answered("51"));

      Future<BankAnswer> reversal = submit(Samples.reversal(3, Samples.debit(1), true));
      TestBank.Request repeat = next();
      assertThat(repeat.type()).isEqualTo("0421");
      repeat.answer("00");
      assertThat(wait(reversal)).isEqualTo(new Answered("00"));
      wait(vertx.undeploy(deployed));
      bank.close();
    }
  }

  @Test
  void answersMayComeInAnyOrderAndTwice() throws Exception {
    start(false, LONG, LONG);
    List<Future<BankAnswer>> debits = new ArrayList<>();
    for (int stan = 1; stan <= 200; stan++) {
      debits.add(submit(Samples.debit(stan)));
    }
    List<TestBank.Request> requests = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      requests.add(next());
    }
    Collections.reverse(requests);
    for (TestBank.Request request : requests) {
      String code = Integer.parseInt(request.fields.get(11)) % 2 == 0 ? "00" : "51";
      request.answer(code);
      request.answer(code);
    }
    for (int i = 0; i < 200; i++) {
      assertThat(wait(debits.get(i))).isEqualTo(new Answered((i + 1) % 2 == 0 ? "00" : "51"));
    }
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(registry.get("snaptill_bank_stray_answers").counter().count())
                    .isEqualTo(200));
    assertThat(late).isEmpty();
  }

  @Test
  void noAnswerIsUnknownAndALateOneIsPublished() throws Exception {
    start(false, SHORT, LONG);
    BankOperation debit = Samples.debit(1);
    Future<BankAnswer> answer = submit(debit);
    TestBank.Request request = next();
    assertThat(wait(answer)).isEqualTo(new Unknown("no answer in time"));
    request.answer("00");
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(late).containsExactly(new LateAnswer(debit.key(), "00")));
  }

  @Test
  void anAnswerToSomethingThatThisProcessNeverSentIsPublishedAsStray() throws Exception {
    start(false, LONG, LONG);
    Future<BankAnswer> debit = submit(Samples.debit(7));
    TestBank.Request request = next();
    request.answer("00");
    assertThat(wait(debit)).isEqualTo(new Answered("00"));
    request.answer("00");
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(strays)
                    .containsExactly(
                        new StrayAnswer(
                            Samples.BANK,
                            Samples.debit(7).key().terminal(),
                            7,
                            Samples.debit(7).rrn(),
                            false,
                            Samples.debit(7).amount().minor(),
                            "00")));
  }

  @Test
  void aConnectionCutWithinAnAnswerMakesItUnknownAndIsMadeAgain() throws Exception {
    start(false, LONG, LONG);
    Future<BankAnswer> debit = submit(Samples.debit(1));
    Future<BankAnswer> other = submit(Samples.debit(2));
    TestBank.Request request = next();
    // Both have left: what the link had not sent yet when it was cut would be NotSent.
    next();
    byte[] reply = request.reply("00");
    request.raw(Arrays.copyOf(reply, reply.length / 2));
    request.cut();
    assertThat(wait(debit)).isInstanceOf(Unknown.class);
    assertThat(wait(other)).isInstanceOf(Unknown.class);
    untilReady();
    Future<BankAnswer> again = submit(Samples.debit(3));
    next().answer("00");
    assertThat(wait(again)).isEqualTo(new Answered("00"));
  }

  @Test
  void garbageInAFrameIsDroppedAndTheLinkLives() throws Exception {
    start(true, LONG, LONG);
    Future<BankAnswer> debit = submit(Samples.debit(1));
    TestBank.Request request = next();
    byte[] reply = request.reply("00");
    byte[] garbage = reply.clone();
    Arrays.fill(garbage, 13, garbage.length, (byte) 0xee);
    request.raw(garbage);
    request.raw(new byte[] {0, 0});
    request.raw(reply);
    assertThat(wait(debit)).isEqualTo(new Answered("00"));
    assertThat(registry.get("snaptill_bank_malformed").counter().count()).isEqualTo(1);
  }

  @Test
  void aLengthOutOfBoundsEndsTheConnection() throws Exception {
    start(false, LONG, LONG);
    Future<BankAnswer> debit = submit(Samples.debit(1));
    next().raw(new byte[] {(byte) 0xff, (byte) 0xff, 1, 2, 3});
    assertThat(wait(debit)).isInstanceOf(Unknown.class);
    untilReady();
  }

  @Test
  void aRefusedSignOnIsTriedAgain() throws Exception {
    bank = new TestBank(false);
    bank.networkAnswers = kind -> "91";
    deploy(Samples.config(bank.port(), Profiles.plain(), LONG, LONG));
    await().atMost(PATIENCE).until(() -> bank.network.size() > 2);
    assertThat(wait(submit(Samples.debit(1)))).isInstanceOf(NotSent.class);
    bank.networkAnswers = kind -> "00";
    untilReady();
    assertThat(bank.network).extracting(m -> m.fields.get(70)).containsOnly("001");
    assertThat(bank.operations).isEmpty();
  }

  @Test
  void aBankThatIsNotThereIsTriedUntilItIs() throws Exception {
    // Bound and not listening: refuses, and nobody else can have the port meanwhile.
    try (Socket taken = new Socket()) {
      taken.bind(new InetSocketAddress("127.0.0.1", 0));
      deploy(Samples.config(taken.getLocalPort(), Profiles.plain(), LONG, LONG));
      assertThat(wait(submit(Samples.debit(1)))).isInstanceOf(NotSent.class);
      assertThat(registry.get("snaptill_bank_link_up").gauge().value()).isZero();
      wait(vertx.undeploy(deployed));
    }
  }

  @Test
  void missedEchoesEndTheConnectionAndANewOneIsMade() throws Exception {
    bank = new TestBank(false);
    bank.networkAnswers = kind -> kind.equals("301") ? null : "00";
    deploy(Samples.config(bank.port(), Profiles.plain(), SHORT, SHORT));
    // By connection: a sign-on too may go unanswered for that short a time, and each connection is
    // read by a thread of its own.
    await()
        .atMost(PATIENCE)
        .until(
            () -> {
              List<List<String>> heard = heard();
              int ended = heard.indexOf(List.of("001", "301", "301"));
              return ended >= 0 && ended + 1 < heard.size();
            });
  }

  /** Field 70 of the network messages of each connection, in the order they were made. */
  private List<List<String>> heard() {
    Map<Socket, List<String>> kinds = new LinkedHashMap<>();
    for (TestBank.Request request : bank.network) {
      kinds
          .computeIfAbsent(request.from, connection -> new ArrayList<>())
          .add(request.fields.get(70));
    }
    return List.copyOf(kinds.values());
  }

  @Test
  void theBanksEchoIsAnswered() throws Exception {
    start(false, LONG, LONG);
    bank.send("0800", Map.of(7, "1123000000", 11, "000009", 70, "301"));
    await()
        .atMost(PATIENCE)
        .until(() -> bank.network.stream().anyMatch(m -> m.type().equals("0810")));
  }

  @Test
  void stoppingWaitsForAnswersAndSignsOff() throws Exception {
    start(false, LONG, LONG);
    Future<BankAnswer> debit = submit(Samples.debit(1));
    TestBank.Request request = next();
    Future<Void> stopped = vertx.undeploy(deployed);
    // Before that it would be sent, and wait for its answer.
    Bank.LinkState stopping = states.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    assertThat(stopping).isEqualTo(new Bank.LinkState(Samples.BANK, false, "stopping"));
    assertThat(wait(submit(Samples.debit(2)))).isInstanceOf(NotSent.class);
    assertThat(stopped.isComplete()).isFalse();
    request.answer("00");
    assertThat(wait(debit)).isEqualTo(new Answered("00"));
    wait(stopped);
    assertThat(bank.network.stream().map(m -> m.fields.get(70))).containsExactly("001", "002");
    assertThat(registry.find("snaptill_bank_link_up").gauge()).isNull();
  }

  private void start(boolean pos, Duration answerTimeout, Duration echo) throws Exception {
    bank = new TestBank(pos);
    Profile profile = pos ? Profiles.pos() : Profiles.plain();
    deploy(Samples.config(bank.port(), profile, answerTimeout, echo));
    untilReady();
  }

  private void deploy(BankConfig config) throws Exception {
    if (deployed == null) {
      bus.consume(Bank.LATE, late::add);
      bus.consume(Bank.STRAY, strays::add);
      bus.consume(Bank.STATE, states::add);
    }
    deployed =
        wait(vertx.deployVerticle(new BankLinkVerticle(config, bus, registry, Clock.systemUTC())));
  }

  private void untilReady() throws Exception {
    Bank.LinkState state;
    do {
      state = states.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
      assertThat(state).as("the link gets ready").isNotNull();
    } while (!state.ready());
  }

  private Future<BankAnswer> submit(BankOperation operation) {
    return bus.ask(Bank.submit(Samples.BANK), operation, Duration.ofSeconds(30));
  }

  private TestBank.Request next() throws InterruptedException {
    TestBank.Request request = bank.operations.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    assertThat(request).as("an operation reaches the bank").isNotNull();
    return request;
  }

  private static <T> T wait(Future<T> future) throws Exception {
    return future
        .toCompletionStage()
        .toCompletableFuture()
        .get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
  }
}
