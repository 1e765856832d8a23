package dev.snaptill.settlement;

import dev.snaptill.bank.BankAnswer;
import dev.snaptill.bank.BankOperation;
import dev.snaptill.bank.LateAnswer;
import dev.snaptill.settlement.Payment.State;
import dev.snaptill.store.Journal;
import dev.snaptill.store.Unit;
import dev.snaptill.value.Ids;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers that came after their operation had been given up: recorded always, acted on where they
 * change what is known (bank.md, late 0210). Used on settlement's event loop only.
 */
final class LateAnswers {
  private static final Logger log = LoggerFactory.getLogger(LateAnswers.class);

  /** What the saga does with a payment once it is in hand. */
  interface Hands {
    /** The payment if it is in hand already: then its step under way goes on. */
    @Nullable InFlight held(long paymentId);

    void hold(InFlight f);

    /** Carries out what follows from the answer. */
    void answered(InFlight f, BankOperation op, BankAnswer answer);

    /** Takes the next step of a payment as it was loaded. */
    void goOn(InFlight f, Resumption.Loaded loaded);

    /** Reverses a payment that had ended as reversed. */
    void reverseAfterAll(InFlight f);
  }

  private final Hands hands;
  private final Journal journal;
  private final PaymentStore store;
  private final Resumption resumption;
  private final Ids ids;

  LateAnswers(Hands hands, Journal journal, PaymentStore store, Resumption resumption, Ids ids) {
    this.ids = ids;
    this.hands = hands;
    this.journal = journal;
    this.store = store;
    this.resumption = resumption;
  }

  /** Always recorded, whatever the payment's state (bank.md, late 0210). */
  void take(LateAnswer late) {
    String key = late.key().text();
    store
        .operation(key)
        .onSuccess(
            found -> {
              if (found.isPresent()
                  && found.get().state() != PaymentStore.OperationState.ANSWERED) {
                recordLate(late, found.get());
              } else {
                log.warn("late answer {} for {} changes nothing", late.code(), key);
              }
            })
        .onFailure(e -> log.error("late answer for {}: {}", key, e.toString()));
  }

  private void recordLate(LateAnswer late, PaymentStore.Operation op) {
    log.warn(
        "payment {}: late answer {} to {}", Ids.text(op.paymentId()), late.code(), op.key().text());
    InFlight f = hands.held(op.paymentId());
    BankAnswer answer = new BankAnswer.Answered(late.code());
    boolean approvedDebit =
        op.type() != BankOperation.Type.CREDIT
            && op.type() != BankOperation.Type.REVERSAL
            && Resumption.approved(late.code());
    if (f != null && approvedDebit) {
      f.debitApproved = true;
    }
    journal
        .submit(
            Unit.guardedBy(
                PaymentStore.answered(
                    op.paymentId(),
                    op.key().text(),
                    ids.next(),
                    PaymentStore.OperationState.ANSWERED,
                    late.code())))
        .compose(done -> store.byId(op.paymentId()))
        .onFailure(e -> log.error("payment {}: {}", Ids.text(op.paymentId()), e.toString()))
        .onSuccess(
            found -> found.ifPresent(payment -> actOnLate(payment, op, answer, approvedDebit)));
  }

  private void actOnLate(
      Payment payment, PaymentStore.Operation op, BankAnswer answer, boolean approvedDebit) {
    if (hands.held(payment.id()) != null) {
      return;
    }
    boolean credit = payment.state() == State.CREDIT_UNKNOWN && isOp(payment.creditOp(), op);
    boolean reversal = payment.state() == State.REVERSING && isOp(payment.reversalOp(), op);
    boolean debit =
        approvedDebit && (payment.state() == State.REVERSING || payment.state() == State.REVERSED);
    if (!credit && !reversal && !debit) {
      return;
    }
    resumption
        .load(payment)
        .onFailure(e -> log.error("payment {}: {}", Ids.text(payment.id()), e.toString()))
        .onSuccess(
            loaded -> {
              InFlight f = loaded.inFlight();
              if (hands.held(f.id()) != null) {
                return;
              }
              if (debit && payment.state() == State.REVERSED) {
                if (!loaded.reversalConfirmed()) {
                  hands.hold(f);
                  hands.reverseAfterAll(f);
                }
                return;
              }
              hands.hold(f);
              if (credit) {
                hands.answered(f, loaded.credit(), answer);
              } else if (reversal) {
                hands.answered(f, loaded.reversal(), answer);
              } else {
                // it is known now that there is something to take back: no need to wait
                f.attempts = 1;
                hands.goOn(f, loaded);
              }
            });
  }

  private static boolean isOp(@Nullable String key, PaymentStore.Operation op) {
    return op.key().text().equals(key);
  }
}
