package dev.snaptill.settlement;

import dev.snaptill.bank.BankAnswer;
import dev.snaptill.bank.BankOperation;
import dev.snaptill.channel.OutboundMessage;
import dev.snaptill.ledger.LedgerStore;
import dev.snaptill.outbox.Draft;
import dev.snaptill.outbox.OutboxStore;
import dev.snaptill.outbox.Purpose;
import dev.snaptill.outbox.Routes;
import dev.snaptill.outbox.Say;
import dev.snaptill.outbox.Texts;
import dev.snaptill.party.PartyStore;
import dev.snaptill.settlement.Payment.State;
import dev.snaptill.settlement.PaymentStore.OperationState;
import dev.snaptill.store.Parking;
import dev.snaptill.store.Statement;
import dev.snaptill.store.Unit;
import dev.snaptill.value.Address;
import dev.snaptill.value.Ids;
import dev.snaptill.voucher.VoucherStore;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes each step of a payment as one unit: the payment's new state, the bank's answer, the ledger
 * transfers that follow from it, what is about to be sent, and what people are told, all or
 * nothing.
 */
final class Bookkeeper {
  private final OutboxStore outbox;
  private final Routes routes;
  private final Ids ids;
  private final Clock clock;

  Bookkeeper(OutboxStore outbox, Routes routes, Ids ids, Clock clock) {
    this.ids = ids;
    this.outbox = outbox;
    this.routes = routes;
    this.clock = clock;
  }

  /** A step ready to be committed: what the payment will be, and the texts that may then leave. */
  record Entry(Unit unit, Payment payment, List<OutboundMessage> messages) {}

  /** Reserves the voucher's use and the payer's limits; writes the debit ahead. */
  Entry reserved(InFlight f) {
    Payment p = f.payment;
    long amount = p.amount().minor();
    Unit unit =
        Unit.guardedBy(
                VoucherStore.reserve(p.voucherId(), clock.instant()),
                VoucherStore.release(p.voucherId()))
            .andGuardedBy(PartyStore.useMandate(p.payerId(), p.payerAccount(), amount, p.dayUsed()))
            .then(PaymentStore.insert(p))
            .then(PaymentStore.writeAhead(f.debit));
    return new Entry(unit, p, List.of());
  }

  /** The payer's bank has debited: the money is in clearing; writes the credit ahead. */
  Entry debited(InFlight f, BankAnswer answer, BankOperation credit) {
    Payment to = f.payment.withCreditOp(credit.key().text()).to(State.CREDIT_SENT, null, now());
    Unit unit =
        moved(f, to)
            .then(answered(f.debit, answer))
            .then(bookDebit(f))
            .then(PaymentStore.writeAhead(credit));
    return new Entry(unit, to, List.of());
  }

  /** Paid: to the payee's credit and out to its bank, the voucher's use done, both told. */
  Entry completed(InFlight f, BankOperation op, BankAnswer answer) {
    Payment p = f.payment;
    Payment to = p.to(State.COMPLETED, null, now()).withParked(false);
    Unit unit = moved(f, to).then(answered(op, answer));
    if (f.isTransfer()) {
      unit.then(bookDebit(f));
    }
    String owed = LedgerStore.payee(p.payeeId());
    unit.then(book(f, LedgerStore.Kind.EARNED, LedgerStore.CLEARING, owed))
        .then(book(f, LedgerStore.Kind.PAID_OUT, owed, LedgerStore.bank(f.payee.account().bank())));
    List<OutboundMessage> messages = new ArrayList<>(2);
    tell(f, unit, messages, paid(f, Say.PAID));
    Address payeeAddress = f.payee.address();
    if (payeeAddress != null) {
      add(unit, messages, payeeReceipt(f, payeeAddress));
    }
    return new Entry(unit, to, messages);
  }

  /** Definitely nothing was posted: gives everything back and says why. */
  Entry declined(InFlight f, BankAnswer answer) {
    Say why = Declines.say(answer, f.isTransfer());
    Payment to = f.payment.to(State.DECLINED, why.name(), now()).withParked(false);
    Unit unit = moved(f, to).then(answered(f.debit, answer)).then(givenBack(f));
    List<OutboundMessage> messages = new ArrayList<>(1);
    tell(f, unit, messages, amountAndPayee(f, why));
    return new Entry(unit, to, messages);
  }

