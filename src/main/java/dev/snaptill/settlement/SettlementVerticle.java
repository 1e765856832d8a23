package dev.snaptill.settlement;

import dev.snaptill.bank.Bank;
import dev.snaptill.bank.BankAnswer;
import dev.snaptill.bank.BankOperation;
import dev.snaptill.bus.Bus;
import dev.snaptill.ops.Admission;
import dev.snaptill.outbox.Outbox;
import dev.snaptill.outbox.OutboxStore;
import dev.snaptill.outbox.Routes;
import dev.snaptill.party.PartyStore;
import dev.snaptill.settlement.Bookkeeper.Entry;
import dev.snaptill.settlement.Payment.State;
import dev.snaptill.settlement.Settlement.PayOrder;
import dev.snaptill.settlement.Settlement.PayReply;
import dev.snaptill.settlement.Settlement.Replayed;
import dev.snaptill.store.Journal;
import dev.snaptill.store.Parking;
import dev.snaptill.store.Sweep;
import dev.snaptill.store.Unit;
import dev.snaptill.store.Vault;
import dev.snaptill.value.Ids;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.sqlclient.Pool;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The payment saga. Each bank answer is turned into a decision by {@link Saga}, the decision into
 * one unit by {@link Bookkeeper}, and only its commit lets the next byte leave for a bank.
 */
public final class SettlementVerticle extends VerticleBase implements LateAnswers.Hands {
  private static final Logger log = LoggerFactory.getLogger(SettlementVerticle.class);

  /** The actor's name for the sweep. */
  public static final String NAME = "settlement";

  private static final int AT_ONCE = 5000;

  /**
   * What payments go by.
   *
   * @param zone in which a payer's days and months begin
   * @param answerPatience longer than any bank's own time-out
   * @param manualAfter a credit still unknown after this long goes to an operator
   * @param reversalPause before a reversal's first repeat
   */
  public record Config(
      ZoneId zone,
      Duration answerPatience,
      Duration manualAfter,
      Duration reversalPause,
      List<BankTerms> banks) {}

  private final Config config;
  private final Bus bus;
  private final Journal journal;
  private final Pool pool;
  private final PaymentStore store;
  private final Resumption resumption;
  private final LateAnswers late;
  private final Bookkeeper books;
  private final Vault vault;
  private final Admission admission;
  private final SettlementMetrics metrics;
  private final Clock clock;
  private final Map<String, BankDesk> desks = new HashMap<>();
  private final Map<Long, InFlight> inHand = new HashMap<>();

  public SettlementVerticle(
      Config config,
      Bus bus,
      Journal journal,
      Pool pool,
      PartyStore parties,
      OutboxStore outbox,
      Routes routes,
      Vault vault,
      Ids ids,
      Admission admission,
      MeterRegistry metrics,
      Clock clock) {
    this.config = config;
    this.bus = bus;
    this.journal = journal;
    this.pool = pool;
    this.store = new PaymentStore(pool);
    this.resumption = new Resumption(store, parties, vault);
    this.late = new LateAnswers(this, journal, store, resumption, ids);
    this.books = new Bookkeeper(outbox, routes, ids, clock);
    this.vault = vault;
    this.admission = admission;
    this.metrics = new SettlementMetrics(metrics);
    this.clock = clock;
    for (BankTerms bank : config.banks()) {
      desks.put(
          bank.name(),
          new BankDesk(bank, new StansStore(bank, journal, pool, clock), clock, journal.tenure()));
    }
  }

  @Override
  public Future<?> start() {
    bus.consume(
        Bank.STATE,
        state -> {
          BankDesk desk = desks.get(state.bank());
          if (desk != null) {
            desk.ready = state.ready();
          }
        });
    bus.consume(Bank.LATE, late::take);
    bus.answer(Settlement.PAY, this::pay);
    bus.answer(Settlement.REPLAY, this::replay);
    bus.answer(Sweep.actor(NAME), this::sweep);
    vertx.setPeriodic(1000, timer -> takeDue());
    return Future.succeededFuture();
  }

  // ---- a new payment

  private Future<PayReply> pay(PayOrder order) {
    BankDesk payerBank = desks.get(order.payerAccount().bank());
    BankDesk payeeBank = desks.get(order.payee().account().bank());
    if (payerBank == null || payeeBank == null || !payerBank.ready || !payeeBank.ready) {
      return Future.succeededFuture(PayReply.BANK_NOT_READY);
    }
    if (inHand.containsKey(order.messageId())) {
      return Future.succeededFuture(PayReply.TAKEN);
    }
    boolean transfer = payerBank == payeeBank;
    return payerBank
        .debit(order, transfer)
        .compose(debit -> reserve(InFlight.of(order, debit, vault, today(), clock.instant())))
        .recover(
            e ->
                e instanceof StansStore.Exhausted
                    ? Future.succeededFuture(PayReply.BANK_NOT_READY)
                    : Future.failedFuture(e));
  }

