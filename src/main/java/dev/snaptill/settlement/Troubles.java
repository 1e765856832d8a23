package dev.snaptill.settlement;

import dev.snaptill.bank.AnswerCodes;
import dev.snaptill.bank.AnswerCodes.Meaning;
import dev.snaptill.bank.BankAnswer;
import dev.snaptill.bank.BankOperation;
import dev.snaptill.channel.OutboundMessage;
import dev.snaptill.outbox.Say;
import dev.snaptill.settlement.Bookkeeper.Entry;
import dev.snaptill.settlement.Payment.State;
import dev.snaptill.store.Statement;
import dev.snaptill.store.Unit;
import java.time.Instant;
import java.util.List;

/** The units of {@link Bookkeeper} for what does not go as it should. */
final class Troubles {
  private final Pen pen;

  Troubles(Pen pen) {
    this.pen = pen;
  }

  private static boolean approved(BankAnswer answer) {
    return answer instanceof BankAnswer.Answered answered
        && AnswerCodes.of(answered.code()) == Meaning.APPROVED;
  }

  /** The state that stands in the history between an operation and what it leads to. */
  private static State passing(InFlight f, BankOperation op) {
    return op.type() == BankOperation.Type.CREDIT
        ? State.CREDIT_DECLINED
        : f.isTransfer() ? State.TRANSFER_UNKNOWN : State.DEBIT_UNKNOWN;
  }

  /** What the answer to an operation on the way there means for the books. */
  private void book(InFlight f, BankOperation op, BankAnswer answer, Unit unit) {
    if (op.type() == BankOperation.Type.CREDIT) {
      // refused: it is back in clearing
      pen.clear(f, unit);
    } else if (approved(answer) || f.debitApproved) {
      pen.bookDebit(f, unit);
    } else {
      pen.suspend(f, unit);
    }
  }

  /**
   * What was, or may have been, debited is to be taken back: the reversal, or the credit back to
   * the payer, is written ahead and repeated from {@code due} on until the bank settles it.
   */
  Entry reversing(
      InFlight f, BankOperation op, BankAnswer answer, BankOperation back, Instant due) {
    String note = Pen.note(answer);
    Payment through = f.payment.to(passing(f, op), note, pen.now());
    Payment to =
        through
            .withReversalOp(back.key().text())
            .to(reversingBy(back), note, pen.now())
            .withParked(true);
    Unit unit = pen.moved(f, to).then(pen.answered(op, answer));
    book(f, op, answer, unit);
    unit.then(PaymentStore.writeAhead(back)).then(pen.park(f, due));
    return new Entry(unit, to, List.of());
  }

  private static State reversingBy(BankOperation back) {
    return back.type() == BankOperation.Type.CREDIT ? State.COMPENSATING : State.REVERSING;
  }

  /** Another way back than was tried, or another try of a credit back, under a new key. */
  Entry backAgain(
      InFlight f,
      BankOperation tried,
      @org.jspecify.annotations.Nullable BankAnswer answer,
      BankOperation back,
      Instant due) {
    Payment to =
        f.payment
            .withReversalOp(back.key().text())
            .to(reversingBy(back), f.payment.reason(), pen.now())
            .withParked(true);
    Unit unit = pen.moved(f, to);
    if (answer != null) {
      unit.then(pen.answered(tried, answer));
    }
    unit.then(PaymentStore.writeAhead(back)).then(pen.park(f, due));
    return new Entry(unit, to, List.of());
  }

  /** The reversal, or the credit back, has to be sent or asked for again. */
  Entry reverseAgain(InFlight f, BankOperation back, BankAnswer answer, Instant due) {
    Payment to = f.payment.to(f.payment.state(), f.payment.reason(), pen.now()).withParked(true);
    Unit unit = pen.moved(f, to).then(pen.answered(back, answer)).then(pen.park(f, due));
    List<OutboundMessage> messages = Pen.noMessages();
    pen.notice(f, unit, messages);
    return new Entry(unit, to, messages);
  }

  /** Something that had never left is sent now: from here on it may have been posted. */
  Entry sending(InFlight f, BankOperation op) {
    Payment to = f.payment.to(f.payment.state(), f.payment.reason(), pen.now());
    return new Entry(pen.moved(f, to).then(pen.sending(op)), to, List.of());
  }

  /** The bank takes no reversals: the fate of the debit has to be found out. */
  Entry awaitingDebit(InFlight f, BankAnswer answer, Instant due) {
    State state = f.isTransfer() ? State.TRANSFER_UNKNOWN : State.DEBIT_UNKNOWN;
    Payment to = f.payment.to(state, Pen.note(answer), pen.now()).withParked(true);
    Unit unit = pen.moved(f, to).then(pen.answered(f.debit, answer));
    pen.suspend(f, unit);
    unit.then(pen.park(f, due));
    List<OutboundMessage> messages = Pen.noMessages();
    pen.notice(f, unit, messages);
    return new Entry(unit, to, messages);
  }

