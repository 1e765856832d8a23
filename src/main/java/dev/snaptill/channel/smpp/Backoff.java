package dev.snaptill.channel.smpp;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long to wait before binding again: doubles with each failure, with jitter so that many binds
 * cut at once do not come back at once.
 */
final class Backoff {
  private final long min;
  private final long max;
  private final RandomGenerator random;
  private int failures;

  Backoff(Duration min, Duration max, RandomGenerator random) {
    this.min = min.toMillis();
    this.max = max.toMillis();
    this.random = random;
  }

  /** The next wait: between half of and the full doubled time, at least 1 ms. */
  Duration next() {
    long full = Math.min(max, min << Math.min(failures, 20));
    failures++;
    return Duration.ofMillis(Math.max(1, full / 2 + (long) (random.nextDouble() * full / 2)));
  }

  /**
   * A bind was lost after having been up for so long. Only one that held makes the next wait short
   * again, or a carrier that binds and drops would be hammered.
   */
  void heldFor(Duration up) {
    if (up.toMillis() >= Math.min(max, min << Math.min(failures, 20))) {
      failures = 0;
    }
  }
}
