package dev.snaptill.reconciliation;

import dev.snaptill.bank.AnswerCodes;
import dev.snaptill.bank.BankOperation;
import dev.snaptill.bank.OperationKey;
import dev.snaptill.value.Money;
import org.jspecify.annotations.Nullable;

/**
 * A bank operation as our books have it.
 *
 * @param transmitted milliseconds since 1970
 * @param state of the operation: SENDING, NOT_SENT, UNKNOWN or ANSWERED
 * @param code field 39 of the bank's answer
 * @param original key of what a reversal takes back
 * @param payment state of its payment; null for what is no payment
 * @param reversalCode field 39 of the answer to the payment's reversal
 * @param booked when its ledger transfer was posted, milliseconds since 1970; null if it wasn't
 * @param bookedEffect how that transfer moved our account at the bank, minor units
 */
record Ours(
    OperationKey key,
    long paymentId,
    BankOperation.Type type,
    Money amount,
    String rrn,
    long transmitted,
    String state,
    @Nullable String code,
    @Nullable String original,
    @Nullable String payment,
    @Nullable String reversalCode,
    @Nullable Long booked,
    long bookedEffect) {

  /** What we know of whether the bank posted it. */
  enum Belief {
    POSTED,
    NOT_POSTED,
    UNKNOWN
  }

  Belief belief() {
    if (state.equals("NOT_SENT")) {
      return Belief.NOT_POSTED;
    }
    String answer = code;
    if (!state.equals("ANSWERED") || answer == null) {
      return Belief.UNKNOWN;
    }
    if (type == BankOperation.Type.REVERSAL) {
      if (answer.equals("25")) {
        return Belief.NOT_POSTED;
      }
      if (answer.equals("94")) {
        return Belief.POSTED;
      }
    }
    return switch (AnswerCodes.of(answer)) {
      case APPROVED -> Belief.POSTED;
      case REFUSED, NOTHING_POSTED -> Belief.NOT_POSTED;
      case UNCLEAR, SECURITY, PARTIAL -> Belief.UNKNOWN;
    };
  }

  /** How our ledger moved for it up to a time. */
  long effectAt(long time) {
    return booked != null && booked <= time ? bookedEffect : 0;
  }

  boolean paymentIs(String wanted) {
    return wanted.equals(payment);
  }

  /** Whether the bank said that it took the payment's debit back. */
  boolean reversalConfirmed() {
    String answer = reversalCode;
    return answer != null
        && (answer.equals("94") || AnswerCodes.of(answer) == AnswerCodes.Meaning.APPROVED);
  }
}
