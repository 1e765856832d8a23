package dev.snaptill.reconciliation;

import dev.snaptill.bank.BankOperation;
import dev.snaptill.value.Money;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/**
 * One posting as the bank's file tells it.
 *
 * @param number where it stands in the file, from 1
 * @param place the key it names; null if it names none of ours
 * @param rrn ISO 8583 field 37, or the bank's own reference where it has no RRN
 * @param payout id of the part of a payout file that it names as its EndToEndId; 0 if none
 * @param type null where the format has no such thing (camt.053)
 */
record BankLine(
    long number,
    @Nullable Place place,
    String rrn,
    long payout,
    BankOperation.@Nullable Type type,
    Money amount,
    Direction direction) {

  /** One of no payout file. */
  BankLine(
      long number,
      @Nullable Place place,
      String rrn,
      BankOperation.@Nullable Type type,
      Money amount,
      Direction direction) {
    this(number, place, rrn, 0, type, amount, direction);
  }

  /**
   * What tells one message to a bank from another within the bank.
   *
   * @param stan ISO 8583 field 11, 1 to 999,999
   */
  record Place(LocalDate day, String terminal, int stan) {}

  /** Which way our settlement account at the bank moved. */
  enum Direction {
    /** Money came in: a payer's debit. */
    CREDITED(1),
    /** Money went out: a payee's credit, or a debit taken back. */
    DEBITED(-1),
    /** Between two customers of the bank; our account did not move. */
    NONE(0);

    final int sign;

    Direction(int sign) {
      this.sign = sign;
    }
  }

  /** How our account moved, in minor units. */
  long effect() {
    return direction.sign * amount.minor();
  }
}
