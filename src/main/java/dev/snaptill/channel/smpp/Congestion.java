package dev.snaptill.channel.smpp;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * How a bind slows down when its peer says throttled or queue full: it is silent for a while, twice
 * as long if that did not help, and starts again with half the window, which grows back by one with
 * each good answer. Lives on the loop.
 */
final class Congestion {
  private static final long LONGEST_PAUSE = TimeUnit.SECONDS.toNanos(60);

  /** From here on SMPP 5.0 calls a peer nearly congested. */
  private static final int NEARLY_CONGESTED = 90;

  private final int most;
  private final long pause;
  private int window;
  private long until;
  private boolean paused;
  private int inARow;

  Congestion(int window, Duration pause) {
    this.most = window;
    this.window = window;
    this.pause = pause.toNanos();
  }

  int window() {
    return window;
  }

  /** Nanoseconds for which nothing may be sent. */
  long pausedAt(long now) {
    if (paused && until - now <= 0) {
      paused = false;
    }
    return paused ? until - now : 0;
  }

  /** Answers to what was sent before the pause began are one and the same complaint. */
  void throttled(long now) {
    if (pausedAt(now) > 0) {
      return;
    }
    paused = true;
    until = now + Math.min(LONGEST_PAUSE, pause << Math.min(inARow, 16));
    inARow++;
    window = Math.max(1, window / 2);
  }

  /**
   * Another answer than that came.
   *
   * @param state the peer's congestion_state, 0 to 100
   */
  void answered(int state) {
    inARow = 0;
    if (state >= NEARLY_CONGESTED) {
      window = Math.max(1, window - 1);
    } else if (window < most) {
      window++;
    }
  }

  void reset() {
    window = most;
    paused = false;
    inARow = 0;
  }
}
