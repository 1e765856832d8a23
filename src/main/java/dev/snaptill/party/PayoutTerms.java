package dev.snaptill.party;

/** When a payee's bank gets what the payee has earned. */
public enum PayoutTerms {
  /** With each payment: the payee's bank is asked at once. */
  INSTANT,
  /** With the next payout run, by a file for the payee's bank. */
  BATCH
}
