/**
 * A carrier's MMSC over MM7 (TS 23.140), built on Angus Mail and StAX. Knows no phone and nothing
 * of the gateway.
 */
@NullMarked
package dev.snaptill.simulator.mmsc;

import org.jspecify.annotations.NullMarked;
