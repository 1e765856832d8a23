/** The bank port over ISO 8583:1987 and TCP. */
@NullMarked
package dev.snaptill.bank.iso8583;

import org.jspecify.annotations.NullMarked;
