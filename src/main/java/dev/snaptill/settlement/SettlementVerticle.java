package dev.snaptill.settlement;

import dev.snaptill.bank.Bank;
import dev.snaptill.bank.BankAnswer;
import dev.snaptill.bus.Bus;
import dev.snaptill.ledger.Fees;
import dev.snaptill.operator.Approvable;
import dev.snaptill.ops.Admission;
import dev.snaptill.outbox.Outbox;
import dev.snaptill.outbox.OutboxStore;
import dev.snaptill.outbox.Routes;
import dev.snaptill.party.PartyStore;
import dev.snaptill.store.Journal;
import dev.snaptill.store.Sweep;
import dev.snaptill.store.Vault;
import dev.snaptill.value.Ids;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.sqlclient.Pool;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;

/** Wires the payment saga to bus, journal and pool; {@link PaymentDesk} is what it does. */
public final class SettlementVerticle extends VerticleBase {
  /** The actor's name for the sweep. */
  public static final String NAME = "settlement";

  private static final long TICK_MS = 1_000;

  /**
   * What payments go by.
   *
   * @param zone in which a payer's days and months begin
   * @param answerPatience longer than any bank's own time-out
   * @param manualAfter a credit still unknown after this long goes to an operator
   * @param reversalPause before a reversal's first repeat
   * @param processingNotice a payer whose payment takes longer than this is told so, once
   */
  public record Config(
      ZoneId zone,
      Duration answerPatience,
      Duration manualAfter,
      Duration reversalPause,
      Duration processingNotice,
      List<BankTerms> banks) {}

  private final Bus bus;
  private final PaymentStore payments;
  private final PaymentDesk desk;
  private final ResolvePayment resolve;

  public SettlementVerticle(
      Config config,
      Bus bus,
      Journal journal,
      Pool pool,
      PartyStore parties,
      Fees fees,
      OutboxStore outbox,
      Routes routes,
      Vault vault,
      Ids ids,
      Admission admission,
      MeterRegistry metrics,
      Clock clock) {
    this.bus = bus;
    Ports.Mail mail = messages -> Outbox.send(bus, messages);
    payments = new PaymentStore(pool);
    Ports.Reads reads = new ReadingStore(payments, parties, pool, journal.tenure());
    Bookkeeper books = new Bookkeeper(outbox, routes, ids, clock);
    desk =
        new PaymentDesk(
            config,
            journal::submit,
            operation ->
                bus.ask(
                        Bank.submit(operation.key().bank()),
                        Fencing.within(journal.tenure(), clock, operation),
                        config.answerPatience())
                    .otherwise(e -> new BankAnswer.Unknown(String.valueOf(e.getMessage()))),
            mail,
            reads,
            new StansStore(pool),
            books,
            fees,
            vault,
            admission,
            new SettlementMetrics(metrics),
            clock);
    resolve = new ResolvePayment(reads, journal::submit, mail, desk.resumption, books, clock);
  }

  /** Two operators' way to end a payment that needs them; may be used on any thread. */
  public Approvable resolvePayment() {
    return resolve;
  }

  @Override
  public Future<?> start() {
    return desk.open()
        .onSuccess(
            opened -> {
              bus.consume(Bank.STATE, desk::link);
              bus.consume(Bank.DAY, desk::day);
              bus.consume(Bank.LATE, desk::late);
              bus.consume(Bank.STRAY, desk::stray);
              bus.answer(
                  Settlement.CERTAIN,
                  new Certainties(desk.steps, desk.late, payments, desk.resumption)::take);
              bus.answer(Settlement.PAY, desk::pay);
              bus.answer(Settlement.REPLAY, desk::replay);
              bus.answer(Settlement.REFUNDABLE, desk.refunds::refundable);
              bus.answer(Settlement.REFUND, desk.refunds::refund);
              bus.answer(Sweep.actor(NAME), desk::sweep);
              vertx.setPeriodic(TICK_MS, timer -> desk.tick());
            });
  }
}
