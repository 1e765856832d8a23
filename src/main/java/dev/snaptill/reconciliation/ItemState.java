package dev.snaptill.reconciliation;

/** Where a difference stands. */
public enum ItemState {
  /** A break: an operator has to decide. */
  OPEN,
  /** Two operators decided. */
  RESOLVED,
  /** Certain: settlement is being told, until the payment has moved on. */
  REPAIRING,
  REPAIRED,
  /** Heals by itself with time. */
  TRANSIT,
  /** Healed by itself. */
  CLOSED,
  /** A corrected file of the same day does not have it any more. */
  SUPERSEDED
}
