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
    /** The debit is taken back, or is certain never to have been. */
    REVERSED,
    REVERSE_AGAIN,
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
   * After the answer to a credit.
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

  /** After the answer to a repeat (0201) of a credit whose fate is unknown, or a late answer. */
  static Next afterCreditRepeat(BankAnswer answer, Duration age, Duration manualAfter) {
    if (answer instanceof BankAnswer.Answered answered) {
      Meaning meaning = AnswerCodes.of(answered.code());
      if (meaning == Meaning.APPROVED) {
        return Next.COMPLETE;
      }
      if (meaning == Meaning.REFUSED) {
        return Next.REVERSE;
      }
    }
    return age.compareTo(manualAfter) < 0 ? Next.AWAIT_CREDIT : Next.MANUAL;
  }

  /**
   * After the answer to a reversal.
   *
   * @param debitApproved whether we hold the bank's 00 for what is being reversed
   * @param repeated whether this was a 0421
   * @param age since the payment began
   * @param processingTime the bank's longest: after it a message that is unknown never comes
   */
  static Next afterReversal(
      BankAnswer answer,
      boolean debitApproved,
      boolean repeated,
      Duration age,
      Duration processingTime) {
    if (!(answer instanceof BankAnswer.Answered answered)) {
      return Next.REVERSE_AGAIN;
    }
    if (answered.code().equals("25")) {
      if (debitApproved) {
        return Next.MANUAL;
      }
      return repeated && age.compareTo(processingTime) >= 0 ? Next.REVERSED : Next.REVERSE_AGAIN;
    }
    if (answered.code().equals("94") && repeated) {
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

  /** The pause before a reversal's next repeat: 1, 2, 4, 8, then 15 times the first. */
  static Duration pause(Duration first, int attempts) {
    return first.multipliedBy(Math.min(15, 1L << Math.min(Math.max(attempts - 1, 0), 4)));
  }
}
