package dev.snaptill.ops;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What goes over the wires of single carriers and MMSCs, for whoever looks for a fault. Off until
 * an operator switches it on for one of them, for a limited time. Whoever notes leaves texts and
 * codes out; long runs of digits are masked here once more.
 */
public final class Traces implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Traces.class);

  /** The longest time a trace stays on. */
  public static final Duration LONGEST = Duration.ofHours(24);

  /** Lines kept in memory for each name. */
  public static final int KEPT = 500;

  private static final int MAX_LINE = 4_000;
  private static final int WAITING = 1_000;
  // a voucher's digits in fours, or any long run of them
  private static final Pattern DIGITS =
      Pattern.compile("\\d{4}(?:[ -]\\d{4}){2}[ -]\\d{2}|\\d{7,}");

  /** A line and when it was noted. */
  public record Line(Instant at, String text) {}

  /**
   * One name's trace.
   *
   * @param until when it ends by itself; null if it isn't on
   */
  public record View(@Nullable Instant until, boolean toFile, List<Line> lines) {}

  private static final class Ring {
    private final Deque<Line> lines = new ArrayDeque<>();
    private volatile Instant until = Instant.MIN;
    private volatile boolean toFile;
  }

  private final Clock clock;
  private final @Nullable Path directory;
  private final Map<String, Ring> rings = new ConcurrentHashMap<>();
  private final ExecutorService writer;

  /**
   * @param directory where trace files go; null for none
   */
  public Traces(Clock clock, @Nullable Path directory) {
    this.clock = clock;
    this.directory = directory;
    this.writer =
        new ThreadPoolExecutor(
            0,
            1,
            10,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(WAITING),
            task -> {
              Thread thread = new Thread(task, "trace-file");
              thread.setDaemon(true);
              return thread;
            },
            // a trace may have holes; what it traces must not wait for it
            new ThreadPoolExecutor.DiscardPolicy());
  }

  /** For tests and tools that trace nothing. */
  public static Traces none() {
    return new Traces(Clock.systemUTC(), null);
  }

  public boolean isOn(String name) {
    Ring ring = rings.get(name);
    return ring != null && clock.instant().isBefore(ring.until);
  }

  /** Notes a line if that trace is on; else the supplier isn't asked. */
  public void note(String name, Supplier<String> what) {
    Ring ring = rings.get(name);
    if (ring == null) {
      return;
    }
    Instant now = clock.instant();
    if (!now.isBefore(ring.until)) {
      return;
    }
    String text = masked(what.get());
    Line line = new Line(now, text.length() > MAX_LINE ? text.substring(0, MAX_LINE) : text);
    synchronized (ring) {
      ring.lines.addLast(line);
      if (ring.lines.size() > KEPT) {
        ring.lines.removeFirst();
      }
    }
    if (ring.toFile && directory != null) {
      writer.execute(() -> append(directory, name, line));
    }
  }

  /** Voucher codes, and seven digits or more, keep their last four. */
  public static String masked(String text) {
    Matcher matcher = DIGITS.matcher(text);
    return matcher.replaceAll(
        found -> {
          String digits = found.group().replaceAll("[ -]", "");
          return "*".repeat(digits.length() - 4) + digits.substring(digits.length() - 4);
        });
  }

  /**
   * Switches a trace on; what it held before is forgotten.
   *
   * @param time at most {@link #LONGEST}
   * @return when it ends by itself
   */
  public Instant start(String name, Duration time, boolean toFile) {
    Ring ring = new Ring();
    ring.until = clock.instant().plus(time.compareTo(LONGEST) > 0 ? LONGEST : time);
    ring.toFile = toFile;
    rings.put(name, ring);
    return ring.until;
  }

  /** Switches it off; its lines can be read until retention takes them. */
  public void stop(String name) {
    Ring ring = rings.get(name);
    if (ring != null) {
      ring.until = Instant.MIN;
    }
  }

  public View view(String name) {
    Ring ring = rings.get(name);
    if (ring == null) {
      return new View(null, false, List.of());
    }
    synchronized (ring) {
      return new View(isOn(name) ? ring.until : null, ring.toFile, List.copyOf(ring.lines));
    }
  }

  /**
   * Deletes lines and files older than that. Blocks.
   *
   * @return how many lines and files
   */
  public int purge(Instant before) {
    int gone = 0;
    for (Ring ring : rings.values()) {
      synchronized (ring) {
        while (!ring.lines.isEmpty() && ring.lines.getFirst().at().isBefore(before)) {
          ring.lines.removeFirst();
          gone++;
        }
      }
    }
    return gone + purgeFiles(before);
  }

  private int purgeFiles(Instant before) {
    if (directory == null || !Files.isDirectory(directory)) {
      return 0;
    }
    int gone = 0;
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "*.trace")) {
      for (Path file : files) {
        if (Files.getLastModifiedTime(file).toInstant().isBefore(before)) {
          Files.delete(file);
          gone++;
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return gone;
  }

  private static void append(Path directory, String name, Line line) {
    try {
      Files.createDirectories(directory);
      LocalDate day = line.at().atZone(ZoneOffset.UTC).toLocalDate();
      Files.writeString(
          directory.resolve(name + "-" + day + ".trace"),
          line.at() + " " + line.text() + "\n",
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND);
    } catch (IOException e) {
      log.warn("trace of {}: {}", name, e.toString());
    }
  }

  @Override
  public void close() {
    writer.shutdown();
  }
}
