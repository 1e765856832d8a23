package dev.snaptill.channel.smpp;

import java.util.List;

/**
 * A carrier as it was a moment ago.
 *
 * @param running false if the operator has stopped it
 * @param binds in the order of the configuration
 */
public record CarrierStatus(String carrier, boolean running, List<BindStatus> binds) {}
