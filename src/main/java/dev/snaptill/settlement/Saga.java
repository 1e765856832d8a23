package dev.snaptill.settlement;

import dev.snaptill.bank.AnswerCodes;
import dev.snaptill.bank.AnswerCodes.Meaning;
import dev.snaptill.bank.BankAnswer;
import java.time.Duration;

/**
 * What follows from a bank's answer, and nothing else: no clock, no database, no bus. The rules are
 * bank.md's table.
 */
final class Saga {
  /** How long a credit that the bank could not take is tried anew before the debit is reversed. */
  static final Duration CREDIT_PATIENCE = Duration.ofMinutes(2);

  private Saga() {}

  /** What to do next. */
  enum Next {
    CREDIT,
    COMPLETE,
    /** Nothing was posted: give everything back and say why. */
    DECLINE,
    /** Take back what was, or may have been, debited. */
    REVERSE,
    /** A new credit under a new key, a little later. */
    CREDIT_AGAIN,
    /** The credit may have been posted: find out before anything else. */
    AWAIT_CREDIT,
    /** The debit may have been posted, and the bank takes no reversals: find out. */
    AWAIT_DEBIT,
    /** The debit is taken back, or is certain never to have been. */
    REVERSED,
    REVERSE_AGAIN,
    /** The debit is certain and can't be reversed: a credit back to the payer. */
    COMPENSATE,
    /** A new credit back under a new key, a little later. */
    COMPENSATE_AGAIN,
    /** The credit back may have been posted: find out. */
    AWAIT_COMPENSATION,
    MANUAL
  }

  /** After the answer to the debit or the one-message transfer. */
  static Next afterDebit(BankAnswer answer, boolean transfer) {
    if (answer instanceof BankAnswer.NotSent) {
      return Next.DECLINE;
    }
    if (answer instanceof BankAnswer.Answered answered) {
      return switch (AnswerCodes.of(answered.code())) {
        case APPROVED -> transfer ? Next.COMPLETE : Next.CREDIT;
        case REFUSED, NOTHING_POSTED -> Next.DECLINE;
        case PARTIAL, SECURITY, UNCLEAR -> Next.REVERSE;
      };
    }
    return Next.REVERSE;
  }

  /**
   * After an answer, late or to a repeat (0201), to a debit of unknown fate at a bank that takes no
   * reversals. What comes late is never turned into success, but for a transfer within the bank,
   * which has no way back.
   *
   * @param repeated an answer to the repeat: that nothing was posted may be said of the repeat only
   * @param age since the debit
   */
  static Next afterDebitUnknown(
      BankAnswer answer, boolean transfer, boolean repeated, Duration age, Duration manualAfter) {
    if (answer instanceof BankAnswer.Answered answered) {
      switch (AnswerCodes.of(answered.code())) {
        case APPROVED -> {
          return transfer ? Next.COMPLETE : Next.COMPENSATE;
        }
        case REFUSED -> {
          return Next.REVERSED;
        }
        case NOTHING_POSTED -> {
          if (!repeated) {
            return Next.REVERSED;
          }
        }
        case PARTIAL -> {
          return Next.MANUAL;
        }
        case SECURITY, UNCLEAR -> {}
      }
    }
    return age.compareTo(manualAfter) < 0 ? Next.AWAIT_DEBIT : Next.MANUAL;
  }

  /**
   * After the answer to a credit. One posted in part needs an operator: reversing the debit would
   * leave the payee with the part.
   *
   * @param age since the payment began
   */
  static Next afterCredit(BankAnswer answer, Duration age) {
    Next notPosted = age.compareTo(CREDIT_PATIENCE) < 0 ? Next.CREDIT_AGAIN : Next.REVERSE;
    if (answer instanceof BankAnswer.NotSent) {
      return notPosted;
    }
    if (answer instanceof BankAnswer.Answered answered) {
      return switch (AnswerCodes.of(answered.code())) {
        case APPROVED -> Next.COMPLETE;
        case REFUSED -> Next.REVERSE;
        case NOTHING_POSTED -> notPosted;
        case PARTIAL -> Next.MANUAL;
        case SECURITY, UNCLEAR -> Next.AWAIT_CREDIT;
      };
    }
    return Next.AWAIT_CREDIT;
  }

