package dev.snaptill.reconciliation;

import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/**
 * What a day file says of itself as a whole.
 *
 * @param bank null where the format doesn't name it
 * @param opening our account's balance when the day began, minor units
 * @param closing and when it ended
 */
record Totals(
    @Nullable String bank,
    LocalDate day,
    String currency,
    long lines,
    long opening,
    long closing) {}
