/**
 * A carrier's SMSC over SMPP 3.4: stores and forwards short messages, and writes down what it saw
 * acknowledged. Knows no phone and nothing of the gateway.
 */
@NullMarked
package dev.snaptill.simulator.carrier;

import org.jspecify.annotations.NullMarked;
