package dev.snaptill.qr;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

/**
 * How far one picture has come on the {@link Ladder}. Between two stages it may be laid aside and
 * taken up by another thread; waiting costs it none of its time. For one thread at a time.
 */
final class Ascent {
  private final Grey picture;
  private final LongSupplier nanos;
  private final long budget;
  private final Sight sight;
  private final Finds finds;
  private final List<Step> steps = new ArrayList<>();
  private long since;
  private long spent;
  private boolean paused;
  private Optional<String> passedAt = Optional.empty();
  private boolean timedOut;
  private boolean ended;

  /**
   * @param since when work on this picture began, by the same clock
   */
  Ascent(Grey picture, LongSupplier nanos, long since, Duration budget, Predicate<String> check) {
    this.picture = picture;
    this.nanos = nanos;
    this.since = since;
    this.budget = budget.toNanos();
    this.sight = new Sight(picture);
    this.finds = new Finds(check, this::timeIsUp);
  }

  Sight sight() {
    return sight;
  }

  Finds finds() {
    return finds;
  }

  /** How many stages were tried. */
  int tried() {
    return steps.size();
  }

  boolean tried(String stage) {
    return steps.stream().anyMatch(step -> step.stage().equals(stage));
  }

  boolean timeIsUp() {
    return spent() >= budget;
  }

  private long spent() {
    return paused ? spent : spent + nanos.getAsLong() - since;
  }

  /** The clock stands still until {@link #goOn()}. */
  void pause() {
    spent = spent();
    paused = true;
  }

  /** Does nothing if it is not paused. */
  void goOn() {
    if (paused) {
      since = nanos.getAsLong();
      paused = false;
    }
  }

  /** Time of work on this picture so far, decoding included. */
  Duration took() {
    return Duration.ofNanos(spent());
  }

  void tried(Step step) {
    steps.add(step);
  }

  /** A text passed there. */
  void passed(String stage) {
    passedAt = Optional.of(stage);
    ended = true;
  }

  void end(boolean outOfTime) {
    timedOut = outOfTime;
    ended = true;
  }

  boolean ended() {
    return ended;
  }

  /** What is kept in memory while it waits, about. */
  int pixels() {
    return picture.width() * picture.height();
  }

  Ladder.Climb climb() {
    return new Ladder.Climb(
        finds.texts(),
        passedAt.isPresent(),
        passedAt,
        timedOut,
        List.copyOf(steps),
        finds.count() == 0 ? Optional.of(Impression.of(picture, finds.spots())) : Optional.empty());
  }
}
