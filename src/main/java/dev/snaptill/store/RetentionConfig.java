package dev.snaptill.store;

import dev.snaptill.config.Settings;
import java.time.Duration;

/**
 * How long what has ended is kept. The trail, payments and the ledger stay for ever, and so do the
 * keys by which a message that comes again is known (journal.md, Deduplication).
 *
 * @param texts texts and addresses of messages
 * @param pictures photos and drawn codes
 * @param answers what a repeated API request is answered with; OpenAPI promises 7 days
 * @param blocks counts of wrong codes by sender
 * @param traces what was noted of carriers' and MMSCs' wires
 * @param every pause between looks
 */
public record RetentionConfig(
    Duration texts,
    Duration pictures,
    Duration answers,
    Duration blocks,
    Duration traces,
    Duration every) {

  public static RetentionConfig from(Settings s) {
    return new RetentionConfig(
        s.duration("texts", Duration.ofDays(90), Duration.ofDays(2), Duration.ofDays(3660)),
        s.duration("pictures", Duration.ofHours(24), Duration.ofHours(1), Duration.ofDays(366)),
        s.duration("answers", Duration.ofDays(7), Duration.ofHours(24), Duration.ofDays(366)),
        s.duration("blocks", Duration.ofDays(30), Duration.ofDays(8), Duration.ofDays(366)),
        s.duration("traces", Duration.ofDays(7), Duration.ofHours(1), Duration.ofDays(90)),
        s.duration("every", Duration.ofHours(1), Duration.ofMillis(100), Duration.ofDays(1)));
  }
}
