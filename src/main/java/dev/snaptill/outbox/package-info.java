/** Durable delivery of texts and pictures with retry and expiry, and the words people read. */
@NullMarked
package dev.snaptill.outbox;

import org.jspecify.annotations.NullMarked;
