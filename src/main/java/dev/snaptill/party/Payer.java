package dev.snaptill.party;

import org.jspecify.annotations.Nullable;

/** A known sender: the party, and what it has authorised, if anything. */
public record Payer(Party party, @Nullable Mandate mandate, @Nullable Account account) {}
