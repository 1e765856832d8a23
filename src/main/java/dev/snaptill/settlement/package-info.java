/** The payment saga: reserve, debit, credit, and back again when that fails. */
@NullMarked
package dev.snaptill.settlement;

import org.jspecify.annotations.NullMarked;
