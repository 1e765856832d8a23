package dev.snaptill.settlement;

import dev.snaptill.bank.BankAnswer;
import dev.snaptill.bank.BankOperation;
import dev.snaptill.channel.OutboundMessage;
import dev.snaptill.ledger.LedgerStore;
import dev.snaptill.ledger.LedgerStore.Kind;
import dev.snaptill.outbox.Draft;
import dev.snaptill.outbox.OutboxStore;
import dev.snaptill.outbox.Purpose;
import dev.snaptill.outbox.Routes;
import dev.snaptill.outbox.Say;
import dev.snaptill.outbox.Texts;
import dev.snaptill.party.PartyStore;
import dev.snaptill.settlement.PaymentStore.OperationState;
import dev.snaptill.store.Parking;
import dev.snaptill.store.Statement;
import dev.snaptill.store.Unit;
import dev.snaptill.value.Address;
import dev.snaptill.value.Ids;
import dev.snaptill.value.Money;
import dev.snaptill.voucher.VoucherStore;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** What the steps of a payment have in common: rows, bookings and words. */
final class Pen {
  private final OutboxStore outbox;
  private final Routes routes;
  private final Ids ids;
  private final Clock clock;

  Pen(OutboxStore outbox, Routes routes, Ids ids, Clock clock) {
    this.outbox = outbox;
    this.routes = routes;
    this.ids = ids;
    this.clock = clock;
  }

  Instant now() {
    return clock.instant();
  }

  long newId() {
    return ids.next();
  }

  // ---- rows

  Unit moved(InFlight f, Payment to) {
    Unit unit = PaymentStore.move(f.payment, to);
    if (f.payment.parked() && !to.parked()) {
      unit.then(Parking.remove(Parking.Kind.PAYMENT, f.id()));
    }
    return unit;
  }

  Statement park(InFlight f, Instant due) {
    return f.payment.parked()
        ? Parking.again(Parking.Kind.PAYMENT, f.id(), due)
        : Parking.add(Parking.Kind.PAYMENT, f.id(), due);
  }

  Statement answered(BankOperation op, BankAnswer answer) {
    String key = op.key().text();
    if (answer instanceof BankAnswer.Answered answered) {
      return PaymentStore.answered(
          op.paymentId(), key, ids.next(), OperationState.ANSWERED, answered.code());
    }
    OperationState state =
        answer instanceof BankAnswer.NotSent ? OperationState.NOT_SENT : OperationState.UNKNOWN;
    return PaymentStore.answered(op.paymentId(), key, ids.next(), state, null);
  }

  /** Bytes of an operation that had never left may leave from now on. */
  Statement sending(BankOperation op) {
    return PaymentStore.answered(
        op.paymentId(), op.key().text(), ids.next(), OperationState.UNKNOWN, null);
  }

  /** An answer that changes nothing of its payment. */
  Unit lateUnit(PaymentStore.Operation op, String code) {
    return Unit.guardedBy(
        PaymentStore.answered(
            op.paymentId(), op.key().text(), ids.next(), OperationState.ANSWERED, code));
  }

  static String note(BankAnswer answer) {
    if (answer instanceof BankAnswer.Answered answered) {
      return "code " + answered.code();
    }
    return answer instanceof BankAnswer.NotSent ? "not sent" : "no answer";
  }

  List<Statement> givenBack(InFlight f) {
    List<Statement> all = new ArrayList<>(VoucherStore.release(f.payment.claim()));
    all.add(limitsGivenBack(f));
    return all;
  }

  Statement limitsGivenBack(InFlight f) {
    Payment p = f.payment;
    return PartyStore.releaseMandate(
        p.payerId(), f.debit.amount().minor(), p.dayUsed(), p.claim().printed());
  }

  // ---- bookings: each kind once in a payment's life

  private boolean inSuspense(InFlight f) {
    return f.booked.contains(Kind.SUSPENDED) && !f.booked.contains(Kind.CLEARED);
  }

  /** What the payer's account was debited. */
  private List<Statement> book(InFlight f, Kind kind, String debit, String credit) {
    return book(f, kind, debit, credit, f.debit.amount());
  }

  private List<Statement> book(InFlight f, Kind kind, String debit, String credit, Money amount) {
    f.booked.add(kind);
    return LedgerStore.transfer(f.id(), kind, debit, credit, amount, clock.millis());
  }

  /** Where money of unknown fate is thought to be: with us once the debit is booked. */
  private static String origin(InFlight f) {
    return f.booked.contains(Kind.DEBITED) ? LedgerStore.CLEARING : bankOf(f);
  }

  private static String bankOf(InFlight f) {
    return LedgerStore.bank(f.payer.bank());
  }

  /** The fate of the debit, or of the credit, is unknown. */
  void suspend(InFlight f, Unit unit) {
    if (!f.booked.contains(Kind.SUSPENDED)) {
      unit.then(book(f, Kind.SUSPENDED, origin(f), LedgerStore.SUSPENSE));
    }
  }

