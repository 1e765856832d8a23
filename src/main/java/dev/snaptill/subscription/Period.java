package dev.snaptill.subscription;

/** What lets a payee debit again. */
public enum Period {
  DAY,
  WEEK,
  MONTH,
  YEAR,
  /** The payee names the designated item in a charge. */
  ITEM
}
