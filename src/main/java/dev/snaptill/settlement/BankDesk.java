package dev.snaptill.settlement;

import dev.snaptill.bank.BankOperation;
import dev.snaptill.bank.OperationKey;
import dev.snaptill.ledger.Fee;
import dev.snaptill.settlement.Settlement.PayOrder;
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
  final Stans stans;
  private final Clock clock;
  private boolean ready;

  /** How often the link came up: what was put off before may go on at once. */
  int comings;

  BankDesk(BankTerms bank, Stans stans, Clock clock) {
    this.bank = bank;
    this.stans = stans;
    this.clock = clock;
  }

  boolean isReady() {
    return ready;
  }

  /** Tells of the link's state; true if it has just come up. */
  boolean link(boolean up) {
    boolean came = up && !ready;
    ready = up;
    if (came) {
      comings++;
    }
    return came;
  }

  /** Whether this debit can be taken back by a reversal. */
  boolean reversible(BankOperation debit) {
    return bank.reversals() && !stans.closed(debit.key());
  }

  /** Asks for the payer's account: moves nothing, and is written down nowhere. */
  Future<BankOperation> enquiry(PayOrder order) {
    return stans
        .next()
        .map(
            key ->
                operation(
                    key,
                    order.messageId(),
                    BankOperation.Type.ENQUIRY,
                    order.amount(),
                    order.payerAccount().number(),
                    null,
                    null));
  }

  /** The debit, or one transfer if the payee banks here too and gets all of it. */
  Future<BankOperation> debit(PayOrder order, Fee fee, boolean transfer) {
    return stans
        .next()
        .map(
            key ->
                operation(
                    key,
                    order.messageId(),
                    transfer ? BankOperation.Type.TRANSFER : BankOperation.Type.DEBIT,
                    fee.debited(order.amount()),
                    order.payerAccount().number(),
                    transfer ? order.payee().account().number() : null,
                    null));
  }

  /** The debit of a refund, or one transfer if both bank here. */
  Future<BankOperation> debit(
      long id, Money amount, AccountNumber from, @Nullable AccountNumber to) {
    BankOperation.Type type = to == null ? BankOperation.Type.DEBIT : BankOperation.Type.TRANSFER;
    return stans.next().map(key -> operation(key, id, type, amount, from, to, null));
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
                    f.payment.credited(),
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
                    debit.amount(),
                    debit.from(),
                    debit.to(),
                    new BankOperation.Original(
                        debit.key(), debit.type(), debit.transmitted(), debit.rrn())));
  }

  /** A credit back to the payer under its own key, where a reversal is not possible. */
  Future<BankOperation> compensation(InFlight f) {
    return stans
        .nextOn(f.debit.key().terminal())
        .map(
            key ->
                operation(
                    key,
                    f.id(),
                    BankOperation.Type.CREDIT,
                    f.debit.amount(),
                    null,
                    f.debit.from(),
                    null));
  }

  /** An operation of which not one byte has left before, to be sent for the first time. */
  BankOperation fresh(BankOperation op) {
    return again(op, false);
  }

  /** The same operation once more under the same key, marked as a repeat. */
  BankOperation repeat(BankOperation op) {
    return again(op, true);
  }

  private BankOperation again(BankOperation op, boolean repeat) {
    return new BankOperation(
        op.key(),
        op.paymentId(),
        op.type(),
        op.amount(),
        op.from(),
        op.to(),
        op.transmitted(),
        op.rrn(),
        sendBefore(),
        op.original(),
        repeat);
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
        sendBefore(),
        original,
        false);
  }

  private Instant sendBefore() {
    return clock.instant().plus(SEND_WITHIN);
  }
}
