package dev.snaptill.reconciliation;

/** What two operators may decide of a break. */
public enum Resolution {
  /** The bank is right: an adjustment between suspense and our account at the bank is booked. */
  WRITE_OFF,
  /** The difference stays and is known: counted in every closing proof from now on. */
  EXPLAINED,
  /** Wait for the next day's statement; there it is a break again if it has not healed. */
  CARRIED
}
