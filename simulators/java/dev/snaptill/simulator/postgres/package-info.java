/** A real PostgreSQL for runs and tests on one machine. Knows nothing of the gateway. */
@NullMarked
package dev.snaptill.simulator.postgres;

import org.jspecify.annotations.NullMarked;
