package dev.snaptill.party;

import dev.snaptill.value.Address;
import org.jspecify.annotations.Nullable;

/**
 * Who is to be paid, where to, and where to tell.
 *
 * @param address where receipts go; null if the party has none
 */
public record Payee(Party party, Account account, @Nullable Address address) {}
