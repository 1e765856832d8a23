package dev.snaptill.party;

import dev.snaptill.value.Address;
import org.jspecify.annotations.Nullable;

/**
 * Who is to be paid, where to, and where to tell.
 *
 * @param address where receipts go; null if the party has none
 */
public record Payee(Party party, Account account, @Nullable Address address, PayoutTerms terms) {

  /** One that is paid at once. */
  public Payee(Party party, Account account, @Nullable Address address) {
    this(party, account, address, PayoutTerms.INSTANT);
  }

  /** The same, whatever its terms: what is given back does not wait. */
  public Payee paidAtOnce() {
    return new Payee(party, account, address);
  }

  public boolean isPaidInBatches() {
    return terms == PayoutTerms.BATCH;
  }
}
