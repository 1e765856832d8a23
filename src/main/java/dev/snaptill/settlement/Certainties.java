package dev.snaptill.settlement;

import dev.snaptill.bank.AnswerCodes;
import dev.snaptill.bank.BankAnswer;
import dev.snaptill.bank.BankOperation;
import dev.snaptill.bank.LateAnswer;
import dev.snaptill.settlement.Payment.State;
import dev.snaptill.settlement.PaymentStore.Operation;
import dev.snaptill.settlement.PaymentStore.OperationState;
import dev.snaptill.settlement.Settlement.Certain;
import dev.snaptill.settlement.Settlement.Repair;
import io.vertx.core.Future;
import io.vertx.core.Promise;

/**
 * What a bank's statement says of an operation whose fate was unknown, treated as the answer that
 * never came. Used on settlement's event loop only.
 */
final class Certainties {
  private static final String POSTED = "00";

  /** Refused: what the statement of a day that is over does not have was not posted. */
  private static final String NOT_POSTED = "05";

  private final LateAnswers.Hands hands;
  private final LateAnswers late;
  private final PaymentStore store;
  private final Resumption resumption;

  Certainties(
      LateAnswers.Hands hands, LateAnswers late, PaymentStore store, Resumption resumption) {
    this.hands = hands;
    this.late = late;
    this.store = store;
    this.resumption = resumption;
  }

  Future<Repair> take(Certain certain) {
    return store
        .operation(certain.key().text())
        .compose(
            found ->
                found.isEmpty() || !uncertain(found.get())
                    ? Future.succeededFuture(Repair.NOTHING_TO_DO)
                    : store
                        .byId(found.get().paymentId())
                        .compose(
                            payment ->
                                payment.isEmpty()
                                    ? Future.succeededFuture(Repair.NOTHING_TO_DO)
                                    : take(certain, found.get(), payment.get())));
  }

  private static boolean uncertain(Operation op) {
    String code = op.code();
    return switch (op.state()) {
      case NOT_SENT -> false;
      case SENDING, UNKNOWN -> true;
      case ANSWERED ->
          code == null
              || AnswerCodes.of(code) == AnswerCodes.Meaning.UNCLEAR
              || AnswerCodes.of(code) == AnswerCodes.Meaning.SECURITY;
    };
  }

  private Future<Repair> take(Certain certain, Operation op, Payment payment) {
    if (hands.held(payment.id()) != null) {
      return Future.succeededFuture(Repair.LATER);
    }
    String code = certain.posted() ? POSTED : NOT_POSTED;
    boolean credit =
        op.type() == BankOperation.Type.CREDIT
            && op.key().text().equals(payment.creditOp())
            && (payment.state() == State.CREDIT_UNKNOWN || payment.state() == State.MANUAL);
    if (!credit) {
      if (op.state() == OperationState.ANSWERED) {
        return Future.succeededFuture(Repair.NOTHING_TO_DO);
      }
      late.take(new LateAnswer(certain.key(), code));
      return Future.succeededFuture(Repair.TAKEN);
    }
    // the same path for MANUAL, to which an unknown credit goes long before a statement comes
    return resumption
        .load(payment)
        .compose(
            loaded -> {
              InFlight f = loaded.inFlight();
              if (hands.held(f.id()) != null) {
                return Future.succeededFuture(Repair.LATER);
              }
              Promise<Repair> repair = Promise.promise();
              resumption.inHand(
                  hands,
                  f,
                  () -> {
                    hands.answered(f, loaded.credit(), new BankAnswer.Answered(code));
                    repair.complete(Repair.TAKEN);
                  },
                  () -> repair.complete(Repair.LATER));
              return repair.future();
            });
  }
}
