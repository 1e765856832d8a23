package dev.snaptill.bank.iso8583;

import static org.assertj.core.api.Assertions.assertThat;

import dev.snaptill.bank.Bank;
import dev.snaptill.bank.BankAnswer;
import dev.snaptill.bank.BankAnswer.Answered;
import dev.snaptill.bank.BankOperation;
import dev.snaptill.bank.BankOperation.Type;
import dev.snaptill.bus.Bus;
import dev.snaptill.simulator.bank.BankSimulator;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The link against the bank simulator, which was written from the same facts by someone else. */
class BankSimulatorLinkTest {
  private static final Duration LONG = Duration.ofSeconds(25);

  private final Vertx vertx = Vertx.vertx();
  private final Bus bus = new Bus(vertx);

  @TempDir Path books;

  @Test
  void theSimulatorsBooksShowWhatWasAsked() throws Exception {
    try (BankSimulator bank =
        BankSimulator.builder()
            .name(Samples.BANK)
            .books(books.resolve("books"))
            .account(Samples.PAYER.digits(), 3_000)
            .account(Samples.PAYEE.digits(), 0)
            .start()) {
      CompletableFuture<Void> ready = new CompletableFuture<>();
      bus.consume(Bank.STATE, state -> complete(ready, state));
      vertx
          .deployVerticle(
              new BankLinkVerticle(
                  Samples.config(bank.port(), Profiles.plain(), LONG, LONG),
                  bus,
                  new SimpleMeterRegistry(),
                  Clock.systemUTC()))
          .toCompletionStage()
          .toCompletableFuture()
          .get(60, TimeUnit.SECONDS);
      ready.get(60, TimeUnit.SECONDS);

      BankOperation debit = Samples.debit(1);
      assertThat(submit(debit)).isEqualTo(new Answered("00"));
      assertThat(submit(debit)).as("the same message again").isEqualTo(new Answered("00"));
      assertThat(submit(Samples.operation(2, Type.CREDIT, null, false)))
          .isEqualTo(new Answered("00"));
      assertThat(submit(Samples.operation(3, Type.TRANSFER, null, false)))
          .isEqualTo(new Answered("00"));
      assertThat(bank.account(Samples.PAYER.digits()).orElseThrow().balance()).isEqualTo(500);
      assertThat(bank.account(Samples.PAYEE.digits()).orElseThrow().balance()).isEqualTo(2_500);
      assertThat(submit(Samples.debit(4))).as("not enough money").isEqualTo(new Answered("51"));

      assertThat(submit(Samples.reversal(5, debit, false))).isEqualTo(new Answered("00"));
      assertThat(submit(Samples.reversal(6, Samples.debit(77), false)))
          .as("its original never came")
          .isEqualTo(new Answered("25"));
      assertThat(bank.account(Samples.PAYER.digits()).orElseThrow().balance()).isEqualTo(1_750);
    } finally {
      vertx.close().toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
    }
  }

  private static void complete(CompletableFuture<Void> ready, Bank.LinkState state) {
    if (state.ready()) {
      ready.complete(null);
    }
  }

  private BankAnswer submit(BankOperation operation) throws Exception {
    return bus.ask(Bank.submit(Samples.BANK), operation, Duration.ofSeconds(30))
        .toCompletionStage()
        .toCompletableFuture()
        .get(60, TimeUnit.SECONDS);
  }
}
