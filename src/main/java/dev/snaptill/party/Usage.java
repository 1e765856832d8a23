package dev.snaptill.party;

import java.util.Optional;

/**
 * What a payer has used of its limits, in minor units; days as 20261123, months as 202611.
 *
 * @param dayCount payments on that day
 * @param printedAmount paid with printed vouchers on {@code printedDay}
 */
public record Usage(
    int day,
    long dayAmount,
    int dayCount,
    int month,
    long monthAmount,
    int printedDay,
    long printedAmount) {

  /** A limit that one more payment would pass. */
  public enum Limit {
    PER_PAYMENT,
    PER_DAY,
    PER_DAY_COUNT,
    PER_MONTH,
    PRINTED_PER_DAY
  }

  /** Says in words what {@link MandateStore#use} decides in the database. */
  public Optional<Limit> passed(Mandate mandate, long amount, int today, Allowance allowance) {
    Long printed = allowance.printedPerDay();
    if (amount > allowance.of(mandate.perPayment())) {
      return Optional.of(Limit.PER_PAYMENT);
    }
    if ((day == today ? dayCount : 0) >= allowance.of(mandate.perDayCount())) {
      return Optional.of(Limit.PER_DAY_COUNT);
    }
    if ((day == today ? dayAmount : 0) + amount > allowance.of(mandate.perDay())) {
      return Optional.of(Limit.PER_DAY);
    }
    if ((month == today / 100 ? monthAmount : 0) + amount > allowance.of(mandate.perMonth())) {
      return Optional.of(Limit.PER_MONTH);
    }
    return printed != null && (printedDay == today ? printedAmount : 0) + amount > printed
        ? Optional.of(Limit.PRINTED_PER_DAY)
        : Optional.empty();
  }
}
