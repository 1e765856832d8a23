package dev.snaptill.ops;

import java.time.Clock;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What went on at one carrier or MMSC: totals, rates over a minute, the last error. */
public final class Activity {
  private static final int SECONDS = 60;
  private static final int MAX_ERROR = 200;

  private final Clock clock;
  private final Counter received = new Counter();
  private final Counter sent = new Counter();
  private int inUse;
  private @Nullable String lastError;
  private @Nullable Instant lastErrorAt;

  /** Events of the last sixty seconds, one slot a second. */
  private static final class Counter {
    private final int[] slots = new int[SECONDS];
    private long newest;
    private long total;

    void count(long second) {
      forget(second);
      slots[(int) (second % SECONDS)]++;
      total++;
    }

    double perSecond(long second) {
      forget(second);
      int sum = 0;
      for (int slot : slots) {
        sum += slot;
      }
      return (double) sum / SECONDS;
    }

    private void forget(long second) {
      long from = Math.max(newest + 1, second - SECONDS + 1);
      for (long past = from; past <= second; past++) {
        slots[(int) (past % SECONDS)] = 0;
      }
      newest = Math.max(newest, second);
    }
  }

  /**
   * What stands there now.
   *
   * @param inUse requests of ours without an answer
   */
  public record Snapshot(
      int inUse,
      long received,
      long sent,
      double receivedPerSecond,
      double sentPerSecond,
      @Nullable String lastError,
      @Nullable Instant lastErrorAt) {}

  public Activity(Clock clock) {
    this.clock = clock;
  }

  public synchronized void received() {
    received.count(clock.instant().getEpochSecond());
  }

  public synchronized void sent() {
    sent.count(clock.instant().getEpochSecond());
  }

  /** A request of ours has begun. */
  public synchronized void begun() {
    inUse++;
  }

  /** A request of ours has ended, whichever way. */
  public synchronized void ended() {
    inUse--;
  }

  /** What went wrong; never with a text or a number in it. */
  public synchronized void error(String what) {
    lastError = what.length() > MAX_ERROR ? what.substring(0, MAX_ERROR) : what;
    lastErrorAt = clock.instant();
  }

  public synchronized Snapshot now() {
    long second = clock.instant().getEpochSecond();
    return new Snapshot(
        inUse,
        received.total,
        sent.total,
        received.perSecond(second),
        sent.perSecond(second),
        lastError,
        lastErrorAt);
  }
}
