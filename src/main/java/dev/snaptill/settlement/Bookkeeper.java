package dev.snaptill.settlement;

import dev.snaptill.bank.BankAnswer;
import dev.snaptill.bank.BankOperation;
import dev.snaptill.channel.OutboundMessage;
import dev.snaptill.outbox.OutboxStore;
import dev.snaptill.outbox.Routes;
import dev.snaptill.outbox.Say;
import dev.snaptill.party.Allowance;
import dev.snaptill.party.MandateStore;
import dev.snaptill.settlement.Payment.State;
import dev.snaptill.settlement.Settlement.PayOrder;
import dev.snaptill.store.Statement;
import dev.snaptill.store.Unit;
import dev.snaptill.value.Ids;
import dev.snaptill.voucher.VoucherStore;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes each step of a payment that goes as it should as one unit: the payment's new state, the
 * bank's answer, the ledger transfers that follow from it, what is about to be sent, and what
 * people are told, all or nothing. {@link Troubles} writes the others.
 */
final class Bookkeeper {
  /** Longer than any answer is waited for. */
  private static final Duration UNTIL_LOST = Duration.ofMinutes(1);

  final Troubles troubles;
  final Pen pen;

  Bookkeeper(OutboxStore outbox, Routes routes, Ids ids, Clock clock) {
    this.pen = new Pen(outbox, routes, ids, clock);
    this.troubles = new Troubles(pen);
  }

  /** A step ready to be committed: what the payment will be, and the texts that may then leave. */
  record Entry(Unit unit, Payment payment, List<OutboundMessage> messages) {}

  /**
   * Reserves what the payment takes of the voucher, then the payer's limits, then uses up the yes
   * it may have needed; writes the debit ahead.
   */
  Entry reserved(InFlight f, PayOrder order) {
    Payment p = f.payment;
    long amount = f.debit.amount().minor();
    Statement limits =
        MandateStore.use(
            p.payerId(), p.payerAccount(), p.id(), amount, p.dayUsed(), order.allowance());
    Unit unit = null;
    for (VoucherStore.Guard guard :
        VoucherStore.guards(p.claim(), p.id(), order.lastPayment(), pen.now())) {
      unit =
          unit == null
              ? Unit.guardedBy(guard.attempt(), guard.undo())
              : unit.andGuardedBy(guard.attempt(), guard.undo());
    }
    Unit guarded = java.util.Objects.requireNonNull(unit);
    Statement proof = order.proof();
    if (proof == null) {
      guarded.andGuardedBy(limits);
    } else {
      guarded.andGuardedBy(limits, pen.limitsGivenBack(f)).andGuardedBy(proof);
    }
    guarded.then(PaymentStore.insert(p)).then(PaymentStore.writeAhead(f.debit));
    return new Entry(guarded, p, List.of());
  }

  /** What reserves a refund beside the payment's own amount and the payee's mandate. */
  record Beside(@Nullable Statement memo, @Nullable Statement forget, @Nullable Statement proof) {}

  /**
   * Reserves a part of the payment that is given back, and the payee's limits; writes the debit of
   * the payee's account ahead.
   */
  Entry refundReserved(InFlight f, InFlight.Refund refund, Beside beside) {
    Payment p = f.payment;
    long amount = f.debit.amount().minor();
    Statement take = RefundStore.take(refund.paymentId(), p.amount().minor());
    Statement give = RefundStore.give(refund.paymentId(), p.amount().minor());
    Unit unit =
        beside.memo() == null || beside.forget() == null
            ? Unit.guardedBy(take, give)
            : Unit.guardedBy(beside.memo(), beside.forget()).andGuardedBy(take, give);
    Statement use =
        MandateStore.use(
            p.payerId(), p.payerAccount(), p.id(), amount, p.dayUsed(), Allowance.ORDINARY);
    if (beside.proof() == null) {
      unit.andGuardedBy(use);
    } else {
      unit.andGuardedBy(use, pen.limitsGivenBack(f)).andGuardedBy(beside.proof());
    }
    unit.then(PaymentStore.insert(p))
        .then(RefundStore.insert(p.id(), refund.paymentId()))
        .then(PaymentStore.writeAhead(f.debit));
    return new Entry(unit, p, List.of());
  }

  /** The payer's bank has debited: the money is in clearing; writes the credit ahead. */
  Entry debited(InFlight f, BankAnswer answer, BankOperation credit) {
    Payment to = f.payment.withCreditOp(credit.key().text()).to(State.CREDIT_SENT, null, pen.now());
    Unit unit = pen.moved(f, to).then(pen.answered(f.debit, answer));
    pen.bookDebit(f, unit);
    unit.then(PaymentStore.writeAhead(credit));
    return new Entry(unit, to, List.of());
  }

  /** Paid: to the payee's credit and out to its bank, the voucher's use done, both told. */
  Entry completed(InFlight f, BankOperation op, BankAnswer answer) {
    Payment to = f.payment.to(State.COMPLETED, null, pen.now()).withParked(false);
    Unit unit = pen.moved(f, to).then(pen.answered(op, answer));
    pen.bookPayment(f, unit);
    List<OutboundMessage> messages = Pen.noMessages();
    pen.receipts(f, unit, messages);
    return new Entry(unit, to, messages);
  }

  /**
   * Debited, and the payee is paid by the next payout run: done for the payer, owed to the payee.
   */
  Entry earned(InFlight f, BankAnswer answer) {
    Payment to = f.payment.to(State.COMPLETED, null, pen.now()).withParked(false);
    Unit unit = pen.moved(f, to).then(pen.answered(f.debit, answer));
    pen.bookEarned(f, unit);
    List<OutboundMessage> messages = Pen.noMessages();
    pen.receipts(f, unit, messages);
    return new Entry(unit, to, messages);
  }

  /** Definitely nothing was posted: gives everything back and says why. */
  Entry declined(InFlight f, BankAnswer answer) {
    Say why = Declines.say(answer, f.isTransfer());
    Payment to = f.payment.to(State.DECLINED, why.name(), pen.now()).withParked(false);
    Unit unit = pen.moved(f, to).then(pen.answered(f.debit, answer)).then(pen.givenBack(f));
    List<OutboundMessage> messages = Pen.noMessages();
    pen.tell(f, unit, messages, Pen.amountAndPayee(f, why));
    return new Entry(unit, to, messages);
  }

  /** The bank could not take the credit: another one is due a little later. */
  Entry creditLater(
      InFlight f, BankOperation credit, BankAnswer answer, Instant due, boolean noticeDue) {
    Payment to = f.payment.to(State.CREDIT_SENT, Pen.note(answer), pen.now()).withParked(true);
    Unit unit = pen.moved(f, to).then(pen.answered(credit, answer)).then(pen.park(f, due));
    List<OutboundMessage> messages = Pen.noMessages();
    if (noticeDue) {
      pen.notice(f, unit, messages);
    }
    return new Entry(unit, to, messages);
  }

  /**
   * A new credit under a new key is written ahead. The payment stays parked: the sweep's mark may
   * have passed it meanwhile, and after a crash only its due time finds it again.
   */
  Entry creditAgain(InFlight f, BankOperation credit) {
    Payment to =
        f.payment
            .withCreditOp(credit.key().text())
            .to(State.CREDIT_SENT, null, pen.now())
            .withParked(true);
    Unit unit =
        pen.moved(f, to)
            .then(PaymentStore.writeAhead(credit))
            .then(pen.park(f, pen.now().plus(UNTIL_LOST)));
    return new Entry(unit, to, List.of());
  }
}