  /** The credit's fate is unknown: it is asked for at {@code due}. */
  Entry awaitingCredit(InFlight f, BankOperation credit, BankAnswer answer, Instant due) {
    Payment to = f.payment.to(State.CREDIT_UNKNOWN, Pen.note(answer), pen.now()).withParked(true);
    Unit unit = pen.moved(f, to).then(pen.answered(credit, answer));
    pen.suspend(f, unit);
    unit.then(pen.park(f, due));
    List<OutboundMessage> messages = Pen.noMessages();
    pen.notice(f, unit, messages);
    if (f.payment.state() != State.CREDIT_UNKNOWN) {
      pen.tellPayee(f, unit, messages, Say.COMING_LATER);
    }
    return new Entry(unit, to, messages);
  }

  /** The bank has told of a debit that had been given up: recorded and booked, whatever follows. */
  Entry learned(InFlight f, String code) {
    f.learn(code);
    Payment to =
        f.payment
            .to(f.payment.state(), f.payment.reason(), pen.now())
            .withParked(f.payment.parked());
    Unit unit = pen.moved(f, to).then(pen.answered(f.debit, new BankAnswer.Answered(code)));
    if (f.debitApproved) {
      pen.bookDebit(f, unit);
      if (f.payment.state() == State.REVERSED) {
        pen.bookReturn(f, unit);
      }
    } else if (f.debitRefused) {
      pen.clear(f, unit);
    }
    return new Entry(unit, to, List.of());
  }

  /** The bank posted the debit of a payment that had ended after all: it is reversed. */
  Entry debitedLate(InFlight f, String code, BankOperation back, Instant due) {
    f.learn(code);
    boolean manual = f.payment.state() == State.MANUAL && !f.payment.isDebitedLate();
    Payment to =
        f.payment
            .withReversalOp(back.key().text())
            .to(reversingBy(back), manual ? "code " + code : Payment.DEBITED_LATE, pen.now())
            .withParked(true);
    Unit unit = pen.moved(f, to).then(pen.answered(f.debit, new BankAnswer.Answered(code)));
    if (f.debitApproved) {
      pen.bookDebit(f, unit);
    }
    unit.then(PaymentStore.writeAhead(back)).then(pen.park(f, due));
    return new Entry(unit, to, List.of());
  }

  /** The debit is taken back, or certain never to have been posted. */
  Entry reversed(InFlight f, BankOperation op, BankAnswer answer) {
    Payment to = f.payment.to(State.REVERSED, f.payment.reason(), pen.now()).withParked(false);
    Unit unit = pen.moved(f, to).then(pen.answered(op, answer));
    if (f.debitApproved) {
      pen.bookDebit(f, unit);
    }
    pen.bookReturn(f, unit);
    List<OutboundMessage> messages = Pen.noMessages();
    if (!f.payment.isDebitedLate()) {
      unit.then(pen.givenBack(f));
      pen.tell(f, unit, messages, Pen.amountAndPayee(f, Say.NOT_COMPLETED));
    }
    return new Entry(unit, to, messages);
  }

  /** An operator has to look at it; the payer is told once. Limits stay reserved. */
  Entry manual(InFlight f, BankOperation op, BankAnswer answer) {
    String why = f.payment.isDebitedLate() ? Payment.DEBITED_LATE : Pen.note(answer);
    Payment to = f.payment.to(State.MANUAL, why, pen.now()).withParked(false);
    Unit unit = pen.moved(f, to).then(pen.answered(op, answer));
    if (f.debitApproved) {
      pen.bookDebit(f, unit);
    }
    boolean ofDebit = op.key().equals(f.debit.key());
    if (ofDebit ? !f.debitApproved : op.key().text().equals(f.payment.creditOp())) {
      pen.suspend(f, unit);
    }
    List<OutboundMessage> messages = Pen.noMessages();
    pen.tell(f, unit, messages, Pen.amountAndPayee(f, Say.LOOKING_INTO_IT));
    return new Entry(unit, to, messages);
  }

  /** The payer is told that it takes longer; nothing else changes. */
  Entry notice(InFlight f) {
    Payment to = f.payment.to(f.payment.state(), f.payment.reason(), pen.now());
    Unit unit = pen.moved(f, to);
    List<OutboundMessage> messages = Pen.noMessages();
    pen.notice(f, unit, messages);
    return new Entry(unit, to, messages);
  }

  /**
   * Two operators have found out how a payment ended.
   *
   * @param completed the payee has the money; otherwise the payer has it
   * @param guard lets it happen once, and by two people
   * @param trail what the audit trail says
   */
  Entry resolved(InFlight f, boolean completed, Statement guard, Statement trail) {
    boolean late = f.payment.isDebitedLate();
    State end = completed ? State.COMPLETED : State.REVERSED;
    Payment to = f.payment.to(end, late ? Payment.DEBITED_LATE : Payment.RESOLVED, pen.now());
    Unit unit = PaymentStore.resolve(f.payment, to, guard);
    List<OutboundMessage> messages = Pen.noMessages();
    if (completed) {
      pen.bookPayment(f, unit);
      pen.receipts(f, unit, messages);
    } else {
      pen.bookReturn(f, unit);
      if (!late) {
        unit.then(pen.givenBack(f));
        pen.tell(f, unit, messages, Pen.amountAndPayee(f, Say.NOT_COMPLETED));
      }
    }
    unit.then(trail);
    return new Entry(unit, to, messages);
  }
}
