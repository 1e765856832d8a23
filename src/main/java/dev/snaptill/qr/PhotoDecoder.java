package dev.snaptill.qr;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Reads the codes of one picture after the other. Holds a set of detectors with their scratch
 * buffers: one decoder a thread, kept as long as the thread.
 */
public final class PhotoDecoder {
  private final Pictures pictures;
  private final Ladder ladder;
  private final LongSupplier nanos;

  /** A picture that is refused, or one on its way up the ladder. */
  record Begun(@Nullable PhotoReading refused, @Nullable Ascent ascent) {
    /** What is kept in memory as long as this is. */
    int pixels() {
      return ascent == null ? 0 : ascent.pixels();
    }
  }

  public PhotoDecoder(ImageLimits limits) {
    this(new Pictures(limits), System::nanoTime);
  }

  PhotoDecoder(Pictures pictures, LongSupplier nanos) {
    this.pictures = pictures;
    this.nanos = nanos;
    this.ladder = Stages.ladder(nanos);
  }

  /** Leaves at the first code, whatever it says. */
  public PhotoReading decode(byte[] encoded, Duration budget) {
    return decode(encoded, budget, text -> true);
  }

  /**
   * Looks until a text passes the check.
   *
   * @param encoded the picture file's bytes, of any sort
   * @param budget for decoding and all stages; overrun by at most one stage
   */
  public PhotoReading decode(byte[] encoded, Duration budget, Predicate<String> check) {
    return goOn(begin(encoded, budget, check), Integer.MAX_VALUE).orElseThrow();
  }

  /** Decodes the picture when there is room for it; no stage is tried yet. */
  Begun begin(byte[] encoded, Duration budget, Predicate<String> check) {
    try (Pictures.Turn turn = pictures.turn(encoded)) {
      long start = nanos.getAsLong();
      Pictures.Opened opened = turn.open();
      if (opened instanceof Pictures.Opened.Refused refused) {
        Duration took = Duration.ofNanos(nanos.getAsLong() - start);
        return new Begun(PhotoReading.refused(refused.reason(), took), null);
      }
      Grey grey = ((Pictures.Opened.Ok) opened).grey();
      return new Begun(null, new Ascent(grey, nanos, start, budget, check));
    }
  }

  /** As {@link #goOn(Begun, int, BooleanSupplier)}, not to be held up. */
  Optional<PhotoReading> goOn(Begun begun, int most) {
    return goOn(begun, most, () -> false);
  }

  /**
   * Tries stages until one passes or none is left. May go on with what another decoder began.
   *
   * @param most stages tried in all, those before included
   * @param stop asked between stages whether to lay it aside
   * @return empty if it was laid aside
   */
  Optional<PhotoReading> goOn(Begun begun, int most, BooleanSupplier stop) {
    if (begun.ascent() == null) {
      return Optional.ofNullable(begun.refused());
    }
    Ascent ascent = begun.ascent();
    ascent.goOn();
    do {
      ladder.step(ascent);
    } while (!ascent.ended() && ascent.tried() < most && !stop.getAsBoolean());
    ascent.pause();
    return ascent.ended() ? Optional.of(reading(ascent)) : Optional.empty();
  }

  private static PhotoReading reading(Ascent ascent) {
    Ladder.Climb climb = ascent.climb();
    return new PhotoReading(
        climb.texts(),
        climb.passed(),
        climb.stage(),
        Optional.empty(),
        climb.steps(),
        climb.seen(),
        ascent.took());
  }

  /**
   * As {@link #decode(byte[], Duration)}, from a file; one that is too large is not even opened.
   *
   * @throws IOException if the file cannot be read
   */
  public PhotoReading decode(Path file, Duration budget) throws IOException {
    if (Files.size(file) > pictures.limits().maxBytes()) {
      return PhotoReading.refused(Refusal.TOO_BIG, Duration.ZERO);
    }
    return decode(Files.readAllBytes(file), budget);
  }
}
