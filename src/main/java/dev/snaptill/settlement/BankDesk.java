package dev.snaptill.settlement;

import dev.snaptill.bank.BankOperation;
import dev.snaptill.bank.OperationKey;
import dev.snaptill.settlement.Settlement.PayOrder;
import dev.snaptill.store.Tenure;
import dev.snaptill.value.AccountNumber;
import dev.snaptill.value.Money;
import io.vertx.core.Future;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/** Draws up operations for one bank, each under a key of its own. */
final class BankDesk {
  /** An operation not on the wire by then is dropped unsent (journal.md, fencing). */
  private static final Duration SEND_WITHIN = Duration.ofSeconds(10);

  final BankTerms bank;
  private final StansStore stans;
  private final Clock clock;
  private final Tenure tenure;
  boolean ready;

  BankDesk(BankTerms bank, StansStore stans, Clock clock, Tenure tenure) {
    this.tenure = tenure;
    this.bank = bank;
    this.stans = stans;
    this.clock = clock;
  }

  /** The debit, or one transfer if the payee banks here too. */
  Future<BankOperation> debit(PayOrder order, boolean transfer) {
    return stans
        .next()
        .map(
            key ->
                operation(
                    key,
                    order.messageId(),
                    transfer ? BankOperation.Type.TRANSFER : BankOperation.Type.DEBIT,
                    order.voucher().amount(),
                    order.payerAccount().number(),
                    transfer ? order.payee().account().number() : null,
                    null));
  }

  Future<BankOperation> credit(InFlight f) {
    return stans
        .next()
        .map(
            key ->
                operation(
                    key,
                    f.id(),
                    BankOperation.Type.CREDIT,
                    f.payment.amount(),
                    null,
                    f.payee.account().number(),
                    null));
  }

  /** Takes the debit, or the transfer, back. */
  Future<BankOperation> reversal(InFlight f) {
    BankOperation debit = f.debit;
    return stans
        .nextOn(debit.key().terminal())
        .map(
            key ->
                operation(
                    key,
                    f.id(),
                    BankOperation.Type.REVERSAL,
                    f.payment.amount(),
                    debit.from(),
                    debit.to(),
                    new BankOperation.Original(
                        debit.key(), debit.type(), debit.transmitted(), debit.rrn())));
  }

  /** The same operation once more under the same key, marked as a repeat. */
  BankOperation repeat(BankOperation op) {
    return new BankOperation(
        op.key(),
        op.paymentId(),
        op.type(),
        op.amount(),
        op.from(),
        op.to(),
        op.transmitted(),
        op.rrn(),
        sendBefore(op.paymentId()),
        op.original(),
        true);
  }

  private BankOperation operation(
      OperationKey key,
      long paymentId,
      BankOperation.Type type,
      Money amount,
      @Nullable AccountNumber from,
      @Nullable AccountNumber to,
      BankOperation.@Nullable Original original) {
    return new BankOperation(
        key,
        paymentId,
        type,
        amount,
        from,
        to,
        clock.instant().truncatedTo(ChronoUnit.SECONDS),
        Receipts.reference(paymentId),
        sendBefore(paymentId),
        original,
        false);
  }

  /** Never later than another node could take the payment up. */
  private Instant sendBefore(long paymentId) {
    Duration left = tenure.left(paymentId);
    return clock.instant().plus(left.compareTo(SEND_WITHIN) < 0 ? left : SEND_WITHIN);
  }
}
