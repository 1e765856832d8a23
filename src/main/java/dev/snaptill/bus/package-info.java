/**
 * Typed topics over the Vert.x event bus. The bus is the fast path only: nothing on it is durable.
 */
@NullMarked
package dev.snaptill.bus;

import org.jspecify.annotations.NullMarked;
