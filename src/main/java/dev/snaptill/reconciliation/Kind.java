package dev.snaptill.reconciliation;

/**
 * How a bank's statement and our books differ in one thing. docs/reconciliation.md explains each.
 */
public enum Kind {
  /** Both have the operation, with different amounts. */
  AMOUNT_DIFFERS,
  /** Both have the key, with another RRN, type or direction. */
  DETAILS_DIFFER,
  /** We hold the bank's approval, its statement has no posting. */
  OURS_ONLY,
  /** The statement has a posting that is none of ours. */
  BANK_ONLY,
  /** One operation stands twice in the statement. */
  TWICE,
  /** The bank posted what it had refused, or what we never sent. */
  POSTED_THOUGH_REFUSED,
  /**
   * The payment ended as reversed, as the bank did not know its debit; it posted it all the same.
   */
  DEBITED_AFTER_ALL,
  /** Its fate was unknown; the bank posted it. Settlement is told. */
  FOUND_POSTED,
  /** Its fate was unknown; the bank did not post it. Settlement is told. */
  FOUND_ABSENT,
  /** Sent so near to the cut-over that it may stand in the next day's statement. */
  NEAR_CUT_OVER,
  /** Posted by the bank, in our ledger only later. */
  IN_TRANSIT;

  /** The state in which such a difference begins. */
  ItemState first() {
    return switch (this) {
      case FOUND_POSTED, FOUND_ABSENT -> ItemState.REPAIRING;
      case NEAR_CUT_OVER, IN_TRANSIT -> ItemState.TRANSIT;
      default -> ItemState.OPEN;
    };
  }
}
