/** Double-entry transfers between accounts; balances are folded from transfers, never stored. */
@NullMarked
package dev.snaptill.ledger;

import org.jspecify.annotations.NullMarked;
