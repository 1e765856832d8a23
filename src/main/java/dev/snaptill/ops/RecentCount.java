package dev.snaptill.ops;

import java.time.Duration;
import java.time.Instant;

/** How often something happened of late: a window that slides in twelve steps. Thread-safe. */
public final class RecentCount {
  private static final int STEPS = 12;

  private final long step;
  private final long[] counts = new long[STEPS];
  private long latest;

  public RecentCount(Duration window) {
    this.step = Math.max(1, window.toMillis() / STEPS);
  }

  public synchronized void add(Instant now) {
    slide(now);
    counts[(int) (latest % STEPS)]++;
  }

  public synchronized long count(Instant now) {
    slide(now);
    long sum = 0;
    for (long count : counts) {
      sum += count;
    }
    return sum;
  }

  private void slide(Instant now) {
    long current = Math.max(latest, now.toEpochMilli() / step);
    long from = Math.max(latest + 1, current - STEPS + 1);
    for (long passed = from; passed <= current; passed++) {
      counts[(int) (passed % STEPS)] = 0;
    }
    latest = current;
  }
}