  /**
   * What was, or may have been, debited is to be taken back: the reversal is written ahead and
   * repeated from {@code due} on until the bank settles it.
   */
  Entry reversing(
      InFlight f, BankOperation op, BankAnswer answer, BankOperation reversal, Instant due) {
    State passing =
        op.type() == BankOperation.Type.CREDIT
            ? State.CREDIT_DECLINED
            : f.isTransfer() ? State.TRANSFER_UNKNOWN : State.DEBIT_UNKNOWN;
    String note = note(answer);
    Payment through = f.payment.to(passing, note, now());
    Payment to =
        through
            .withReversalOp(reversal.key().text())
            .to(State.REVERSING, note, now())
            .withParked(true);
    Unit unit =
        moved(f, to)
            .then(answered(op, answer))
            .then(PaymentStore.writeAhead(reversal))
            .then(park(f, due));
    return new Entry(unit, to, List.of());
  }

  /** The reversal has to be sent again. */
  Entry reverseAgain(InFlight f, BankOperation reversal, BankAnswer answer, Instant due) {
    Payment to = f.payment.to(State.REVERSING, f.payment.reason(), now()).withParked(true);
    Unit unit = moved(f, to).then(answered(reversal, answer)).then(park(f, due));
    List<OutboundMessage> messages = new ArrayList<>(1);
    if (f.attempts == 0 && !f.payment.isDebitedLate()) {
      tell(f, unit, messages, amountAndPayee(f, Say.TAKES_LONGER));
    }
    return new Entry(unit, to, messages);
  }

  /** The bank posted the debit of a reversed payment after all: it is reversed once more. */
  Entry debitedLate(InFlight f, BankOperation reversal, Instant due) {
    Payment to =
        f.payment
            .withReversalOp(reversal.key().text())
            .to(State.REVERSING, Payment.DEBITED_LATE, now())
            .withParked(true);
    Unit unit = moved(f, to).then(PaymentStore.writeAhead(reversal)).then(park(f, due));
    return new Entry(unit, to, List.of());
  }

  /** The debit is taken back, or certain never to have been posted. */
  Entry reversed(InFlight f, BankOperation reversal, BankAnswer answer) {
    Payment to = f.payment.to(State.REVERSED, f.payment.reason(), now()).withParked(false);
    Unit unit = moved(f, to).then(answered(reversal, answer));
    if (f.debitApproved && !f.isTransfer()) {
      if (f.payment.creditOp() == null) {
        // approved too late, or no credit could be drawn up: the debit was never booked
        unit.then(bookDebit(f));
      }
      unit.then(
          book(
              f,
              LedgerStore.Kind.REVERSED,
              LedgerStore.CLEARING,
              LedgerStore.bank(f.payer.bank())));
    }
    List<OutboundMessage> messages = new ArrayList<>(1);
    if (!f.payment.isDebitedLate()) {
      unit.then(givenBack(f));
      tell(f, unit, messages, amountAndPayee(f, Say.NOT_COMPLETED));
    }
    return new Entry(unit, to, messages);
  }

  /** The bank could not take the credit: another one is due a little later. */
  Entry creditLater(InFlight f, BankOperation credit, BankAnswer answer, Instant due) {
    Payment to = f.payment.to(State.CREDIT_SENT, note(answer), now()).withParked(true);
    Unit unit = moved(f, to).then(answered(credit, answer)).then(park(f, due));
    return new Entry(unit, to, List.of());
  }

  /** A new credit under a new key is written ahead. */
  Entry creditAgain(InFlight f, BankOperation credit) {
    Payment to =
        f.payment
            .withCreditOp(credit.key().text())
            .to(State.CREDIT_SENT, null, now())
            .withParked(false);
    Unit unit = moved(f, to).then(PaymentStore.writeAhead(credit));
    return new Entry(unit, to, List.of());
  }

  /** The credit's fate is unknown: it is asked for at {@code due}. */
  Entry awaitingCredit(InFlight f, BankOperation credit, BankAnswer answer, Instant due) {
    Payment to = f.payment.to(State.CREDIT_UNKNOWN, note(answer), now()).withParked(true);
    Unit unit = moved(f, to).then(answered(credit, answer)).then(park(f, due));
    List<OutboundMessage> messages = new ArrayList<>(1);
    if (f.payment.state() != State.CREDIT_UNKNOWN) {
      tell(f, unit, messages, amountAndPayee(f, Say.TAKES_LONGER));
    }
    return new Entry(unit, to, messages);
  }

