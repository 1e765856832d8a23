package dev.snaptill.qr;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What one picture gave.
 *
 * @param texts all distinct texts, in the order they were read; empty if refused
 * @param passed whether one of them passed the check
 * @param stage the stage at which it passed
 * @param refusal why the picture was not looked into
 * @param steps the stages tried, in order
 * @param seen what there is to see, if the picture was looked into and nothing was read
 * @param took decoding the picture and reading it
 */
public record PhotoReading(
    List<String> texts,
    boolean passed,
    Optional<String> stage,
    Optional<Refusal> refusal,
    List<Step> steps,
    Optional<Seen> seen,
    Duration took) {

  static PhotoReading refused(Refusal reason, Duration took) {
    return new PhotoReading(
        List.of(), false, Optional.empty(), Optional.of(reason), List.of(), Optional.empty(), took);
  }

  /** Whole and broken milliseconds. */
  public double millis() {
    return took.toNanos() / 1e6;
  }
}
