package dev.snaptill.bank.iso8583;

import dev.snaptill.config.Settings;
import java.time.Duration;
import java.util.BitSet;
import java.util.function.LongSupplier;

/**
 * Stops new payments to a bank that takes operations and doesn't answer them, before anybody is
 * debited. After a pause an echo asks whether the bank is back; then a few payments are let through
 * and the first answer decides. Event loop only.
 */
final class Breaker {
  /** No ticket: the operation must not be written. */
  static final int REFUSED = -1;

  /** Answers in flight while it is tried whether the bank works again. */
  private static final int TRIALS = 5;

  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);

  /**
   * When it opens.
   *
   * @param failures in a row; 0 for never
   * @param rate percent of the last {@code window} operations; over 100 for never
   * @param pause before the first probe; doubled after each failed one, up to a minute
   */
  record Config(int failures, int rate, int window, Duration pause) {
    static final Config DEFAULT = new Config(10, 50, 100, Duration.ofSeconds(5));

    static Config from(Settings s) {
      return new Config(
          s.integer("failures", DEFAULT.failures, 0, 100_000),
          s.integer("rate", DEFAULT.rate, 1, 101),
          s.integer("window", DEFAULT.window, 10, 10_000),
          s.duration("pause", DEFAULT.pause, Duration.ofMillis(10), LONGEST_PAUSE));
    }
  }

  private enum State {
    CLOSED,
    OPEN,
    PROBING,
    TRIAL
  }

  private final Config config;
  private final LongSupplier nanos;
  private final Runnable changed;
  private final BitSet failed;
  private State state = State.CLOSED;
  private int at;
  private int filled;
  private int inARow;
  private int trials;
  private int epoch;
  private Duration pause;
  private long since;
  private String why = "";

  /**
   * @param changed called when it has opened or let payments through again
   */
  Breaker(Config config, LongSupplier nanos, Runnable changed) {
    this.config = config;
    this.nanos = nanos;
    this.changed = changed;
    this.failed = new BitSet(config.window());
    this.pause = config.pause();
  }

  /** Whether new payments are to be sent to the bank at all. */
  boolean isOpen() {
    return state == State.OPEN || state == State.PROBING;
  }

  /**
   * Asks to write one more operation.
   *
   * @return a ticket to give back by {@link #ended} or {@link #unused}, or {@link #REFUSED}
   */
  int take() {
    if (state == State.TRIAL && trials < TRIALS) {
      trials++;
      return epoch;
    }
    return state == State.CLOSED ? epoch : REFUSED;
  }

  String why() {
    return why;
  }

  /** What was let through was not written after all, or its connection was lost. */
  void unused(int ticket) {
    if (ticket == epoch) {
      trials = Math.max(0, trials - 1);
    }
  }

  /**
   * An operation ended. Those written before it last opened say nothing any more.
   *
   * @param failure the bank did not answer in time, or answered that it can't work
   */
  void ended(int ticket, boolean failure) {
    unused(ticket);
    if (ticket != epoch || isOpen()) {
      return;
    }
    if (state == State.TRIAL) {
      if (failure) {
        pause = longer(pause);
        open("the bank still fails");
      } else {
        close();
      }
      return;
    }
    inARow = failure ? inARow + 1 : 0;
    failed.set(at, failure);
    at = (at + 1) % config.window();
    filled = Math.min(filled + 1, config.window());
    if (config.failures() > 0 && inARow >= config.failures()) {
      open(inARow + " operations in a row failed");
    } else if (filled == config.window()
        && failed.cardinality() * 100L >= (long) config.rate() * config.window()) {
      open(failed.cardinality() + " of the last " + config.window() + " operations failed");
    }
  }

  /** Whether it is time to ask for an echo; {@link #probing} and {@link #echoed} must follow. */
  boolean wantsProbe() {
    return state == State.OPEN && nanos.getAsLong() - since >= pause.toNanos();
  }

  void probing() {
    state = State.PROBING;
  }

  /** How the probe ended. An echo that was not a probe changes nothing. */
  void echoed(boolean answered) {
    if (state != State.PROBING) {
      return;
    }
    if (answered) {
      state = State.TRIAL;
      trials = 0;
      changed.run();
    } else {
      pause = longer(pause);
      state = State.OPEN;
      since = nanos.getAsLong();
    }
  }

  private static Duration longer(Duration pause) {
    Duration twice = pause.multipliedBy(2);
    return twice.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : twice;
  }

  private void open(String reason) {
    state = State.OPEN;
    epoch++;
    since = nanos.getAsLong();
    why = reason;
    changed.run();
  }

  private void close() {
    state = State.CLOSED;
    failed.clear();
    filled = 0;
    at = 0;
    inARow = 0;
    pause = config.pause();
    why = "";
  }
}
