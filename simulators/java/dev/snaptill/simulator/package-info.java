/**
 * The neighbours of a payment gateway, speaking nothing but the wire protocols; they import nothing
 * of the gateway.
 */
@NullMarked
package dev.snaptill.simulator;

import org.jspecify.annotations.NullMarked;
