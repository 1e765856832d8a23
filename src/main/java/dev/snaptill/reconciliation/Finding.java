package dev.snaptill.reconciliation;

/** What comparing one posting, or one operation without a posting, came to. */
sealed interface Finding {
  /** Both books agree. */
  record Matched() implements Finding {}

  /** Neither book has moved money: nothing to say. */
  record Nothing() implements Finding {}

  /**
   * Both agree, but our ledger had it only after the cut-over.
   *
   * @param effect by how much the bank was above us then, minor units
   */
  record BookedLater(long effect) implements Finding {}

  /**
   * A difference that is kept.
   *
   * @param effect by how much the bank's account is above ours, minor units
   */
  record Differs(Kind kind, long effect) implements Finding {}
}
