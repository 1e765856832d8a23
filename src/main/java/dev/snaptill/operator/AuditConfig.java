package dev.snaptill.operator;

import dev.snaptill.config.Settings;
import java.time.Duration;

/**
 * How the trail is chained.
 *
 * @param every pause between batches
 * @param entries most entries of one batch
 */
public record AuditConfig(Duration every, int entries) {

  public static AuditConfig from(Settings s) {
    return new AuditConfig(
        s.duration(
            "chain_every", Duration.ofSeconds(10), Duration.ofMillis(100), Duration.ofHours(1)),
        s.integer("chain_entries", 200, 1, 1000));
  }
}
