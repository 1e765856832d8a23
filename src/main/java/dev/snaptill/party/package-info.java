/** Payers and payees: their addresses, accounts, mandates and limits. */
@NullMarked
package dev.snaptill.party;

import org.jspecify.annotations.NullMarked;
