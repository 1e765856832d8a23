package dev.snaptill.qr;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tries the stages one after the other and leaves as soon as a text passes the check, or the time
 * is up. A stage under way is not stopped: the deadline is looked at between stages, and the first
 * is always tried. For one thread.
 */
final class Ladder {
  private static final Logger LOG = LoggerFactory.getLogger(Ladder.class);

  /**
   * What was seen.
   *
   * @param texts all distinct texts, in the order they were read
   * @param passed whether one of them passed the check
   * @param stage the stage at which it passed; empty if none did
   * @param timedOut whether stages were left untried
   * @param steps the stages tried, in order
   * @param seen what there is to see if nothing was read
   */
  record Climb(
      List<String> texts,
      boolean passed,
      Optional<String> stage,
      boolean timedOut,
      List<Step> steps,
      Optional<Seen> seen) {}

  private final List<Stage> stages;
  private final LongSupplier nanos;

  Ladder(List<Stage> stages, LongSupplier nanos) {
    this.stages = stages;
    this.nanos = nanos;
  }

  /**
   * @param startNanos when work on this picture began, by the same clock
   * @param check must not throw; the reader's own error correction now and then lets a wrong text
   *     through, so that the check must rest on the text's own check digits or tag
   */
  Climb climb(Grey picture, long startNanos, Duration budget, Predicate<String> check) {
    Sight sight = new Sight(picture);
    BooleanSupplier timeIsUp = () -> nanos.getAsLong() - startNanos >= budget.toNanos();
    Finds finds = new Finds(check, timeIsUp);
    List<Step> steps = new ArrayList<>();
    for (Stage stage : stages) {
      if (!steps.isEmpty() && timeIsUp.getAsBoolean()) {
        return new Climb(finds.texts(), false, Optional.empty(), true, steps, seen(picture, finds));
      }
      long began = nanos.getAsLong();
      int before = finds.count();
      look(stage, sight, finds);
      Duration took = Duration.ofNanos(nanos.getAsLong() - began);
      steps.add(new Step(stage.name(), took, finds.count() - before));
      if (finds.passed()) {
        return new Climb(
            finds.texts(), true, Optional.of(stage.name()), false, steps, Optional.empty());
      }
    }
    return new Climb(finds.texts(), false, Optional.empty(), false, steps, seen(picture, finds));
  }

  private static Optional<Seen> seen(Grey picture, Finds finds) {
    return finds.count() == 0
        ? Optional.of(Impression.of(picture, finds.spots()))
        : Optional.empty();
  }

  /** Detectors index by what they measured in the picture: a stage that trips costs only itself. */
  private static void look(Stage stage, Sight sight, Finds finds) {
    try {
      stage.look(sight, finds);
    } catch (RuntimeException e) {
      LOG.debug("stage {} failed on a picture", stage.name(), e);
    }
  }
}
