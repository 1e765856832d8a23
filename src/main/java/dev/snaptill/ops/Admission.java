package dev.snaptill.ops;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Counts unfinished work. New work is refused at the edge when it is full; what was admitted always
 * has room further in (DESIGN.md rule 5).
 */
public final class Admission {
  private volatile int max;
  private final AtomicInteger inside = new AtomicInteger();

  public Admission(int max, MeterRegistry metrics) {
    this.max = max;
    Gauge.builder("snaptill_unfinished", inside, AtomicInteger::get)
        .description("Messages and payments admitted and not ended")
        .register(metrics);
  }

  /** Admits one piece of new work, or refuses it. */
  public boolean tryEnter() {
    if (inside.incrementAndGet() > max) {
      inside.decrementAndGet();
      return false;
    }
    return true;
  }

  /** From now on so much may be unfinished; what is already in stays. */
  public void limit(int most) {
    max = most;
  }

  /** Counts work that was admitted earlier and goes on. */
  public void enter() {
    inside.incrementAndGet();
  }

  /** One piece of work has ended. */
  public void leave() {
    inside.decrementAndGet();
  }

  public int inside() {
    return inside.get();
  }
}