  private Future<PayReply> reserve(InFlight f) {
    hold(f);
    Entry entry = books.reserved(f);
    metrics.waited();
    return journal
        .submit(entry.unit())
        .map(
            outcome -> {
              if (outcome instanceof Unit.Outcome.Refused refused) {
                letGo(f);
                return refused.guard() == 0 ? PayReply.VOUCHER_GONE : PayReply.OVER_LIMIT;
              }
              submit(f, f.debit);
              return PayReply.TAKEN;
            })
        .onFailure(e -> letGo(f));
  }

  private Future<Replayed> replay(Settlement.Replay question) {
    return store
        .of(question.voucherId(), question.payerId())
        .map(
            found -> {
              for (Payment payment : found) {
                if (payment.state() == State.COMPLETED) {
                  return new Replayed.Completed(payment);
                }
                if (!payment.state().ended() || payment.state() == State.MANUAL) {
                  return new Replayed.Unfinished();
                }
              }
              return new Replayed.None();
            });
  }

  // ---- to the bank and back

  private void submit(InFlight f, BankOperation op) {
    bus.ask(Bank.submit(op.key().bank()), op, config.answerPatience())
        .otherwise(e -> new BankAnswer.Unknown(String.valueOf(e.getMessage())))
        .onSuccess(answer -> answered(f, op, answer));
  }

  @Override
  public void answered(InFlight f, BankOperation op, BankAnswer answer) {
    log.debug("payment {} {} {}: {}", Ids.text(f.id()), op.type(), op.key().text(), answer);
    Duration age = Duration.between(f.payment.created(), clock.instant());
    Saga.Next next =
        switch (op.type()) {
          case DEBIT, TRANSFER -> Saga.afterDebit(answer, f.isTransfer());
          case CREDIT ->
              f.payment.state() == State.CREDIT_UNKNOWN
                  ? Saga.afterCreditRepeat(answer, age, config.manualAfter())
                  : Saga.afterCredit(answer, age);
          case REVERSAL ->
              Saga.afterReversal(
                  answer,
                  f.debitApproved,
                  op.repeat(),
                  age,
                  desk(f.payer.bank()).bank.processingTime());
          case ENQUIRY -> throw new IllegalStateException("settlement makes no enquiries");
        };
    carryOut(next, f, op, answer);
  }

  private void carryOut(Saga.Next next, InFlight f, BankOperation op, BankAnswer answer) {
    switch (next) {
      case CREDIT -> {
        f.debitApproved = true;
        desk(f.payee.account().bank())
            .credit(f)
            .onSuccess(
                credit -> commit(f, books.debited(f, answer, credit), () -> submit(f, credit)))
            // no number left for the credit: take the debit back at once
            .onFailure(e -> reverse(f, op, answer));
      }
      case COMPLETE -> end(f, books.completed(f, op, answer));
      case DECLINE -> end(f, books.declined(f, answer));
      case REVERSE -> reverse(f, op, answer);
      case CREDIT_AGAIN ->
          park(f, books.creditLater(f, op, answer, clock.instant().plusSeconds(5)));
      case AWAIT_CREDIT -> awaitCredit(f, op, answer);
      case REVERSED -> end(f, books.reversed(f, op, answer));
      case REVERSE_AGAIN ->
          park(
              f,
              books.reverseAgain(
                  f,
                  op,
                  answer,
                  clock.instant().plus(Saga.pause(config.reversalPause(), f.attempts + 1))));
      case MANUAL -> {
        log.error(
            "payment {} needs an operator: {} answered {}", Ids.text(f.id()), op.type(), answer);
        end(f, books.manual(f, op, answer));
      }
    }
  }

  private void reverse(InFlight f, BankOperation op, BankAnswer answer) {
    BankDesk desk = desk(f.payer.bank());
    desk.reversal(f)
        .onFailure(e -> dropped(f, e))
        .onSuccess(
            reversal ->
                commit(
                    f,
                    books.reversing(
                        f,
                        op,
                        answer,
                        reversal,
                        clock.instant().plus(Saga.pause(config.reversalPause(), 1))),
                    () -> submit(f, reversal)));
  }

  private void awaitCredit(InFlight f, BankOperation op, BankAnswer answer) {
    boolean repeats = desk(op.key().bank()).bank.repeats();
    Duration pause = repeats ? Duration.ofSeconds(5) : Duration.ofMinutes(1);
    park(f, books.awaitingCredit(f, op, answer, clock.instant().plus(pause)));
  }

  // ---- commits

  private void commit(InFlight f, Entry entry, Runnable then) {
    metrics.waited();
    journal
        .submit(entry.unit())
        .onFailure(e -> dropped(f, e))
        .onSuccess(
            outcome -> {
              if (!outcome.done()) {
                dropped(f, new IllegalStateException("its row is not in " + f.payment.state()));
                return;
              }
              f.payment = entry.payment();
              Outbox.send(bus, entry.messages());
              then.run();
            });
  }

