package dev.snaptill.qr;

import dev.snaptill.config.Settings;
import java.time.Duration;

/**
 * How photos are read.
 *
 * @param workers decode threads
 * @param queue messages that may wait for a worker beyond those at work
 * @param budget time per picture, decoding included; overrun by at most one stage
 * @param limits what a picture may cost
 */
public record QrConfig(int workers, int queue, Duration budget, ImageLimits limits) {
  public static final Duration DEFAULT_BUDGET = Duration.ofMillis(400);
  public static final int DEFAULT_QUEUE = 500;

  public QrConfig {
    if (workers < 1 || queue < 0 || budget.isNegative() || budget.isZero()) {
      throw new IllegalArgumentException("workers and budget must be positive");
    }
  }

  /** Of the section {@code qr}; {@code workers: 0} is one for each processor. */
  public static QrConfig from(Settings s) {
    ImageLimits usual = ImageLimits.DEFAULT;
    int workers = s.integer("workers", 0, 0, 256);
    return new QrConfig(
        workers == 0 ? Runtime.getRuntime().availableProcessors() : workers,
        s.integer("queue", DEFAULT_QUEUE, 0, 100_000),
        s.duration("budget", DEFAULT_BUDGET, Duration.ofMillis(10), Duration.ofSeconds(10)),
        new ImageLimits(
            s.integer("max_bytes", usual.maxBytes(), 1_000, 50_000_000),
            s.integer("max_pixels", usual.maxPixels(), 10_000, 100_000_000),
            s.integer("max_progressive_pixels", usual.maxProgressivePixels(), 10_000, 100_000_000),
            s.integer("max_side", usual.maxSide(), 100, 30_000)));
  }
}
