package dev.snaptill.outbox;

import dev.snaptill.channel.OutboundMessage;

/** A message whose row is committed and which is to be sent now. */
public record Queued(OutboundMessage message, int attempts) {}