  /** After the answer to a repeat (0201) of a credit whose fate is unknown. */
  static Next afterCreditRepeat(BankAnswer answer, Duration age, Duration manualAfter) {
    if (answer instanceof BankAnswer.Answered answered) {
      Meaning meaning = AnswerCodes.of(answered.code());
      if (meaning == Meaning.APPROVED) {
        return Next.COMPLETE;
      }
      if (meaning == Meaning.REFUSED) {
        return Next.REVERSE;
      }
      if (meaning == Meaning.PARTIAL) {
        return Next.MANUAL;
      }
    }
    return age.compareTo(manualAfter) < 0 ? Next.AWAIT_CREDIT : Next.MANUAL;
  }

  /** After the late answer to a credit whose fate is unknown: it speaks of the credit itself. */
  static Next afterLateCredit(BankAnswer answer, Duration age, Duration manualAfter) {
    return answer instanceof BankAnswer.Answered answered
            && AnswerCodes.of(answered.code()) == Meaning.NOTHING_POSTED
        ? Next.REVERSE
        : afterCreditRepeat(answer, age, manualAfter);
  }

  /**
   * What is known when a reversal is answered.
   *
   * @param posted the bank has said that it posted the debit, whole or in part
   * @param refused the bank has said, late, that it posted nothing
   * @param knowing {@code posted} was known when the reversal was sent
   * @param repeated whether this was a 0421
   * @param unknownBefore the bank has answered 25 to this reversal before
   * @param dayClosed the bank has told a later business day than the debit's
   * @param age since the debit
   * @param processingTime the bank's longest: after it a message that is unknown never comes
   */
  record Reversal(
      boolean posted,
      boolean refused,
      boolean knowing,
      boolean repeated,
      boolean unknownBefore,
      boolean dayClosed,
      Duration age,
      Duration processingTime) {}

  /** After the answer to a reversal. */
  static Next afterReversal(BankAnswer answer, Reversal known) {
    if (known.refused()) {
      return Next.REVERSED;
    }
    if (!(answer instanceof BankAnswer.Answered answered)) {
      return Next.REVERSE_AGAIN;
    }
    if (answered.code().equals("25")) {
      return afterUnknownOriginal(known);
    }
    if (answered.code().equals("94") && known.repeated()) {
      return Next.REVERSED;
    }
    return switch (AnswerCodes.of(answered.code())) {
      case APPROVED -> Next.REVERSED;
      case NOTHING_POSTED, SECURITY -> Next.REVERSE_AGAIN;
      case UNCLEAR ->
          answered.code().equals("68") || answered.code().equals("96")
              ? Next.REVERSE_AGAIN
              : Next.MANUAL;
      case REFUSED, PARTIAL -> Next.MANUAL;
    };
  }

  private static Next afterUnknownOriginal(Reversal known) {
    if (known.posted()) {
      if (!known.knowing()) {
        return Next.REVERSE_AGAIN;
      }
      // after the cut-over the bank may not look at yesterday; a repeat may hide a first one that
      // it did post, and then a credit would give the money back twice
      return known.dayClosed() && !known.repeated() ? Next.COMPENSATE : Next.MANUAL;
    }
    if (!known.repeated()
        || !known.unknownBefore()
        || known.age().compareTo(known.processingTime()) < 0) {
      return Next.REVERSE_AGAIN;
    }
    // after the cut-over "unknown" proves nothing: the day file will
    return known.dayClosed() ? Next.MANUAL : Next.REVERSED;
  }

  /**
   * After the answer to the credit back to the payer.
   *
   * @param age since that credit
   */
  static Next afterCompensation(
      BankAnswer answer, boolean repeated, Duration age, Duration manualAfter) {
    if (answer instanceof BankAnswer.NotSent) {
      return Next.COMPENSATE_AGAIN;
    }
    if (answer instanceof BankAnswer.Answered answered) {
      Meaning meaning = AnswerCodes.of(answered.code());
      if (meaning == Meaning.APPROVED) {
        return Next.REVERSED;
      }
      if (meaning == Meaning.REFUSED || meaning == Meaning.PARTIAL) {
        return Next.MANUAL;
      }
      if (meaning == Meaning.NOTHING_POSTED && !repeated) {
        return Next.COMPENSATE_AGAIN;
      }
    }
    return age.compareTo(manualAfter) < 0 ? Next.AWAIT_COMPENSATION : Next.MANUAL;
  }

  /** The pause before a reversal's next repeat: 1, 2, 4, 8, then 15 times the first. */
  static Duration pause(Duration first, int attempts) {
    return first.multipliedBy(Math.min(15, 1L << Math.min(Math.max(attempts - 1, 0), 4)));
  }
}
