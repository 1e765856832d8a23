package dev.snaptill.settlement;

import dev.snaptill.bank.BankAnswer;
import dev.snaptill.bank.BankOperation;
import dev.snaptill.bank.OperationKey;
import dev.snaptill.settlement.Payment.State;
import dev.snaptill.store.Parking;
import dev.snaptill.store.Sweep;
import dev.snaptill.value.Ids;
import io.vertx.core.Future;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes up payments that were lost sight of, or put off until their time. */
final class Resuming {
  private static final Logger log = LoggerFactory.getLogger(Resuming.class);
  private static final int AT_ONCE = 5000;
  private static final Instant EVER = Instant.ofEpochMilli(Long.MAX_VALUE);

  private final PaymentSteps steps;
  private final Ports.Reads reads;
  private final Resumption resumption;
  private final Clock clock;

  Resuming(PaymentSteps steps, Ports.Reads reads, Resumption resumption, Clock clock) {
    this.steps = steps;
    this.reads = reads;
    this.resumption = resumption;
    this.clock = clock;
    steps.takeUp = id -> takeUp(id, 1, payment -> true);
  }

  Future<Sweep.Swept> sweep(Sweep.Window window) {
    return reads
        .unfinished(window, AT_ONCE)
        .map(
            found -> {
              int resumed = 0;
              for (Payment payment : found) {
                if (steps.held(payment.id()) == null) {
                  resume(payment, 0);
                  resumed++;
                }
              }
              return new Sweep.Swept(
                  found.isEmpty() ? window.before() : found.get(0).id(), resumed);
            });
  }

  void takeDue() {
    take(reads.due(clock.instant(), AT_ONCE), payment -> true);
  }

  /** A bank's link is back: what waits for that bank need not wait for its time. */
  void bankIsBack(String bank) {
    take(reads.due(EVER, AT_ONCE), payment -> bank.equals(waitsFor(payment)));
  }

  private void take(Future<List<Parking.Due>> found, Predicate<Payment> wanted) {
    found
        .onFailure(e -> log.warn("settlement: {}", e.toString()))
        .onSuccess(due -> due.forEach(parked -> takeUp(parked.id(), parked.attempts(), wanted)));
  }

  private void takeUp(long id, int attempts, Predicate<Payment> wanted) {
    if (steps.held(id) == null) {
      reads
          .payment(id)
          .onFailure(e -> log.warn("payment {}: {}", Ids.text(id), e.toString()))
          .onSuccess(found -> found.filter(wanted).ifPresent(payment -> resume(payment, attempts)));
    }
  }

  private static String waitsFor(Payment payment) {
    boolean credit =
        payment.state() == State.CREDIT_SENT || payment.state() == State.CREDIT_UNKNOWN;
    String key = credit ? payment.creditOp() : payment.debitOp();
    return OperationKey.parse(Objects.requireNonNull(key)).bank();
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
              if (steps.held(f.id()) == null) {
                f.attempts = attempts;
                resumption.inHand(steps, f, () -> goOn(f, loaded), () -> {});
              }
            });
  }

  /** Takes the next step of a payment as it was loaded. */
  void goOn(InFlight f, Resumption.Loaded loaded) {
    BankAnswer lost = new BankAnswer.Unknown("the gateway restarted");
    switch (f.payment.state()) {
      // a taken-over operation is unknown and never sent again (journal.md, fencing)
      case DEBIT_SENT, TRANSFER_SENT -> steps.answered(f, f.debit, lost);
      case DEBIT_UNKNOWN, TRANSFER_UNKNOWN -> askAgain(f, f.debit, lost);
      case CREDIT_SENT -> {
        if (f.payment.parked() && !loaded.creditOpen()) {
          steps
              .desk(f.payee.account().bank())
              .credit(f)
              .onFailure(e -> steps.dropped(f, e))
              .onSuccess(
                  credit ->
                      steps.commit(
                          f, steps.books.creditAgain(f, credit), () -> steps.submit(f, credit)));
        } else {
          steps.answered(f, loaded.credit(), lost);
        }
      }
      case CREDIT_UNKNOWN -> askAgain(f, loaded.credit(), lost);
      case REVERSING, COMPENSATING -> steps.backOn(f, loaded);
      case COMPLETED, CREDIT_DECLINED, DECLINED, REVERSED, MANUAL -> steps.letGo(f);
    }
  }

  private void askAgain(InFlight f, BankOperation op, BankAnswer lost) {
    BankDesk desk = steps.desk(op.key().bank());
    if (desk.bank.repeats()) {
      steps.submit(f, desk.repeat(op));
    } else {
      steps.answered(f, op, lost);
    }
  }
}
