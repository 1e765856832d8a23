package dev.snaptill.qr;

import dev.snaptill.config.Settings;
import java.time.Duration;

/**
 * How photos are read.
 *
 * @param workers decode threads
 * @param deepWorkers of them, how many may be at the deep stages at the same time; with all of them
 *     deep work makes room between two stages
 * @param queue messages that may wait for a worker beyond those at work
 * @param keptPixels of pictures that wait for the deep stages in memory; those beyond it are
 *     decoded again when their turn comes
 * @param longestWait for a worker; after that the message is left to the inbox, which asks again
 * @param budget time per picture, decoding included and waiting not; overrun by at most one stage
 * @param limits what a picture may cost
 */
public record QrConfig(
    int workers,
    int deepWorkers,
    int queue,
    int keptPixels,
    Duration longestWait,
    Duration budget,
    ImageLimits limits) {
  public static final Duration DEFAULT_BUDGET = Duration.ofMillis(400);
  public static final int DEFAULT_QUEUE = 500;
  public static final int DEFAULT_KEPT_PIXELS = 32_000_000;
  public static final Duration DEFAULT_LONGEST_WAIT = Duration.ofSeconds(20);

  public QrConfig {
    if (workers < 1
        || deepWorkers < 1
        || deepWorkers > workers
        || queue < 0
        || keptPixels < 0
        || longestWait.isNegative()
        || budget.isNegative()
        || budget.isZero()) {
      throw new IllegalArgumentException(
          "workers, deep workers among them, and budget must be positive");
    }
  }

  /** With the default deep lane. */
  public QrConfig(int workers, int queue, Duration budget, ImageLimits limits) {
    this(
        workers,
        Math.max(1, workers - 1),
        queue,
        DEFAULT_KEPT_PIXELS,
        DEFAULT_LONGEST_WAIT,
        budget,
        limits);
  }

  /** Of the section {@code qr}; {@code workers: 0} is one for each processor. */
  public static QrConfig from(Settings s) {
    ImageLimits usual = ImageLimits.DEFAULT;
    int asked = s.integer("workers", 0, 0, 256);
    int workers = asked == 0 ? Runtime.getRuntime().availableProcessors() : asked;
    int deep = s.integer("deep_workers", 0, 0, 256);
    return new QrConfig(
        workers,
        deep == 0 ? Math.max(1, workers - 1) : Math.min(deep, workers),
        s.integer("queue", DEFAULT_QUEUE, 0, 100_000),
        s.integer("kept_pixels", DEFAULT_KEPT_PIXELS, 0, 1_000_000_000),
        s.duration(
            "longest_wait", DEFAULT_LONGEST_WAIT, Duration.ofSeconds(1), Duration.ofSeconds(300)),
        s.duration("budget", DEFAULT_BUDGET, Duration.ofMillis(10), Duration.ofSeconds(10)),
        new ImageLimits(
            s.integer("max_bytes", usual.maxBytes(), 1_000, 50_000_000),
            s.integer("max_pixels", usual.maxPixels(), 10_000, 100_000_000),
            s.integer("max_progressive_pixels", usual.maxProgressivePixels(), 10_000, 100_000_000),
            s.integer("max_side", usual.maxSide(), 100, 30_000)));
  }
}
