/** Measures payments from the carrier's side, against the banks' own books. */
@NullMarked
package dev.snaptill.simulator.bench;

import org.jspecify.annotations.NullMarked;
