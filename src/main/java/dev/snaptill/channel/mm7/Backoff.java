package dev.snaptill.channel.mm7;

import java.time.Duration;

/**
 * How long to leave an MMSC alone after it refused for now: doubles with each failure in a row.
 * Requests that were under way together count as one failure.
 */
final class Backoff {
  private static final Duration FIRST = Duration.ofSeconds(5);
  private static final Duration MOST = Duration.ofMinutes(5);
  private static final int STEPS = 6;

  private int failures;

  /** Where it stands; remember this when a request begins. */
  int mark() {
    return failures;
  }

  /** The MMSC took something. */
  void succeeded() {
    failures = 0;
  }

  /** The MMSC took nothing; {@code mark} is how things stood when that request began. */
  Duration failed(int mark) {
    if (mark >= failures && failures <= STEPS) {
      failures++;
    }
    Duration delay = FIRST.multipliedBy(1L << Math.max(0, failures - 1));
    return delay.compareTo(MOST) > 0 ? MOST : delay;
  }
}
