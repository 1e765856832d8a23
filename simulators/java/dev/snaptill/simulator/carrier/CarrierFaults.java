package dev.snaptill.simulator.carrier;

import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What this carrier does wrong on purpose. Faults with a count end when it is used up, the others
 * when they are cleared. None is on at first.
 */
public final class CarrierFaults {
  private static final int THROTTLED = 0x58;

  private final AtomicInteger refusals = new AtomicInteger();
  private final AtomicInteger silences = new AtomicInteger();
  private final AtomicInteger untilCut = new AtomicInteger();
  private final AtomicInteger duplicates = new AtomicInteger();
  private final SplittableRandom random = new SplittableRandom(1);
  private volatile int refusal = THROTTLED;
  private volatile int throttledPercent;
  private volatile int bindRefusal;
  private volatile boolean unknownTlvs;
  private volatile ReceiptHabits receipts = ReceiptHabits.USUAL;

  CarrierFaults() {}

  /** The next {@code count} submit_sm are answered ESME_RTHROTTLED and forgotten. */
  public void throttle(int count) {
    refuse(THROTTLED, count);
  }

  /** Of all submit_sm about so many in a hundred are answered ESME_RTHROTTLED and forgotten. */
  public void throttlePercent(int percent) {
    if (percent < 0 || percent > 100) {
      throw new IllegalArgumentException("percent: 0 to 100");
    }
    throttledPercent = percent;
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

  /** The {@code count}th submit_sm from now is accepted, and its link breaks before the answer. */
  public void cutAfter(int count) {
    untilCut.set(count);
  }

  /**
   * The next {@code count} messages of phones are sent twice: the link breaks when they have been
   * answered, as if the answer had been lost, and they come again with the next bind.
   */
  public void duplicate(int count) {
    duplicates.set(count);
  }

  /** Every bind is refused with this command status; 0 accepts again. */
  public void refuseBinds(int commandStatus) {
    bindRefusal = commandStatus;
  }

  /** Whether deliver_sm carry TLVs that no specification knows. */
  public void unknownTlvs(boolean on) {
    unknownTlvs = on;
  }

  public void receipts(ReceiptHabits habits) {
    receipts = habits;
  }

  public ReceiptHabits receipts() {
    return receipts;
  }

  /** All is well again. */
  public void clear() {
    refusals.set(0);
    silences.set(0);
    untilCut.set(0);
    duplicates.set(0);
    throttledPercent = 0;
    bindRefusal = 0;
    unknownTlvs = false;
    receipts = ReceiptHabits.USUAL;
  }

  int refusalOfNextSubmit() {
    if (takeOne(refusals)) {
      return refusal;
    }
    return throttledPercent > 0 && hundred() < throttledPercent ? THROTTLED : 0;
  }

  private synchronized int hundred() {
    return random.nextInt(100);
  }

  boolean nextIsSilent() {
    return takeOne(silences);
  }

  /** Whether the link shall break with this submit_sm. */
  boolean cutsNow() {
    return untilCut.get() > 0 && untilCut.getAndUpdate(n -> Math.max(0, n - 1)) == 1;
  }

  boolean nextIsDoubled() {
    return takeOne(duplicates);
  }

  int bindRefusal() {
    return bindRefusal;
  }

  boolean unknownTlvs() {
    return unknownTlvs;
  }

  int throttledPercent() {
    return throttledPercent;
  }

  int refusalsLeft() {
    return refusals.get();
  }

  int silencesLeft() {
    return silences.get();
  }

  int submitsUntilCut() {
    return untilCut.get();
  }

  int duplicatesLeft() {
    return duplicates.get();
  }

  private static boolean takeOne(AtomicInteger left) {
    return left.get() > 0 && left.getAndUpdate(n -> Math.max(0, n - 1)) > 0;
  }
}
