package dev.snaptill.bank.iso8583;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.snaptill.bank.Bank;
import dev.snaptill.bank.BankAnswer;
import dev.snaptill.bank.BankAnswer.Answered;
import dev.snaptill.bank.BankOperation;
import dev.snaptill.bank.BankOperation.Type;
import dev.snaptill.bus.Bus;
import dev.snaptill.simulator.bank.BankBuilder;
import dev.snaptill.simulator.bank.BankProfile;
import dev.snaptill.simulator.bank.BankSimulator;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** MACs and keys against the bank simulator, which computes its own. */
class BankSimulatorMacTest {
  private static final Duration LONG = Duration.ofSeconds(25);
  private static final String KEK = "00112233445566778899AABBCCDDEEFF";

  private final Vertx vertx = Vertx.vertx();
  private final Bus bus = new Bus(vertx);
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final BlockingQueue<Bank.LinkState> states = new LinkedBlockingQueue<>();
  private final List<LocalDate> days = new CopyOnWriteArrayList<>();

  @TempDir Path books;

  @AfterEach
  void close() throws Exception {
    vertx.close().toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
  }

  @ParameterizedTest
  @CsvSource({
    "plain, x9.19, 0123456789ABCDEFFEDCBA9876543210",
    "pos, x9.19, 0123456789ABCDEFFEDCBA9876543210",
    "plain, cbc-mac, 0123456789ABCDEF",
    "pos, cmac-aes, 2B7E151628AED2A6ABF7158809CF4F3C"
  })
  void aKeyFromTheStart(String profile, String algorithm, String key) throws Exception {
    try (BankSimulator bank = bank(profile, algorithm).macKey(key).start()) {
      deploy(bank, profile, algorithm, CodecTest.bytes(key), null, 1);
      pays(bank);
    }
  }

  @ParameterizedTest
  @CsvSource({"plain, x9.19", "pos, x9.19", "pos, cmac-aes", "plain, cbc-mac"})
  void aKeyAskedForAndAnotherOffered(String profile, String algorithm) throws Exception {
    try (BankSimulator bank = bank(profile, algorithm).kek(KEK).start()) {
      deploy(bank, profile, algorithm, null, CodecTest.bytes(KEK), 3);
      pays(bank);
      bank.offerKey();
      for (int stan = 10; stan < 30; stan++) {
        assertThat(submit(Samples.debit(stan))).isEqualTo(new Answered("00"));
      }
      assertThat(registry.get("snaptill_bank_bad_macs").counter().count()).isZero();
    }
  }

  @Test
  void aBankThatCameBackIsSignedOnToWithAFreshKeyAndCutsOver() throws Exception {
    try (BankSimulator bank = bank("pos", "x9.19").kek(KEK).start()) {
      deploy(bank, "pos", "x9.19", null, CodecTest.bytes(KEK), 1);
      bank.cutConnections();
      untilReady();
      pays(bank);
      bank.cutOver();
      LocalDate day = bank.businessDay();
      await().atMost(Duration.ofSeconds(60)).until(() -> days.contains(day));
    }
  }

  private void pays(BankSimulator bank) throws Exception {
    BankOperation debit = Samples.debit(1);
    assertThat(submit(debit)).isEqualTo(new Answered("00"));
    assertThat(submit(Samples.operation(2, Type.CREDIT, null, false)))
        .isEqualTo(new Answered("00"));
    assertThat(submit(Samples.reversal(3, debit, false))).isEqualTo(new Answered("00"));
    assertThat(bank.account(Samples.PAYER.digits()).orElseThrow().balance()).isEqualTo(100_000);
  }

  private BankBuilder bank(String profile, String algorithm) {
    return BankSimulator.builder()
        .name(Samples.BANK)
        .books(books.resolve("books"))
        .profile(BankProfile.of(profile))
        .mac(dev.snaptill.simulator.bank.MacAlgorithm.of(algorithm))
        .account(Samples.PAYER.digits(), 100_000)
        .account(Samples.PAYEE.digits(), 0);
  }

  private void deploy(
      BankSimulator bank, String profile, String algorithm, byte[] key, byte[] kek, int links)
      throws Exception {
    boolean pos = profile.equals("pos");
    MacConfig mac =
        new MacConfig(
            pos ? 64 : 128,
            MacAlgorithm.named(algorithm),
            MacConfig.Encoding.BINARY,
            MacConfig.Cover.BEFORE,
            key,
            kek,
            true,
            Duration.ZERO,
            Duration.ofSeconds(60),
            false);
    BankConfig config =
        Samples.config(
            Collections.nCopies(links, bank.port()),
            pos ? Profiles.pos() : Profiles.plain(),
            LONG,
            LONG,
            Breaker.Config.DEFAULT,
            mac,
            null);
    bus.consume(Bank.STATE, states::add);
    bus.consume(Bank.DAY, day -> days.add(day.day()));
    vertx
        .deployVerticle(new BankLinkVerticle(config, bus, registry, Clock.systemUTC()))
        .toCompletionStage()
        .toCompletableFuture()
        .get(60, TimeUnit.SECONDS);
    untilReady();
  }

  private void untilReady() throws InterruptedException {
    Bank.LinkState state;
    do {
      state = states.poll(60, TimeUnit.SECONDS);
      assertThat(state).as("the bank gets ready").isNotNull();
    } while (!state.ready());
  }

  private BankAnswer submit(BankOperation operation) throws Exception {
    return bus.ask(Bank.submit(Samples.BANK), operation, Duration.ofSeconds(30))
        .toCompletionStage()
        .toCompletableFuture()
        .get(60, TimeUnit.SECONDS);
  }
}
