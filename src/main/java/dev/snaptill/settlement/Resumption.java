package dev.snaptill.settlement;

import dev.snaptill.bank.AnswerCodes;
import dev.snaptill.bank.BankAnswer;
import dev.snaptill.bank.BankOperation;
import dev.snaptill.party.Account;
import dev.snaptill.party.PartyStore;
import dev.snaptill.party.Payee;
import dev.snaptill.settlement.PaymentStore.Operation;
import dev.snaptill.settlement.PaymentStore.OperationState;
import dev.snaptill.store.Vault;
import dev.snaptill.value.AccountNumber;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Loads a payment back into hand, with all that its next step needs. */
final class Resumption {
  private final PaymentStore payments;
  private final PartyStore parties;
  private final Vault vault;

  Resumption(PaymentStore payments, PartyStore parties, Vault vault) {
    this.payments = payments;
    this.parties = parties;
    this.vault = vault;
  }

  /** What was found. Credit and reversal are there when the payment's state needs them. */
  record Loaded(
      InFlight inFlight,
      @Nullable BankOperation creditOrNull,
      @Nullable BankAnswer creditAnswer,
      @Nullable BankOperation reversalOrNull,
      @Nullable String reversalCode) {

    /** Whether the bank has said that it took the debit back. */
    boolean reversalConfirmed() {
      return approved(reversalCode) || "94".equals(reversalCode);
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
    Future<Optional<Account>> payer = parties.account(payment.payerAccount());
    Future<Optional<Payee>> payee = parties.payee(payment.payeeAccount());
    Future<Optional<Operation>> debit = operation(payment.debitOp());
    Future<Optional<Operation>> credit = operation(payment.creditOp());
    Future<Optional<Operation>> reversal = operation(payment.reversalOp());
    return Future.all(payer, payee, debit, credit, reversal)
        .map(
            all ->
                assemble(
                    payment,
                    payer.result().orElseThrow(),
                    payee.result().orElseThrow(),
                    debit.result().orElseThrow(),
                    credit.result().orElse(null),
                    reversal.result().orElse(null)));
  }

  private Future<Optional<Operation>> operation(@Nullable String key) {
    return key == null ? Future.succeededFuture(Optional.empty()) : payments.operation(key);
  }

  private Loaded assemble(
      Payment payment,
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
    f.debitApproved = approved(debitRow.code());
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
            : operation(
                reversalRow,
                debit.from(),
                debit.to(),
                new BankOperation.Original(
                    debit.key(), debit.type(), debit.transmitted(), debit.rrn()));
    return new Loaded(
        f, credit, creditAnswer, reversal, reversalRow == null ? null : reversalRow.code());
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
