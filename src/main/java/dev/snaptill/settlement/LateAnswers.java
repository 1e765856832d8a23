package dev.snaptill.settlement;

import dev.snaptill.bank.AnswerCodes;
import dev.snaptill.bank.AnswerCodes.Meaning;
import dev.snaptill.bank.BankAnswer;
import dev.snaptill.bank.BankOperation;
import dev.snaptill.bank.LateAnswer;
import dev.snaptill.bank.OperationKey;
import dev.snaptill.bank.StrayAnswer;
import dev.snaptill.settlement.Payment.State;
import dev.snaptill.settlement.PaymentStore.Operation;
import dev.snaptill.settlement.PaymentStore.OperationState;
import dev.snaptill.value.Ids;
import io.vertx.core.Future;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers that came after their operation had been given up, also before a restart: recorded
 * always, acted on where they change what is known (bank.md, late 0210). One thread only.
 */
final class LateAnswers {
  private static final Logger log = LoggerFactory.getLogger(LateAnswers.class);

  /** What the saga does with a payment once it is in hand. */
  interface Hands {
    /** The payment if it is in hand already: then its step under way goes on. */
    @Nullable InFlight held(long paymentId);

    void hold(InFlight f);

    void letGo(InFlight f);

    /** Carries out what follows from the answer. */
    void answered(InFlight f, BankOperation op, BankAnswer answer);

    /** As {@link #answered}, of a credit that was never repeated: the answer is to it itself. */
    void answeredCredit(InFlight f, BankOperation credit, BankAnswer answer);

    /** Records what the bank told of the debit, then goes on. */
    void learned(InFlight f, String code, Runnable then);

    /** Records it, and reverses a payment that had ended or is an operator's. */
    void reverseAfterAll(InFlight f, String code);
  }

  private final Hands hands;
  private final Resuming resuming;
  private final Ports.Reads reads;
  private final Ports.Commits commits;
  private final Resumption resumption;
  private final Pen pen;

  LateAnswers(
      Hands hands,
      Resuming resuming,
      Ports.Reads reads,
      Ports.Commits commits,
      Resumption resumption,
      Pen pen) {
    this.hands = hands;
    this.resuming = resuming;
    this.reads = reads;
    this.commits = commits;
    this.resumption = resumption;
    this.pen = pen;
  }

  /** Takes one in, whoever sent its operation, and when. */
  void take(LateAnswer late) {
    String key = late.key().text();
    reads
        .operation(key)
        .onFailure(e -> log.error("late answer for {}: {}", key, e.toString()))
        .onSuccess(
            found -> {
              if (found.isPresent() && tellsMore(found.get(), late.code())) {
                take(found.get(), late.code());
              } else {
                log.warn("late answer {} for {} changes nothing", late.code(), key);
              }
            });
  }

  /**
   * Looks for the operation that an answer belongs to, which was sent before a restart. Its number
   * comes again every day: field 37, the amount and the kind of message tell which is meant.
   */
  void find(StrayAnswer stray, List<LocalDate> days) {
    for (LocalDate day : days) {
      OperationKey key = new OperationKey(stray.bank(), stray.terminal(), day, stray.stan());
      reads
          .operation(key.text())
          .onFailure(e -> log.error("stray answer for {}: {}", key.text(), e.toString()))
          .onSuccess(
              found -> {
                if (found.isPresent() && belongs(stray, found.get())) {
                  take(new LateAnswer(key, stray.code()));
                }
              });
    }
  }

  private static boolean belongs(StrayAnswer stray, Operation op) {
    boolean approved = AnswerCodes.of(stray.code()) == Meaning.APPROVED;
    boolean sameAmount =
        stray.amount() < 0
            ? stray.toReversal() || !approved
            : stray.amount() == op.amount().minor()
                || AnswerCodes.of(stray.code()) == Meaning.PARTIAL;
    return op.rrn().equals(stray.rrn())
        && sameAmount
        && stray.toReversal() == (op.type() == BankOperation.Type.REVERSAL);
  }

  /**
   * A second answer is a duplicate, unless the first left it open, or had said that nothing was
   * posted and the bank posted it all the same.
   */
  private static boolean tellsMore(Operation op, String code) {
    String known = op.code();
    return op.state() != OperationState.ANSWERED
        || known == null
        || (isOpen(known) && !isOpen(code))
        || (isNothing(known) && AnswerCodes.of(code) == Meaning.APPROVED);
  }

  private static boolean isNothing(String code) {
    Meaning meaning = AnswerCodes.of(code);
    return meaning == Meaning.NOTHING_POSTED || meaning == Meaning.REFUSED;
  }

