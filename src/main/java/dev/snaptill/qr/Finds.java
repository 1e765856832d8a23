package dev.snaptill.qr;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

/** The distinct texts seen in one picture so far, and whether one of them is what was asked for. */
final class Finds {
  /** A sheet of vouchers has a dozen; more is somebody's game. */
  private static final int MOST = 32;

  private final Predicate<String> check;
  private final BooleanSupplier timeIsUp;
  private final Set<String> texts = new LinkedHashSet<>();
  private final Spots spots = new Spots();
  private boolean passed;

  /**
   * @param check whether a text is what was asked for
   * @param timeIsUp asked by stages that try several things, in between
   */
  Finds(Predicate<String> check, BooleanSupplier timeIsUp) {
    this.check = check;
    this.timeIsUp = timeIsUp;
  }

  /** Whether a stage under way should leave it at that: nothing is left to look for, or no time. */
  boolean enough() {
    return passed || timeIsUp();
  }

  void add(String text) {
    if (!text.isEmpty() && texts.size() < MOST && texts.add(text) && !passed) {
      passed = check.test(text);
    }
  }

  /** Where stages saw what may be finders; kept for those that come after. */
  Spots spots() {
    return spots;
  }

  boolean timeIsUp() {
    return timeIsUp.getAsBoolean();
  }

  boolean passed() {
    return passed;
  }

  int count() {
    return texts.size();
  }

  List<String> texts() {
    return List.copyOf(texts);
  }
}
