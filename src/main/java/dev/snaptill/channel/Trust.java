package dev.snaptill.channel;

/** How far a message's sender is to be believed (vouchers.md, "Who is the payer?"). */
public enum Trust {
  /** Came over a bind the operator marked as the carrier's own. */
  OPERATOR,
  /** Came over a channel that authenticates its users. */
  SIGNED,
  /** Everything else, and the default: the sender may be forged. */
  WEAK
}