  /** An operator has to look at it; the payer is told once. Limits stay reserved. */
  Entry manual(InFlight f, BankOperation op, BankAnswer answer) {
    String why = f.payment.isDebitedLate() ? Payment.DEBITED_LATE : note(answer);
    Payment to = f.payment.to(State.MANUAL, why, now()).withParked(false);
    Unit unit = moved(f, to).then(answered(op, answer));
    List<OutboundMessage> messages = new ArrayList<>(1);
    tell(f, unit, messages, amountAndPayee(f, Say.LOOKING_INTO_IT));
    return new Entry(unit, to, messages);
  }

  private static Unit moved(InFlight f, Payment to) {
    Unit unit = PaymentStore.move(f.payment, to);
    if (f.payment.parked() && !to.parked()) {
      unit.then(Parking.remove(Parking.Kind.PAYMENT, f.id()));
    }
    return unit;
  }

  private static Statement park(InFlight f, Instant due) {
    return f.payment.parked()
        ? Parking.again(Parking.Kind.PAYMENT, f.id(), due)
        : Parking.add(Parking.Kind.PAYMENT, f.id(), due);
  }

  private Statement answered(BankOperation op, BankAnswer answer) {
    String key = op.key().text();
    if (answer instanceof BankAnswer.Answered answered) {
      return PaymentStore.answered(
          op.paymentId(), key, ids.next(), OperationState.ANSWERED, answered.code());
    }
    OperationState state =
        answer instanceof BankAnswer.NotSent ? OperationState.NOT_SENT : OperationState.UNKNOWN;
    return PaymentStore.answered(op.paymentId(), key, ids.next(), state, null);
  }

  private static String note(BankAnswer answer) {
    if (answer instanceof BankAnswer.Answered answered) {
      return "code " + answered.code();
    }
    return answer instanceof BankAnswer.NotSent ? "not sent" : "no answer";
  }

  private Statement bookDebit(InFlight f) {
    return book(
        f, LedgerStore.Kind.DEBITED, LedgerStore.bank(f.payer.bank()), LedgerStore.CLEARING);
  }

  private Statement book(InFlight f, LedgerStore.Kind kind, String debit, String credit) {
    return LedgerStore.post(f.id(), kind, debit, credit, f.payment.amount(), clock.millis());
  }

  private static List<Statement> givenBack(InFlight f) {
    Payment p = f.payment;
    return List.of(
        VoucherStore.release(p.voucherId()),
        PartyStore.releaseMandate(p.payerId(), p.amount().minor(), p.dayUsed()));
  }

  private static String paid(InFlight f, Say say) {
    String language = f.route.language();
    return Texts.say(
        say,
        language,
        Texts.amount(f.payment.amount(), language),
        Texts.plain(f.payee.party().name()),
        Receipts.number(f.id()));
  }

  private static String amountAndPayee(InFlight f, Say say) {
    String language = f.route.language();
    return Texts.say(
        say,
        language,
        Texts.amount(f.payment.amount(), language),
        Texts.plain(f.payee.party().name()));
  }

  private Draft payeeReceipt(InFlight f, Address to) {
    String language = f.payee.party().language();
    String text =
        Texts.say(
            Say.RECEIVED,
            language,
            Texts.amount(f.payment.amount(), language),
            f.route.to().masked(),
            Receipts.number(f.id()));
    return Draft.text(f.id(), Purpose.RECEIPT, routes.texts(), routes.shortCode(), to, text);
  }

  private void tell(InFlight f, Unit unit, List<OutboundMessage> messages, String text) {
    add(
        unit,
        messages,
        Draft.text(f.id(), Purpose.RECEIPT, f.route.channel(), f.route.from(), f.route.to(), text));
  }

  private void add(Unit unit, List<OutboundMessage> messages, Draft draft) {
    OutboundMessage message = outbox.compose(draft);
    unit.then(outbox.insert(draft, message));
    messages.add(message);
  }

  private Instant now() {
    return clock.instant();
  }
}
