/** Durable intake: stores, deduplicates, acknowledges, and sees that every message ends. */
@NullMarked
package dev.snaptill.inbox;

import org.jspecify.annotations.NullMarked;
