package dev.snaptill.channel.smpp;

import java.util.concurrent.TimeUnit;

/**
 * How many submit_sm a second may leave: a bucket that fills at that rate and holds a tenth of a
 * second's worth, one at least. Each part of a long text takes its own token. Lives on the loop.
 */
final class TokenBucket {
  private static final long BURST = TimeUnit.MILLISECONDS.toNanos(100);

  private final long interval;
  private final long tolerance;

  /** When the next one would be due, were all spread evenly. */
  private long due;

  private boolean used;

  /**
   * @param perSecond 0 sets no limit
   */
  TokenBucket(int perSecond) {
    this.interval = perSecond == 0 ? 0 : TimeUnit.SECONDS.toNanos(1) / perSecond;
    this.tolerance = Math.max(0, BURST - interval);
  }

  /** Nanoseconds until one may leave; 0 if one may now. */
  long waitAt(long now) {
    return interval == 0 || !used ? 0 : Math.max(0, due - tolerance - now);
  }

  /** One leaves now. */
  void takeAt(long now) {
    if (interval != 0) {
      due = (used && due - now > 0 ? due : now) + interval;
      used = true;
    }
  }
}
