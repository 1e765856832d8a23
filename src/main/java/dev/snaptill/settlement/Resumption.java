package dev.snaptill.settlement;

import dev.snaptill.bank.AnswerCodes;
import dev.snaptill.bank.BankAnswer;
import dev.snaptill.bank.BankOperation;
import dev.snaptill.ledger.LedgerStore;
import dev.snaptill.party.Account;
import dev.snaptill.party.Payee;
import dev.snaptill.settlement.PaymentStore.Operation;
import dev.snaptill.settlement.PaymentStore.OperationState;
import dev.snaptill.store.Vault;
import dev.snaptill.value.AccountNumber;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Loads a payment back into hand, with all that its next step needs. */
final class Resumption {
  private final Ports.Reads reads;
  private final Vault vault;

  Resumption(Ports.Reads reads, Vault vault) {
    this.reads = reads;
    this.vault = vault;
  }

  /**
   * What was found. Credit and reversal are there when the payment's state needs them.
   *
   * @param creditOpen the credit may have been sent, and its answer is not known
   */
  record Loaded(
      InFlight inFlight,
      @Nullable BankOperation creditOrNull,
      @Nullable BankAnswer creditAnswer,
      boolean creditOpen,
      @Nullable BankOperation reversalOrNull,
      @Nullable OperationState reversalState,
      @Nullable String reversalCode) {

    /** Not one byte of the reversal, or of the credit back, has ever left. */
    boolean reversalNotSent() {
      return reversalState == OperationState.NOT_SENT;
    }

    boolean reversalAnswered() {
      return reversalState == OperationState.ANSWERED;
    }

    /** Whether the bank has said that it took the debit back. */
    boolean reversalConfirmed() {
      return approved(reversalCode)
          || ("94".equals(reversalCode)
              && reversalOrNull != null
              && reversalOrNull.type() == BankOperation.Type.REVERSAL);
    }

    BankOperation credit() {
      if (creditOrNull == null) {
        throw new IllegalStateException("payment " + inFlight.id() + " has no credit");
      }
      return creditOrNull;
    }

    BankOperation reversal() {
      if (reversalOrNull == null) {
        throw new IllegalStateException("payment " + inFlight.id() + " has no reversal");
      }
      return reversalOrNull;
    }
  }

  static boolean approved(@Nullable String code) {
    return code != null && AnswerCodes.of(code) == AnswerCodes.Meaning.APPROVED;
  }

  Future<Loaded> load(Payment payment) {
    Future<Optional<Account>> payer = reads.account(payment.payerAccount());
    Future<Optional<Payee>> payee = reads.payee(payment.payeeAccount());
    Future<Optional<Operation>> debit = operation(payment.debitOp());
    Future<Optional<Operation>> credit = operation(payment.creditOp());
    Future<Optional<Operation>> reversal = operation(payment.reversalOp());
    Future<Set<LedgerStore.Kind>> booked = reads.booked(payment.id());
    Future<Boolean> noticed = reads.noticed(payment.id());
    Future<InFlight.@Nullable Refund> refund = refund(payment);
    return Future.all(List.of(payer, payee, debit, credit, reversal, booked, noticed, refund))
        .map(
            all ->
                assemble(
                    payment,
                    refund.result(),
                    booked.result(),
                    noticed.result(),
                    payer.result().orElseThrow(),
                    refund.result() == null
                        ? payee.result().orElseThrow()
                        : payee.result().orElseThrow().paidAtOnce(),
                    debit.result().orElseThrow(),
                    credit.result().orElse(null),
                    reversal.result().orElse(null)));
  }

  private Future<InFlight.@Nullable Refund> refund(Payment payment) {
    if (!payment.isRefund()) {
      return Future.succeededFuture(null);
    }
    return reads
        .refundOf(payment.id())
        .compose(
            original ->
                reads
                    .payee(payment.payerAccount())
                    .map(by -> new InFlight.Refund(original.orElseThrow(), by.orElseThrow())));
  }

  /**
   * Takes a loaded payment in hand and acts, unless it has moved on since it was read: somebody
   * else may have had it in hand meanwhile. What comes for it until this is known waits.
   */
  void inHand(LateAnswers.Hands hands, InFlight f, Runnable act, Runnable movedOn) {
    hands.hold(f);
    f.committing = true;
    reads
        .payment(f.id())
        .map(found -> found.isPresent() && found.get().step() == f.payment.step())
        .otherwise(false)
        .onSuccess(
            unmoved -> {
              f.committing = false;
              if (unmoved) {
                act.run();
              } else {
                hands.letGo(f);
                movedOn.run();
              }
              f.committed();
            });
  }

  private Future<Optional<Operation>> operation(@Nullable String key) {
    return key == null ? Future.succeededFuture(Optional.empty()) : reads.operation(key);
  }

  private Loaded assemble(
      Payment payment,
      InFlight.@Nullable Refund refund,
      Set<LedgerStore.Kind> booked,
      boolean noticed,
      Account payer,
      Payee payee,
      Operation debitRow,
      @Nullable Operation creditRow,
      @Nullable Operation reversalRow) {
    boolean transfer = debitRow.type() == BankOperation.Type.TRANSFER;
    AccountNumber payeeNumber = payee.account().number();
    BankOperation debit = operation(debitRow, payer.number(), transfer ? payeeNumber : null, null);
    PayerRoute route = PayerRoute.parse(vault.openText(payment.route()));
    InFlight f = new InFlight(payment, payer, payee, route, debit);
    f.refund = refund;
    f.booked.addAll(booked);
    f.noticed = noticed;
    if (debitRow.state() == OperationState.ANSWERED && debitRow.code() != null) {
      f.learn(debitRow.code());
    }
    f.reversalCode = reversalRow == null ? null : reversalRow.code();
    BankOperation credit = creditRow == null ? null : operation(creditRow, null, payeeNumber, null);
    BankAnswer creditAnswer =
        creditRow != null
                && creditRow.state() == OperationState.ANSWERED
                && creditRow.code() != null
            ? new BankAnswer.Answered(creditRow.code())
            : null;
    BankOperation reversal =
        reversalRow == null
            ? null
            : reversalRow.type() == BankOperation.Type.CREDIT
                ? operation(reversalRow, null, debit.from(), null)
                : operation(
                    reversalRow,
                    debit.from(),
                    debit.to(),
                    new BankOperation.Original(
                        debit.key(), debit.type(), debit.transmitted(), debit.rrn()));
    return new Loaded(
        f,
        credit,
        creditAnswer,
        creditRow != null
            && (creditRow.state() == OperationState.SENDING
                || creditRow.state() == OperationState.UNKNOWN),
        reversal,
        reversalRow == null ? null : reversalRow.state(),
        reversalRow == null ? null : reversalRow.code());
  }

  /** Never sent under this form: only {@link BankDesk#repeat} of it is, or it counts as unknown. */
  private static BankOperation operation(
      Operation row,
      @Nullable AccountNumber from,
      @Nullable AccountNumber to,
      BankOperation.@Nullable Original original) {
    return new BankOperation(
        row.key(),
        row.paymentId(),
        row.type(),
        row.amount(),
        from,
        to,
        row.transmitted(),
        row.rrn(),
        Instant.EPOCH,
        original,
        true);
  }
}