  private void end(InFlight f, Entry entry) {
    commit(
        f,
        entry,
        () -> {
          metrics.ended(f.payment, Duration.between(f.payment.created(), clock.instant()));
          log.info("payment {} {}", Ids.text(f.id()), f.payment.state());
          letGo(f);
        });
  }

  private void park(InFlight f, Entry entry) {
    commit(f, entry, () -> letGo(f));
  }

  /** A step could not be committed: the sweep finds the payment as the database has it. */
  private void dropped(InFlight f, Throwable why) {
    log.error("payment {} {}: {}", Ids.text(f.id()), f.payment.state(), why.toString());
    letGo(f);
  }

  @Override
  public void hold(InFlight f) {
    inHand.put(f.id(), f);
    admission.enter();
  }

  @Override
  public @Nullable InFlight held(long paymentId) {
    return inHand.get(paymentId);
  }

  private void letGo(InFlight f) {
    if (inHand.remove(f.id(), f)) {
      admission.leave();
    }
  }

  // ---- what was lost sight of, put off, or answered late

  private Future<Sweep.Swept> sweep(Sweep.Window window) {
    return store
        .unfinished(window, AT_ONCE)
        .map(
            found -> {
              int resumed = 0;
              for (Payment payment : found) {
                if (!inHand.containsKey(payment.id())) {
                  resume(payment, 0);
                  resumed++;
                }
              }
              return new Sweep.Swept(
                  found.isEmpty() ? window.before() : found.get(0).id(), resumed);
            });
  }

  private void takeDue() {
    Parking.due(pool, journal.tenure(), Parking.Kind.PAYMENT, clock.instant(), AT_ONCE)
        .onFailure(e -> log.warn("settlement: {}", e.toString()))
        .onSuccess(
            due -> {
              for (Parking.Due parked : due) {
                if (!inHand.containsKey(parked.id())) {
                  store
                      .byId(parked.id())
                      .onSuccess(
                          found -> found.ifPresent(payment -> resume(payment, parked.attempts())));
                }
              }
            });
  }

  private void resume(Payment payment, int attempts) {
    if (payment.state().ended()) {
      return;
    }
    resumption
        .load(payment)
        .onFailure(
            e ->
                log.error("payment {} cannot be resumed: {}", Ids.text(payment.id()), e.toString()))
        .onSuccess(
            loaded -> {
              InFlight f = loaded.inFlight();
              if (inHand.containsKey(f.id())) {
                return;
              }
              f.attempts = attempts;
              hold(f);
              goOn(f, loaded);
            });
  }

  @Override
  public void goOn(InFlight f, Resumption.Loaded loaded) {
    BankAnswer lost = new BankAnswer.Unknown("the gateway restarted");
    switch (f.payment.state()) {
      case DEBIT_SENT, TRANSFER_SENT -> answered(f, f.debit, lost);
      case CREDIT_SENT -> {
        if (f.payment.parked()) {
          desk(f.payee.account().bank())
              .credit(f)
              .onFailure(e -> dropped(f, e))
              .onSuccess(
                  credit -> commit(f, books.creditAgain(f, credit), () -> submit(f, credit)));
        } else {
          answered(f, loaded.credit(), lost);
        }
      }
      case CREDIT_UNKNOWN -> {
        BankOperation credit = loaded.credit();
        if (loaded.creditAnswer() != null) {
          answered(f, credit, loaded.creditAnswer());
        } else if (desk(credit.key().bank()).bank.repeats()) {
          submit(f, desk(credit.key().bank()).repeat(credit));
        } else {
          answered(f, credit, lost);
        }
      }
      case REVERSING -> submit(f, desk(f.payer.bank()).repeat(loaded.reversal()));
      default -> letGo(f);
    }
  }

  /** The payment ended as reversed because the bank did not know its debit, which then came. */
  @Override
  public void reverseAfterAll(InFlight f) {
    log.error("payment {} was debited after all: reversing it", Ids.text(f.id()));
    BankDesk desk = desk(f.payer.bank());
    Instant due = clock.instant().plus(Saga.pause(config.reversalPause(), 1));
    desk.reversal(f)
        .onFailure(e -> dropped(f, e))
        .onSuccess(
            reversal -> commit(f, books.debitedLate(f, reversal, due), () -> submit(f, reversal)));
  }

  private BankDesk desk(String bank) {
    BankDesk desk = desks.get(bank);
    if (desk == null) {
      throw new IllegalStateException("bank " + bank + " is not configured any more");
    }
    return desk;
  }

  private int today() {
    return PartyStore.dayNumber(java.time.LocalDate.ofInstant(clock.instant(), config.zone()));
  }
}
