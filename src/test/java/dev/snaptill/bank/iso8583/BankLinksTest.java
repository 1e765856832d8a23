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
import dev.snaptill.bus.Bus;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.SocketException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ServerSocketFactory;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** MACs, keys, TLS, several links, breaker and cut-over, over real TCP. */
class BankLinksTest {
  private static final Duration LONG = Duration.ofSeconds(25);
  private static final Duration SHORT = Duration.ofMillis(300);

  /** A bound that only a broken program meets. */
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private static final byte[] KEK = CodecTest.bytes("00112233445566778899AABBCCDDEEFF");
  private static final byte[] ONE = CodecTest.bytes("0123456789ABCDEFFEDCBA9876543210");
  private static final byte[] TWO = CodecTest.bytes("89ABCDEF012345677654321089ABCDEF");
  private static final Breaker.Config NEVER =
      new Breaker.Config(0, 101, 100, Duration.ofSeconds(5));

  private final Vertx vertx = Vertx.vertx();
  private final Bus bus = new Bus(vertx);
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final List<LateAnswer> late = new CopyOnWriteArrayList<>();
  private final List<Bank.BusinessDay> days = new CopyOnWriteArrayList<>();
  private final BlockingQueue<Bank.LinkState> states = new LinkedBlockingQueue<>();
  private final List<TestBank> banks = new ArrayList<>();

  @TempDir Path files;

  @AfterEach
  void close() throws Exception {
    wait(vertx.close());
    for (TestBank bank : banks) {
      bank.close();
    }
  }

