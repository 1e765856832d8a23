package dev.snaptill.simulator.carrier;

import java.util.concurrent.atomic.AtomicInteger;

/** What this carrier does wrong on purpose. Every fault counts down; none is on at first. */
public final class CarrierFaults {
  private static final int THROTTLED = 0x58;

  private final AtomicInteger refusals = new AtomicInteger();
  private final AtomicInteger silences = new AtomicInteger();
  private volatile int refusal = THROTTLED;
  private volatile int bindRefusal;

  CarrierFaults() {}

  /** The next {@code count} submit_sm are answered ESME_RTHROTTLED and forgotten. */
  public void throttle(int count) {
    refuse(THROTTLED, count);
  }

  /** The next {@code count} submit_sm are answered with this command status and forgotten. */
  public void refuse(int commandStatus, int count) {
    refusal = commandStatus;
    refusals.set(count);
  }

  /** The next {@code count} submit_sm are accepted, logged and passed on, but never answered. */
  public void silence(int count) {
    silences.set(count);
  }

  /** Every bind is refused with this command status; 0 accepts again. */
  public void refuseBinds(int commandStatus) {
    bindRefusal = commandStatus;
  }

  int refusalOfNextSubmit() {
    return takeOne(refusals) ? refusal : 0;
  }

  boolean nextIsSilent() {
    return takeOne(silences);
  }

  int bindRefusal() {
    return bindRefusal;
  }

  private static boolean takeOne(AtomicInteger left) {
    return left.get() > 0 && left.getAndUpdate(n -> Math.max(0, n - 1)) > 0;
  }
}
