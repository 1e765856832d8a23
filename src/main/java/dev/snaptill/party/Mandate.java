package dev.snaptill.party;

/**
 * A payer's standing authorisation to debit an account (patent P12), with its limits in minor
 * units.
 *
 * @param perDayCount payments a day
 */
public record Mandate(
    long partyId,
    long accountId,
    State state,
    long perPayment,
    long perDay,
    int perDayCount,
    long perMonth) {

  /** Only an active mandate lets a payment through. */
  public enum State {
    ACTIVE,
    /** The payer has been asked for its consent, and has not given it yet. */
    INVITED,
    ENDED
  }

  public boolean active() {
    return state == State.ACTIVE;
  }
}
