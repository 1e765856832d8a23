package dev.snaptill.reconciliation;

import dev.snaptill.value.Money;
import java.time.Instant;

/**
 * Several payees paid by one file at one bank.
 *
 * @param items how many payees
 */
public record Payout(
    long id,
    String bank,
    Money total,
    int items,
    long approvalId,
    State state,
    String proposedBy,
    Instant changed) {

  /** Where it stands. */
  public enum State {
    PROPOSED,
    /** Two people want it; its file can be taken, once. */
    APPROVED,
    /** The file is with somebody who brings it to the bank. */
    TAKEN,
    /** The bank has paid; our ledger too. */
    EXECUTED
  }

  /** One payee's part. */
  public record Part(long id, long partyId, long accountId, long minor) {}
}
