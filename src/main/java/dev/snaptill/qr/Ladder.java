package dev.snaptill.qr;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
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

  /** Of a code's three finders, one may be hidden. */
  private static final int LEFT_OVER = 2;

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
  private final List<Stage> beside;
  private final LongSupplier nanos;

  Ladder(List<Stage> stages, LongSupplier nanos) {
    this(stages, List.of(), nanos);
  }

  /**
   * @param beside stages that look, after a text has passed, for other codes where finders are left
   *     over that belong to no code that was read
   */
  Ladder(List<Stage> stages, List<Stage> beside, LongSupplier nanos) {
    this.stages = stages;
    this.beside = beside;
    this.nanos = nanos;
  }

  /**
   * @param startNanos when work on this picture began, by the same clock
   * @param check must not throw; the reader's own error correction now and then lets a wrong text
   *     through, so that the check must rest on the text's own check digits or tag
   */
  Climb climb(Grey picture, long startNanos, Duration budget, Predicate<String> check) {
    Ascent ascent = new Ascent(picture, nanos, startNanos, budget, check);
    while (!ascent.ended()) {
      step(ascent);
    }
    return ascent.climb();
  }

  /** Tries the next stage; the ascent has ended then if a text passed or nothing is left to try. */
  void step(Ascent ascent) {
    if (ascent.tried() > 0 && ascent.timeIsUp()) {
      ascent.end(true);
      return;
    }
    Stage stage = stages.get(ascent.tried());
    look(stage, ascent);
    if (ascent.finds().passed()) {
      ascent.passed(stage.name());
      lookBeside(ascent);
    } else if (ascent.tried() == stages.size()) {
      ascent.end(false);
    }
  }

  /** Two vouchers in one photo must not be taken for one, whichever of them is read first. */
  private void lookBeside(Ascent ascent) {
    for (Stage stage : beside) {
      boolean leftOver = ascent.finds().spots().unread() >= LEFT_OVER;
      if (leftOver && !ascent.timeIsUp() && !ascent.tried(stage.name())) {
        look(stage, ascent);
      }
    }
  }

  private void look(Stage stage, Ascent ascent) {
    long began = nanos.getAsLong();
    int before = ascent.finds().count();
    look(stage, ascent.sight(), ascent.finds());
    Duration took = Duration.ofNanos(nanos.getAsLong() - began);
    ascent.tried(new Step(stage.name(), took, ascent.finds().count() - before));
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
