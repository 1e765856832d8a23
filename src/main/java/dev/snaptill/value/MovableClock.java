package dev.snaptill.value;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;

/**
 * A clock that can be moved on, never back: for trying out what happens in a month. A file keeps
 * how far, so that a restart does not fall back behind what has happened.
 */
public final class MovableClock extends Clock {
  /** Ids hold their time until 2090. */
  private static final Duration MOST = Duration.ofDays(20 * 366);

  private final Clock base;
  private final Path file;
  private volatile Duration ahead;

  private MovableClock(Clock base, Path file, Duration ahead) {
    this.base = base;
    this.file = file;
    this.ahead = ahead;
  }

  /**
   * @param file made when the clock is moved for the first time
   * @throws UncheckedIOException if it can't be read
   */
  public static MovableClock open(Clock base, Path file) {
    try {
      Duration ahead =
          Files.exists(file) ? Duration.parse(Files.readString(file).strip()) : Duration.ZERO;
      return new MovableClock(base, file, ahead);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Moves on.
   *
   * @return the time it is now
   * @throws IllegalArgumentException if that is backwards, or twenty years ahead
   * @throws UncheckedIOException if it can't be kept; it hasn't moved then
   */
  public synchronized Instant advance(Duration by) {
    Duration to = ahead.plus(by);
    if (by.isNegative() || to.compareTo(MOST) > 0) {
      throw new IllegalArgumentException("a clock moves on by less than 20 years in all");
    }
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      Path fresh = file.resolveSibling(file.getFileName() + ".new");
      Files.writeString(fresh, to.toString());
      Files.move(fresh, file, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    ahead = to;
    return instant();
  }

  @Override
  public Instant instant() {
    return base.instant().plus(ahead);
  }

  @Override
  public ZoneId getZone() {
    return base.getZone();
  }

  @Override
  public Clock withZone(ZoneId zone) {
    throw new UnsupportedOperationException("no zone is asked of a clock here");
  }
}
