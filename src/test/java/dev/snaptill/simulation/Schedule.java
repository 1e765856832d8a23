package dev.snaptill.simulation;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.function.Consumer;

/**
 * The simulated time and what is to happen in it: one event after the other, on one thread, in an
 * order that depends on nothing but what was scheduled. Everything that is told is hashed.
 */
final class Schedule {
  private static final long PRIME = 0x100000001b3L;

  private record Event(long at, long number, Runnable act) {}

  private final PriorityQueue<Event> queue =
      new PriorityQueue<>(Comparator.comparingLong(Event::at).thenComparingLong(Event::number));
  private final Consumer<String> trace;
  private long now;
  private long number;
  private long events;
  private long lastTold;
  private long hash = 0xcbf29ce484222325L;

  /**
   * @param trace gets a line for all that is told
   */
  Schedule(Instant start, Consumer<String> trace) {
    now = start.toEpochMilli();
    this.trace = trace;
  }

  /** Milliseconds since 1970. */
  long now() {
    return now;
  }

  long events() {
    return events;
  }

  /** Whether something has happened within the last seconds. */
  boolean busy() {
    return now - lastTold < 5_000;
  }

  /** A function of all that was told so far, and of when it was. */
  long hash() {
    return hash;
  }

  void in(long millis, Runnable act) {
    at(now + Math.max(0, millis), act);
  }

  void at(long time, Runnable act) {
    queue.add(new Event(Math.max(now, time), number++, act));
  }

  /** Lets the next event happen; false if there is none. */
  boolean step() {
    Event next = queue.poll();
    if (next == null) {
      return false;
    }
    now = next.at;
    events++;
    hash = (hash ^ now) * PRIME;
    next.act.run();
    return true;
  }

  void tell(String who, String what) {
    for (int i = 0; i < what.length(); i++) {
      hash = (hash ^ what.charAt(i)) * PRIME;
    }
    hash = (hash ^ now) * PRIME;
    lastTold = now;
    trace.accept(Instant.ofEpochMilli(now) + " " + who + ": " + what);
  }

  Clock clock() {
    return new Clock() {
      @Override
      public ZoneId getZone() {
        return ZoneOffset.UTC;
      }

      @Override
      public Clock withZone(ZoneId zone) {
        return this;
      }

      @Override
      public Instant instant() {
        return Instant.ofEpochMilli(now);
      }
    };
  }
}
