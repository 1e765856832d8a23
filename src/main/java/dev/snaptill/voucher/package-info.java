/** Vouchers, their typed codes, validation and reservation. */
@NullMarked
package dev.snaptill.voucher;

import org.jspecify.annotations.NullMarked;
