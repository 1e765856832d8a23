/** The port to a bank front-end: what may be asked, what may be answered. Knows no wire. */
@NullMarked
package dev.snaptill.bank;

import org.jspecify.annotations.NullMarked;
