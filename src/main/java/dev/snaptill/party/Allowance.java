package dev.snaptill.party;

import org.jspecify.annotations.Nullable;

/**
 * How a payment counts against its payer's mandate.
 *
 * @param newPayer the mandate is so young that half of each limit holds
 * @param printedPerDay minor units a payer may pay with printed vouchers a day; null if this
 *     payment is with none
 */
public record Allowance(boolean newPayer, @Nullable Long printedPerDay) {
  public static final Allowance ORDINARY = new Allowance(false, null);

  /** What holds of a limit. */
  public long of(long limit) {
    return newPayer ? limit / 2 : limit;
  }

  /** What holds of a number of payments: of one, still one. */
  public int of(int count) {
    return newPayer ? (count + 1) / 2 : count;
  }
}
