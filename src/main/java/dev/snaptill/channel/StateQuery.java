package dev.snaptill.channel;

import dev.snaptill.value.Address;

/**
 * Asks for the state of one part of a message (SMPP 3.4 §4.8).
 *
 * @param part as {@link SendResult.Accepted} had it
 * @param from what it was sent from
 */
public record StateQuery(SendResult.Part part, Address from) {}