  private static boolean isOpen(String code) {
    Meaning meaning = AnswerCodes.of(code);
    return meaning == Meaning.UNCLEAR || meaning == Meaning.SECURITY;
  }

  private void take(Operation op, String code) {
    log.warn("payment {}: late answer {} to {}", Ids.text(op.paymentId()), code, op.key().text());
    InFlight f = hands.held(op.paymentId());
    if (f != null) {
      f.whenCommitted(() -> inHand(f, op, code));
      return;
    }
    reads
        .payment(op.paymentId())
        .compose(payment -> resumption.load(payment.orElseThrow()))
        .onFailure(e -> log.error("payment {}: {}", Ids.text(op.paymentId()), e.toString()))
        .onSuccess(
            loaded -> {
              if (hands.held(op.paymentId()) != null) {
                take(op, code);
                return;
              }
              resumption.inHand(
                  hands, loaded.inFlight(), () -> act(loaded, op, code), () -> take(op, code));
            });
  }

  /** It waits for an answer of the bank, or has just ended. */
  private void inHand(InFlight f, Operation op, String code) {
    if (hands.held(f.id()) != f) {
      take(op, code);
      return;
    }
    BankOperation awaited = f.awaited;
    if (awaited != null && awaited.key().equals(op.key())) {
      hands.answered(f, awaited, new BankAnswer.Answered(code));
    } else if (op.key().equals(f.debit.key())) {
      // the answer to the reversal under way will be judged by it; if that is put off, it isn't
      f.news = true;
      hands.learned(f, code, () -> {});
    } else {
      record(op, code);
    }
  }

  private void act(Resumption.Loaded loaded, Operation op, String code) {
    InFlight f = loaded.inFlight();
    String key = op.key().text();
    State state = f.payment.state();
    BankAnswer answer = new BankAnswer.Answered(code);
    if (op.key().equals(f.debit.key())) {
      ofDebit(loaded, code);
    } else if (key.equals(f.payment.creditOp())
        && state == State.CREDIT_UNKNOWN
        && neverRepeated(f.payment)) {
      hands.answeredCredit(f, loaded.credit(), answer);
    } else if (key.equals(f.payment.creditOp())
        && (state == State.CREDIT_UNKNOWN
            || (state == State.CREDIT_SENT && AnswerCodes.of(code) != Meaning.NOTHING_POSTED))) {
      hands.answered(f, loaded.credit(), answer);
    } else if (key.equals(f.payment.reversalOp())
        && (state == State.REVERSING || state == State.COMPENSATING)) {
      hands.answered(f, loaded.reversal(), answer);
    } else {
      hands.letGo(f);
      record(op, code);
    }
  }

  /**
   * The answer to a repeat comes under the same key: that nothing was posted then says nothing of
   * the credit.
   */
  private static boolean neverRepeated(Payment payment) {
    return payment.steps().stream().filter(s -> s.state() == State.CREDIT_UNKNOWN).count() == 1;
  }

  private void ofDebit(Resumption.Loaded loaded, String code) {
    InFlight f = loaded.inFlight();
    Meaning meaning = AnswerCodes.of(code);
    boolean posted = meaning == Meaning.APPROVED || meaning == Meaning.PARTIAL;
    switch (f.payment.state()) {
      case DEBIT_UNKNOWN, TRANSFER_UNKNOWN ->
          hands.answered(f, f.debit, new BankAnswer.Answered(code));
      case DEBIT_SENT, TRANSFER_SENT -> {
        if (posted) {
          // its *_SENT is unknown since the restart, and what comes late is never success
          hands.learned(f, code, () -> resuming.goOn(f, loaded));
        } else {
          hands.answered(f, f.debit, new BankAnswer.Answered(code));
        }
      }
      case REVERSING -> {
        f.attempts = Math.max(1, f.attempts);
        hands.learned(f, code, () -> resuming.goOn(f, loaded));
      }
      case REVERSED, DECLINED, MANUAL -> {
        if (posted && !loaded.reversalConfirmed()) {
          hands.reverseAfterAll(f, code);
        } else {
          hands.learned(f, code, () -> hands.letGo(f));
        }
      }
      case CREDIT_SENT, CREDIT_DECLINED, CREDIT_UNKNOWN, COMPENSATING, COMPLETED ->
          hands.learned(f, code, () -> hands.letGo(f));
    }
  }

  private void record(Operation op, String code) {
    Future<?> recorded = commits.submit(pen.lateUnit(op, code));
    recorded.onFailure(e -> log.error("payment {}: {}", Ids.text(op.paymentId()), e.toString()));
  }
}
