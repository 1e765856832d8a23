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
import dev.snaptill.party.MandateStore;
import dev.snaptill.party.Payee;
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

  /** How to reach somebody who did not write: at the address it has, if any. */
  PayerRoute route(Payee to) {
    String language = to.party().language();
    return to.address() == null
        ? PayerRoute.nobody(routes.shortCode(), language)
        : new PayerRoute(routes.textsTo(to.address()), routes.shortCode(), to.address(), language);
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
    InFlight.Refund refund = f.refund;
    List<Statement> all =
        new ArrayList<>(
            refund == null
                ? VoucherStore.release(f.payment.claim())
                : List.of(RefundStore.give(refund.paymentId(), f.payment.amount().minor())));
    all.add(limitsGivenBack(f));
    return all;
  }

  Statement limitsGivenBack(InFlight f) {
    Payment p = f.payment;
    return MandateStore.release(
        p.payerId(), f.debit.amount().minor(), p.dayUsed(), p.claim().printed());
  }

  // ---- bookings: each kind once in a payment's life; refunds have kinds of their own

  private static Kind debited(InFlight f) {
    return f.refund == null ? Kind.DEBITED : Kind.REFUND_DEBITED;
  }

  private static Kind reversed(InFlight f) {
    return f.refund == null ? Kind.REVERSED : Kind.REFUND_REVERSED;
  }

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
    return f.booked.contains(debited(f)) ? LedgerStore.CLEARING : bankOf(f);
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
    if (!f.booked.contains(debited(f))) {
      clear(f, unit);
      unit.then(book(f, debited(f), bankOf(f), LedgerStore.CLEARING));
    }
  }

  /** To the payee's credit and out to its bank. */
  void bookPayment(InFlight f, Unit unit) {
    bookEarned(f, unit);
    Payment p = f.payment;
    String theirs = LedgerStore.bank(f.payee.account().bank());
    Kind kind = f.refund == null ? Kind.PAID_OUT : Kind.REFUNDED;
    unit.then(book(f, kind, owed(f), theirs, p.credited()));
  }

  /** A refund goes through the account of the payee who gives it. */
  private static String owed(InFlight f) {
    return LedgerStore.payee(f.refund == null ? f.payment.payeeId() : f.payment.payerId());
  }

  /** To the payee's credit. */
  void bookEarned(InFlight f, Unit unit) {
    bookDebit(f, unit);
    clear(f, unit);
    Payment p = f.payment;
    String owed = owed(f);
    Kind kind = f.refund != null ? Kind.REFUND_FUNDED : Kind.EARNED;
    unit.then(book(f, kind, LedgerStore.CLEARING, owed, p.amount()));
    if (!p.fee().isNone()) {
      // out of what the payee has earned, or out of what the payer was debited beside it
      String from = p.fee().addsToDebit() ? LedgerStore.CLEARING : owed;
      unit.then(book(f, Kind.FEE, from, LedgerStore.FEES, p.fee().money()));
    }
  }

  /** What was debited has been given back; what was in doubt never was, or has been. */
  void bookReturn(InFlight f, Unit unit) {
    clear(f, unit);
    if (f.booked.contains(debited(f)) && !f.booked.contains(reversed(f))) {
      unit.then(book(f, reversed(f), LedgerStore.CLEARING, bankOf(f)));
    }
  }

  // ---- words

  /** The amount is what the payer's account was, or would have been, debited. */
  static String amountAndPayee(InFlight f, Say say) {
    String language = f.route.language();
    return Texts.say(
        f.refund == null ? say : ofRefund(say),
        language,
        Texts.amount(f.debit.amount(), language),
        f.refund == null ? Texts.plain(f.payee.party().name()) : masked(f));
  }

  private static Say ofRefund(Say say) {
    return switch (say) {
      case TAKES_LONGER -> Say.REFUND_TAKES_LONGER;
      case NOT_COMPLETED -> Say.REFUND_NOT_COMPLETED;
      case LOOKING_INTO_IT -> Say.REFUND_LOOKED_INTO;
      default -> say;
    };
  }

  /** As a payee sees a payer. */
  private static String masked(InFlight f) {
    Address address = f.payee.address();
    return address == null ? "***" : address.masked();
  }

  /** To the payee that gave back, and to the payer that got back. */
  private void refundReceipts(
      InFlight f, InFlight.Refund refund, Unit unit, List<OutboundMessage> messages) {
    String language = f.route.language();
    tell(
        f,
        unit,
        messages,
        Texts.say(
            Say.REFUNDED,
            language,
            Texts.amount(f.payment.amount(), language),
            masked(f),
            Receipts.number(f.id()),
            Receipts.number(refund.paymentId())));
    tellPayee(f, unit, messages, Say.REFUND_RECEIVED);
  }

  /** The payer's receipt and the payee's. */
  void receipts(InFlight f, Unit unit, List<OutboundMessage> messages) {
    InFlight.Refund refund = f.refund;
    if (refund != null) {
      refundReceipts(f, refund, unit, messages);
      return;
    }
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
    InFlight.Refund refund = f.refund;
    Say words = refund != null && say == Say.COMING_LATER ? Say.REFUND_COMING_LATER : say;
    String text =
        Texts.say(
            words,
            language,
            Texts.amount(f.payment.amount(), language),
            refund == null ? f.route.to().masked() : Texts.plain(refund.by().party().name()),
            Receipts.number(f.id()),
            refund == null
                ? Texts.amount(f.payment.fee().money(), language)
                : Receipts.number(refund.paymentId()));
    add(
        unit,
        messages,
        Draft.text(f.id(), Purpose.RECEIPT, routes.textsTo(to), routes.shortCode(), to, text));
  }

  void tell(InFlight f, Unit unit, List<OutboundMessage> messages, String text) {
    if (!f.route.leadsToSomebody()) {
      return;
    }
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
