package dev.snaptill.party;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A known sender: the party, and what it has authorised, if anything.
 *
 * @param since when it gave its mandate
 */
public record Payer(
    Party party, @Nullable Mandate mandate, @Nullable Account account, Instant since) {

  /** One whose mandate is as old as can be. */
  public Payer(Party party, @Nullable Mandate mandate, @Nullable Account account) {
    this(party, mandate, account, Instant.EPOCH);
  }
}
