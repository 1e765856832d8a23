package dev.snaptill.simulation;

import java.util.List;
import java.util.Random;

/**
 * Chance, from the seed alone: how stormy this seed is, and whether a fault happens now. After
 * {@link #calm} none does.
 */
final class Faults {
  /** The process dies: thrown through it, so that nothing of it goes on. */
  static final class Died extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Died(String where) {
      super(where, null, false, false);
    }
  }

  private final Random random;
  private final double storm;
  private boolean calm;
  private int bankFaults;

  Faults(long seed) {
    random = new Random(seed * 0x9E3779B97F4A7C15L + 17);
    // a third of the seeds is mild, so that what goes well is tried too
    storm = random.nextInt(3) == 0 ? 0.2 : 0.4 + random.nextDouble() * 1.2;
  }

  void calm() {
    calm = true;
  }

  boolean isCalm() {
    return calm;
  }

  int bankFaults() {
    return bankFaults;
  }

  /** Whether a fault of that usual chance happens. */
  boolean strikes(double chance) {
    return random.nextDouble() < chance * storm && !calm;
  }

  boolean bank(double chance) {
    boolean strikes = strikes(2 * chance);
    if (strikes) {
      bankFaults++;
    }
    return strikes;
  }

  /** Anything that is no fault. */
  boolean chance(double chance) {
    return random.nextDouble() < chance;
  }

  /** From {@code least} to {@code most}, both included. */
  long between(long least, long most) {
    return least + (most <= least ? 0 : (long) (random.nextDouble() * (most - least + 1)));
  }

  <T> T one(List<T> of) {
    return of.get(random.nextInt(of.size()));
  }
}
