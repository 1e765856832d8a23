/**
 * A bank's ISO 8583:1987 front-end with durable books: the oracle of every payment and crash test.
 * Packs its messages with j8583 and knows nothing of the gateway, so that no misreading is shared
 * by both ends.
 */
@NullMarked
package dev.snaptill.simulator.bank;

import org.jspecify.annotations.NullMarked;
