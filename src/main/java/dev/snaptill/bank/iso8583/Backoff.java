package dev.snaptill.bank.iso8583;

import java.time.Duration;
import java.util.function.DoubleSupplier;

/** How long to wait before the next connection: doubling, with jitter so that nodes spread out. */
final class Backoff {
  private final Duration least;
  private final Duration most;
  private final DoubleSupplier random;
  private int failures;

  /**
   * @param random numbers from 0 to below 1
   */
  Backoff(Duration least, Duration most, DoubleSupplier random) {
    this.least = least;
    this.most = most;
    this.random = random;
  }

  /** Between half and the whole of the next step, never more than the longest wait. */
  Duration next() {
    long full = least.toMillis() << Math.min(failures, 20);
    failures++;
    long bounded = Math.min(full, most.toMillis());
    return Duration.ofMillis(Math.max(1, (long) (bounded * (0.5 + random.getAsDouble() / 2))));
  }

  /** After a success the next wait is the shortest again. */
  void reset() {
    failures = 0;
  }
}
