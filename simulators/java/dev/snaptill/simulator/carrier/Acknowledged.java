package dev.snaptill.simulator.carrier;

import java.time.Instant;

/**
 * A message from a phone that its ESME answered for good.
 *
 * @param id the carrier's own id
 * @param commandStatus of the last deliver_sm_resp: 0 for accepted (SMPP 3.4 §5.1.3)
 * @param attempts deliver_sm sent for it, over all its parts
 */
public record Acknowledged(
    String id, String from, String to, String text, int commandStatus, int attempts, Instant at) {}