  /** It is known. */
  void clear(InFlight f, Unit unit) {
    if (inSuspense(f)) {
      unit.then(book(f, Kind.CLEARED, LedgerStore.SUSPENSE, origin(f)));
    }
  }

  /** The payer's bank has debited. */
  void bookDebit(InFlight f, Unit unit) {
    if (!f.booked.contains(Kind.DEBITED)) {
      clear(f, unit);
      unit.then(book(f, Kind.DEBITED, bankOf(f), LedgerStore.CLEARING));
    }
  }

  /** To the payee's credit and out to its bank. */
  void bookPayment(InFlight f, Unit unit) {
    bookEarned(f, unit);
    Payment p = f.payment;
    String theirs = LedgerStore.bank(f.payee.account().bank());
    unit.then(book(f, Kind.PAID_OUT, LedgerStore.payee(p.payeeId()), theirs, p.credited()));
  }

  /** To the payee's credit. */
  void bookEarned(InFlight f, Unit unit) {
    bookDebit(f, unit);
    clear(f, unit);
    Payment p = f.payment;
    String owed = LedgerStore.payee(p.payeeId());
    unit.then(book(f, Kind.EARNED, LedgerStore.CLEARING, owed, p.amount()));
    if (!p.fee().isNone()) {
      // out of what the payee has earned, or out of what the payer was debited beside it
      String from = p.fee().addsToDebit() ? LedgerStore.CLEARING : owed;
      unit.then(book(f, Kind.FEE, from, LedgerStore.FEES, p.fee().money()));
    }
  }

  /** What was debited has been given back; what was in doubt never was, or has been. */
  void bookReturn(InFlight f, Unit unit) {
    clear(f, unit);
    if (f.booked.contains(Kind.DEBITED) && !f.booked.contains(Kind.REVERSED)) {
      unit.then(book(f, Kind.REVERSED, LedgerStore.CLEARING, bankOf(f)));
    }
  }

  // ---- words

  /** The amount is what the payer's account was, or would have been, debited. */
  static String amountAndPayee(InFlight f, Say say) {
    String language = f.route.language();
    return Texts.say(
        say,
        language,
        Texts.amount(f.debit.amount(), language),
        Texts.plain(f.payee.party().name()));
  }

  /** The payer's receipt and the payee's. */
  void receipts(InFlight f, Unit unit, List<OutboundMessage> messages) {
    Payment p = f.payment;
    String language = f.route.language();
    tell(
        f,
        unit,
        messages,
        Texts.say(
            p.fee().addsToDebit() ? Say.PAID_AND_FEE : Say.PAID,
            language,
            Texts.amount(p.amount(), language),
            Texts.plain(f.payee.party().name()),
            Receipts.number(f.id()),
            Texts.amount(p.fee().money(), language)));
    tellPayee(f, unit, messages, received(f));
  }

  private static Say received(InFlight f) {
    boolean less = f.payment.fee().lessensCredit();
    if (f.payee.isPaidInBatches()) {
      return less ? Say.EARNED_LESS_FEE : Say.EARNED;
    }
    return less ? Say.RECEIVED_LESS_FEE : Say.RECEIVED;
  }

  /** Tells the payee, if there is a way to. */
  void tellPayee(InFlight f, Unit unit, List<OutboundMessage> messages, Say say) {
    Address to = f.payee.address();
    if (to == null) {
      return;
    }
    String language = f.payee.party().language();
    String text =
        Texts.say(
            say,
            language,
            Texts.amount(f.payment.amount(), language),
            f.route.to().masked(),
            Receipts.number(f.id()),
            Texts.amount(f.payment.fee().money(), language));
    add(
        unit,
        messages,
        Draft.text(f.id(), Purpose.RECEIPT, routes.textsTo(to), routes.shortCode(), to, text));
  }

  void tell(InFlight f, Unit unit, List<OutboundMessage> messages, String text) {
    add(
        unit,
        messages,
        Draft.text(f.id(), Purpose.RECEIPT, f.route.channel(), f.route.from(), f.route.to(), text));
  }

  /** Tells the payer, once in a payment's life, that it takes longer. */
  void notice(InFlight f, Unit unit, List<OutboundMessage> messages) {
    if (!f.noticed && !f.payment.isDebitedLate()) {
      f.noticed = true;
      unit.then(PaymentStore.notice(f.id(), now()));
      tell(f, unit, messages, amountAndPayee(f, Say.TAKES_LONGER));
    }
  }

  private void add(Unit unit, List<OutboundMessage> messages, Draft draft) {
    OutboundMessage message = outbox.compose(draft);
    unit.then(outbox.insert(draft, message));
    messages.add(message);
  }

  static List<OutboundMessage> noMessages() {
    return new ArrayList<>(2);
  }
}
