package dev.snaptill.reconciliation;

import dev.snaptill.value.Money;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

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

  /**
   * One payee's part.
   *
   * @param booked when the ledger took it as paid; null if it hasn't
   * @param statementDay of the bank's statement that has it, as 20261123; null if none has
   */
  public record Part(
      long id,
      long partyId,
      long accountId,
      long minor,
      @Nullable Instant booked,
      @Nullable Integer statementDay) {
    Part(long id, long partyId, long accountId, long minor) {
      this(id, partyId, accountId, minor, null, null);
    }
  }
}
