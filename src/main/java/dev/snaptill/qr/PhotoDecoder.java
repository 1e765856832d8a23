package dev.snaptill.qr;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

/**
 * Reads the codes of one picture after the other. Holds a set of detectors with their scratch
 * buffers: one decoder a thread, kept as long as the thread.
 */
public final class PhotoDecoder {
  private final Pictures pictures;
  private final Ladder ladder;
  private final LongSupplier nanos;

  public PhotoDecoder(ImageLimits limits) {
    this(new Pictures(limits), System::nanoTime);
  }

  PhotoDecoder(Pictures pictures, LongSupplier nanos) {
    this.pictures = pictures;
    this.nanos = nanos;
    this.ladder = new Ladder(Stages.standard(), nanos);
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
    long start = nanos.getAsLong();
    Pictures.Opened opened = pictures.open(encoded);
    if (opened instanceof Pictures.Opened.Refused refused) {
      return PhotoReading.refused(refused.reason(), since(start));
    }
    Grey grey = ((Pictures.Opened.Ok) opened).grey();
    Ladder.Climb climb = ladder.climb(grey, start, budget, check);
    return new PhotoReading(
        climb.texts(),
        climb.passed(),
        climb.stage(),
        Optional.empty(),
        climb.steps(),
        climb.seen(),
        since(start));
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

  private Duration since(long start) {
    return Duration.ofNanos(nanos.getAsLong() - start);
  }
}
