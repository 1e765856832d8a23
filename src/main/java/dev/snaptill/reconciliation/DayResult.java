package dev.snaptill.reconciliation;

import java.time.LocalDate;

/**
 * The outcome of one bank's day, as it is stored. Sums are minor units.
 *
 * @param matched postings on which both books agree
 * @param base what was on the account before the first reconciled day
 * @param ledger our ledger's balance of the account at the cut-over
 * @param transit what was on its way over the cut-over, and the bank has more by
 * @param items what the differences that are kept amount to
 * @param cutOver the last of the day's operations left us then, milliseconds since 1970
 * @param taken milliseconds since 1970
 */
public record DayResult(
    String bank,
    LocalDate day,
    String currency,
    String hash,
    long lines,
    long matched,
    long opening,
    long closing,
    long base,
    long ledger,
    long transit,
    long items,
    long cutOver,
    String actor,
    long taken) {

  /** By how much the bank's closing balance is above all that we can account for; 0 proves it. */
  public long unexplained() {
    return closing - base - ledger - transit - items;
  }

  public boolean proven() {
    return unexplained() == 0;
  }
}
