package dev.snaptill.party;

import dev.snaptill.value.AccountNumber;

/** A bank account of a party, at a bank of the configuration. */
public record Account(
    long id, long partyId, String bank, AccountNumber number, String currency, State state) {

  /** Our own record of it; the bank has the last word. */
  public enum State {
    OPEN,
    CLOSED
  }

  public boolean open() {
    return state == State.OPEN;
  }
}
