/**
 * Phones: their message threads, their camera, and the page and JSON API through which a person
 * holds them.
 */
@NullMarked
package dev.snaptill.simulator.phone;

import org.jspecify.annotations.NullMarked;