  @Test
  void everyMessageIsSignedAndAnAnswerWithABadMacIsNotActedOn() throws Exception {
    TestBank bank = bank();
    bank.macKey = ONE;
    deploy(SHORT, NEVER, mac(ONE, null), null, bank);
    assertThat(network(bank).isSignedWith(ONE)).as("sign-on").isTrue();
    Future<BankAnswer> debit = submit(Samples.debit(1));
    TestBank.Request request = operation(bank);
    assertThat(request.isSignedWith(ONE)).isTrue();
    byte[] forged = request.reply("00");
    forged[forged.length - 1] ^= 1;
    request.raw(forged);
    bank.macKey = null;
    request.answer("00");
    // The time may be over before both are there.
    await()
        .atMost(PATIENCE)
        .until(() -> registry.get("snaptill_bank_bad_macs").counter().count() == 2);
    assertThat(wait(debit)).isEqualTo(new Unknown("no answer in time"));
    assertThat(late).isEmpty();
    bank.macKey = ONE;
    request.answer("00");
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> assertThat(late).containsExactly(new LateAnswer(Samples.debit(1).key(), "00")));
  }

  @Test
  void threeBadMacsInARowSignOnAgain() throws Exception {
    TestBank bank = bank();
    bank.macKey = ONE;
    deploy(LONG, NEVER, mac(ONE, null), null, bank);
    network(bank);
    Future<BankAnswer> debit = submit(Samples.debit(1));
    TestBank.Request request = operation(bank);
    byte[] forged = request.reply("00");
    forged[40] ^= 1;
    for (int i = 0; i < 3; i++) {
      request.raw(forged);
    }
    assertThat(network(bank).fields).containsEntry(70, "001");
    untilReady();
    request.answer("51");
    assertThat(wait(debit)).as("nothing in flight is lost by it").isEqualTo(new Answered("51"));
  }

  @Test
  void aKeyIsAskedForAtSignOnAndTheBankMayChangeIt() throws Exception {
    TestBank bank = bank();
    bank.networkFields = Map.of("101", Map.of(48, RetailMac.keyBlock(KEK, ONE)));
    bank.nextKey = ONE;
    deploy(LONG, NEVER, mac(null, KEK), null, bank);
    TestBank.Request signOn = network(bank);
    assertThat(signOn.fields).containsEntry(70, "001").doesNotContainKey(128);
    assertThat(network(bank).fields).containsEntry(70, "101").doesNotContainKeys(48, 128);
    Future<BankAnswer> debit = submit(Samples.debit(1));
    TestBank.Request request = operation(bank);
    assertThat(request.isSignedWith(ONE)).isTrue();

    bank.nextKey = null;
    bank.send("0800", key(7, RetailMac.keyBlock(KEK, TWO)));
    TestBank.Request taken = network(bank);
    assertThat(taken.fields).containsEntry(0, "0810").containsEntry(39, "00");
    assertThat(taken.isSignedWith(ONE)).as("the answer still under the old key").isTrue();
    Future<BankAnswer> other = submit(Samples.debit(2));
    TestBank.Request next = operation(bank);
    assertThat(next.isSignedWith(TWO)).isTrue();
    request.answer("00");
    assertThat(wait(debit))
        .as("signed with the old key, in its grace")
        .isEqualTo(new Answered("00"));
    bank.macKey = TWO;
    next.answer("51");
    assertThat(wait(other)).isEqualTo(new Answered("51"));
  }

  @Test
  void aKeyWithAWrongCheckValueIsRefusedAndTheOldOneStays() throws Exception {
    TestBank bank = bank();
    bank.macKey = ONE;
    bank.networkFields = Map.of("101", Map.of(48, RetailMac.keyBlock(KEK, ONE)));
    deploy(LONG, NEVER, mac(ONE, KEK), null, bank);
    network(bank);
    network(bank);
    String block = RetailMac.keyBlock(KEK, TWO);
    String wrong = block.substring(0, 33) + (block.endsWith("000000") ? "111111" : "000000");
    bank.send("0800", key(8, wrong));
    assertThat(network(bank).fields).containsEntry(39, "96");
    Future<BankAnswer> debit = submit(Samples.debit(1));
    TestBank.Request request = operation(bank);
    assertThat(request.isSignedWith(ONE)).isTrue();
    request.answer("00");
    assertThat(wait(debit)).isEqualTo(new Answered("00"));
  }

  @Test
  void whereTheBankSendsTheKeyUnaskedTrafficWaitsForIt() throws Exception {
    TestBank bank = bank();
    MacConfig mac =
        new MacConfig(
            128,
            MacAlgorithm.X9_19,
            MacConfig.Encoding.BINARY,
            MacConfig.Cover.BEFORE,
            null,
            KEK,
            false,
            Duration.ZERO,
            Duration.ofSeconds(60),
            false);
    start(Samples.config(List.of(bank.port()), Profiles.plain(), LONG, LONG, NEVER, mac, null));
    assertThat(network(bank).fields).containsEntry(70, "001");
    assertThat(wait(submit(Samples.debit(1)))).isInstanceOf(NotSent.class);
    bank.send("0800", key(1, RetailMac.keyBlock(KEK, ONE)));
    assertThat(network(bank).fields).containsEntry(39, "00").doesNotContainKey(128);
    bank.macKey = ONE;
    untilReady();
    Future<BankAnswer> debit = submit(Samples.debit(2));
    TestBank.Request request = operation(bank);
    assertThat(request.isSignedWith(ONE)).isTrue();
    request.answer("00");
    assertThat(wait(debit)).isEqualTo(new Answered("00"));
  }

  @Test
  void aSecurityAnswerFetchesAFreshKey() throws Exception {
    TestBank bank = bank();
    bank.networkFields = Map.of("101", Map.of(48, RetailMac.keyBlock(KEK, ONE)));
    bank.nextKey = ONE;
    deploy(LONG, NEVER, mac(null, KEK), null, bank);
    network(bank);
    network(bank);
    bank.networkFields = Map.of("101", Map.of(48, RetailMac.keyBlock(KEK, TWO)));
    bank.nextKey = TWO;
    Future<BankAnswer> debit = submit(Samples.debit(1));
    operation(bank).answer("A0");
    assertThat(wait(debit)).isEqualTo(new Answered("A0"));
    assertThat(network(bank).fields).containsEntry(70, "001");
    assertThat(network(bank).fields).containsEntry(70, "101");
    untilReady();
    submit(Samples.debit(2));
    TestBank.Request request = operation(bank);
    assertThat(request.isSignedWith(TWO)).isTrue();
    request.answer("00");
  }

  @Test
  void severalLinksShareTheLoadAndOneIsEnough() throws Exception {
    TestBank one = bank();
    TestBank two = bank();
    deploy(LONG, NEVER, null, null, one, two);
    await()
        .atMost(PATIENCE)
        .until(() -> registry.get("snaptill_bank_link_up").gauge().value() == 2);
    List<Future<BankAnswer>> debits = new ArrayList<>();
    for (int stan = 1; stan <= 10; stan++) {
      debits.add(submit(Samples.debit(stan)));
    }
    // All ten are at the banks before one is answered: an early answer would make room for more.
    List<TestBank.Request> onOne = operations(one, 5);
    for (TestBank.Request request : operations(two, 5)) {
      request.answer("00");
    }
    one.close();
    int unknown = 0;
    for (Future<BankAnswer> debit : debits) {
      unknown += wait(debit) instanceof Unknown ? 1 : 0;
    }
    assertThat(unknown).isEqualTo(5);
    assertThat(states.stream().filter(s -> !s.ready())).as("ready all the time").isEmpty();
    Future<BankAnswer> next = submit(Samples.debit(11));
    operation(two).answer("00");
    assertThat(wait(next)).isEqualTo(new Answered("00"));
    // What the lost link never brought comes over the other one.
    String stan = onOne.get(0).fields.get(11);
    two.send("0210", answerTo(onOne.get(0)));
    await()
        .atMost(PATIENCE)
        .until(
            () -> late.contains(new LateAnswer(Samples.debit(Integer.parseInt(stan)).key(), "00")));
  }

  @Test
  void theBreakerStopsNewPaymentsButNotReversalsAndAnEchoEndsIt() throws Exception {
    TestBank bank = bank();
    // Operations fail by what the bank answers: a short time-out would end the reversal, and the
    // connection for want of its echoes, on a machine that is slow enough.
    deploy(LONG, new Breaker.Config(2, 101, 100, Duration.ofMillis(100)), null, null, bank);
    assertThat(network(bank).fields).containsEntry(70, "001");
    bank.networkAnswers = kind -> null;
    Future<BankAnswer> one = submit(Samples.debit(1));
    operation(bank).answer("91");
    assertThat(wait(one)).isEqualTo(new Answered("91"));
    Future<BankAnswer> two = submit(Samples.debit(2));
    operation(bank).answer("91");
    assertThat(wait(two)).isEqualTo(new Answered("91"));
    Bank.LinkState stopped = states.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    assertThat(stopped)
        .isEqualTo(
            new Bank.LinkState(Samples.BANK, false, "stopped: 2 operations in a row failed"));
    assertThat(wait(submit(Samples.debit(3))))
        .isEqualTo(new NotSent("new operations are stopped: 2 operations in a row failed"));
    Future<BankAnswer> reversal = submit(Samples.reversal(4, Samples.debit(1), false));
    TestBank.Request request = operation(bank);
    assertThat(request.type()).isEqualTo("0420");
    request.answer("00");
    assertThat(wait(reversal)).isEqualTo(new Answered("00"));
    TestBank.Request echo = network(bank);
    assertThat(echo.fields).containsEntry(70, "301");
    echo.answer("00");
    untilReady();
    Future<BankAnswer> again = submit(Samples.debit(5));
    operation(bank).answer("00");
    assertThat(wait(again)).isEqualTo(new Answered("00"));
  }

  @Test
  void silenceStopsNewPaymentsToo() throws Exception {
    TestBank bank = bank();
    deploy(SHORT, new Breaker.Config(2, 101, 100, Duration.ofMinutes(1)), null, null, bank);
    Future<BankAnswer> one = submit(Samples.debit(1));
    Future<BankAnswer> two = submit(Samples.debit(2));
    assertThat(wait(one)).isInstanceOf(Unknown.class);
    assertThat(wait(two)).isInstanceOf(Unknown.class);
    assertThat(wait(submit(Samples.debit(3))))
        .isEqualTo(new NotSent("new operations are stopped: 2 operations in a row failed"));
  }

  @Test
  void theCutOverIsPublishedAndAnswered() throws Exception {
    LocalDate today = LocalDate.now(ZoneId.of("Asia/Shanghai"));
    DateTimeFormatter monthDay = DateTimeFormatter.ofPattern("MMdd");
    TestBank bank = bank();
    bank.networkFields = Map.of("001", Map.of(15, monthDay.format(today)));
    deploy(LONG, NEVER, null, null, bank);
    network(bank);
    await().atMost(PATIENCE).until(() -> days.contains(new Bank.BusinessDay(Samples.BANK, today)));
    LocalDate tomorrow = today.plusDays(1);
    bank.send(
        "0800", Map.of(7, "1123000000", 11, "000009", 15, monthDay.format(tomorrow), 70, "201"));
    assertThat(network(bank).fields).containsEntry(0, "0810").containsEntry(39, "00");
    await()
        .atMost(PATIENCE)
        .until(() -> days.contains(new Bank.BusinessDay(Samples.BANK, tomorrow)));
  }

  @Test
  void tlsIsSpokenWithACertificateOfOurOwn() throws Exception {
    Tls tls = Tls.in(files);
    TestBank bank = bank(tls.serverSockets());
    deploy(LONG, NEVER, null, tls.client("127.0.0.1"), bank);
    Future<BankAnswer> debit = submit(Samples.debit(1));
    operation(bank).answer("00");
    assertThat(wait(debit)).isEqualTo(new Answered("00"));
  }

  @Test
  void aBankWhoseCertificateNamesAnotherHostIsNotSpokenTo() throws Exception {
    Tls tls = Tls.in(files);
    TestBank bank = bank(tls.serverSocketsNamed("bank.example"));
    start(
        rarelyConnecting(
            Samples.config(
                List.of(bank.port()),
                Profiles.plain(),
                LONG,
                LONG,
                NEVER,
                null,
                tls.client("bank.example"))));
    // The bank's side reads our alert, or finds the connection gone while it still writes its own.
    assertThat(bank.ended.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS))
        .isInstanceOfAny(SSLException.class, SocketException.class);
    assertThat(bank.network).isEmpty();
    assertThat(wait(submit(Samples.debit(1)))).isInstanceOf(NotSent.class);
  }

  @Test
  void anotherNameIsTakenWhereHostsAreNotVerified() throws Exception {
    Tls tls = Tls.in(files);
    TestBank bank = bank(tls.serverSocketsNamed("bank.example"));
    TlsConfig strict = tls.client("bank.example");
    TlsConfig lax =
        new TlsConfig(strict.trustFile(), strict.certificateFile(), strict.keyFile(), false);
    deploy(LONG, NEVER, null, lax, bank);
    assertThat(network(bank).fields).containsEntry(70, "001");
  }

  private TestBank bank() throws IOException {
    TestBank bank = new TestBank(false);
    banks.add(bank);
    return bank;
  }

  private TestBank bank(ServerSocketFactory sockets) throws IOException {
    TestBank bank = new TestBank(false, sockets);
    banks.add(bank);
    return bank;
  }

  private static MacConfig mac(byte[] key, byte[] keyEncryptionKey) {
    return new MacConfig(
        128,
        MacAlgorithm.X9_19,
        MacConfig.Encoding.BINARY,
        MacConfig.Cover.BEFORE,
        key,
        keyEncryptionKey,
        true,
        Duration.ZERO,
        Duration.ofSeconds(60),
        false);
  }

  private static Map<Integer, String> key(int stan, String block) {
    return Map.of(7, "1123000000", 11, String.format("%06d", stan), 48, block, 70, "101");
  }

  private static Map<Integer, String> answerTo(TestBank.Request request) {
    Map<Integer, String> out = new TreeMap<>(request.fields);
    out.remove(0);
    out.put(39, "00");
    return out;
  }

  private void deploy(
      Duration answerTimeout, Breaker.Config breaker, MacConfig mac, TlsConfig tls, TestBank... to)
      throws Exception {
    start(answerTimeout, breaker, mac, tls, to);
    untilReady();
  }

  private void start(
      Duration answerTimeout, Breaker.Config breaker, MacConfig mac, TlsConfig tls, TestBank... to)
      throws Exception {
    List<Integer> ports = Arrays.stream(to).map(TestBank::port).toList();
    BankConfig config =
        Samples.config(ports, Profiles.plain(), answerTimeout, LONG, breaker, mac, tls);
    start(config);
  }

  private void start(BankConfig config) throws Exception {
    bus.consume(Bank.LATE, late::add);
    bus.consume(Bank.STATE, states::add);
    bus.consume(Bank.DAY, days::add);
    wait(vertx.deployVerticle(new BankLinkVerticle(config, bus, registry, Clock.systemUTC())));
  }

  /** Else the next attempt would still be under way when Vert.x closes. */
  private static BankConfig rarelyConnecting(BankConfig c) {
    BankConfig.Limits rare =
        new BankConfig.Limits(
            c.answerTimeout(),
            c.limits().networkTimeout(),
            c.echo(),
            2,
            c.maxInFlight(),
            LONG,
            LONG,
            c.processingTimeMax());
    return new BankConfig(
        c.name(),
        c.links(),
        c.profile(),
        c.zone(),
        c.merchantId(),
        c.acquirerId(),
        c.terminals(),
        c.payerField(),
        c.payeeField(),
        rare,
        c.offers(),
        c.processingCodes(),
        c.network(),
        c.breaker(),
        c.mac(),
        c.tls());
  }

  private void untilReady() throws Exception {
    Bank.LinkState state;
    do {
      state = states.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
      assertThat(state).as("the bank gets ready").isNotNull();
    } while (!state.ready());
  }

  private Future<BankAnswer> submit(BankOperation operation) {
    return bus.ask(Bank.submit(Samples.BANK), operation, Duration.ofSeconds(30));
  }

  private static TestBank.Request operation(TestBank bank) throws InterruptedException {
    return next(bank.operations);
  }

  private static List<TestBank.Request> operations(TestBank bank, int count)
      throws InterruptedException {
    List<TestBank.Request> requests = new ArrayList<>();
    while (requests.size() < count) {
      requests.add(operation(bank));
    }
    return requests;
  }

  private static TestBank.Request network(TestBank bank) throws InterruptedException {
    return next(bank.network);
  }

  private static TestBank.Request next(BlockingQueue<TestBank.Request> from)
      throws InterruptedException {
    TestBank.Request request = from.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    assertThat(request).as("a message reaches the bank").isNotNull();
    return request;
  }

  private static <T> T wait(Future<T> future) throws Exception {
    return future
        .toCompletionStage()
        .toCompletableFuture()
        .get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
  }
}
