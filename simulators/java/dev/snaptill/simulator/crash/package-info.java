/**
 * Kills gateway, banks, carrier and database server at random moments under load, and holds what
 * was acknowledged against the books that banks and carrier keep.
 */
@NullMarked
package dev.snaptill.simulator.crash;

import org.jspecify.annotations.NullMarked;
