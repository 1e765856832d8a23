package dev.snaptill.simulator.bank;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A bank's books on disk: one line an entry, its fields in the order of {@link BookEntry} with tabs
 * between. A line counts once its line feed is written; half a line at the end is what a crash left
 * of a group that was never answered.
 */
final class BookFile implements Closeable {
  private final FileChannel channel;
  private final Runnable beforeSync;
  private final StringBuilder waiting = new StringBuilder();
  private long syncs;

  /**
   * Opens the file for appending and cuts off half a line at its end.
   *
   * @param beforeSync run between write and fsync
   * @throws IOException also where another bank has this file open
   */
  BookFile(Path path, Runnable beforeSync) throws IOException {
    this.beforeSync = beforeSync;
    Path folder = path.toAbsolutePath().getParent();
    if (folder != null) {
      Files.createDirectories(folder);
    }
    channel =
        FileChannel.open(
            path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    try {
      if (!lock()) {
        throw new IOException(path + " is the books of a bank that is running");
      }
      channel.truncate(wholeLines());
      channel.position(channel.size());
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  private boolean lock() throws IOException {
    try {
      return channel.tryLock() != null;
    } catch (OverlappingFileLockException e) {
      return false;
    }
  }

  /** Length of the file up to its last line feed. */
  private long wholeLines() throws IOException {
    ByteBuffer one = ByteBuffer.allocate(1);
    for (long end = channel.size(); end > 0; end--) {
      one.clear();
      channel.read(one, end - 1);
      if (one.get(0) == '\n') {
        return end;
      }
    }
    return 0;
  }

  /** Takes an entry into the group that {@link #commit} will write. */
  void append(BookEntry e) {
    waiting.append(e.seq()).append('\t').append(e.time()).append('\t').append(e.kind());
    for (Object field :
        new Object[] {
          e.code(),
          e.terminal(),
          e.stan(),
          e.transmitted(),
          e.from(),
          e.to(),
          e.amount(),
          e.rrn(),
          e.reversalOf(),
          e.time12(),
          e.date13(),
          e.processing(),
          e.currency(),
          e.merchant(),
          e.asked()
        }) {
      waiting.append('\t').append(field);
    }
    waiting.append('\n');
  }

  /** Writes the group and waits until it is on the disk. Does nothing for an empty group. */
  void commit() throws IOException {
    if (waiting.isEmpty()) {
      return;
    }
    ByteBuffer group = StandardCharsets.ISO_8859_1.encode(waiting.toString());
    waiting.setLength(0);
    while (group.hasRemaining()) {
      channel.write(group);
    }
    beforeSync.run();
    channel.force(false);
    syncs++;
  }

  long syncs() {
    return syncs;
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }

  /** All whole lines of a books file, also of one that is being written. */
  static List<BookEntry> read(Path path) throws IOException {
    List<BookEntry> entries = new ArrayList<>();
    try (InputStream in = Files.newInputStream(path)) {
      replay(in, entries::add);
    }
    return entries;
  }

  /** Hands every line to {@code to}, in order; to be called before the first {@link #append}. */
  void replay(Consumer<BookEntry> to) throws IOException {
    channel.position(0);
    // Through our own channel: closing another one on the same file would give up the lock (POSIX).
    replay(Channels.newInputStream(channel), to);
    channel.position(channel.size());
  }

  private static void replay(InputStream in, Consumer<BookEntry> to) throws IOException {
    Map<String, String> seen = new HashMap<>();
    Reader reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.ISO_8859_1));
    long number = 0;
    for (String line = wholeLine(reader); line != null; line = wholeLine(reader)) {
      number++;
      to.accept(entry(line, number, seen));
    }
  }

  private static BookEntry entry(String line, long number, Map<String, String> seen)
      throws IOException {
    BookEntry entry;
    try {
      entry = parse(line, seen);
    } catch (RuntimeException e) {
      throw new IOException("books: line " + number + " is no entry", e);
    }
    if (entry.seq() != number) {
      throw new IOException("books: line " + number + " says it is line " + entry.seq());
    }
    return entry;
  }

  /** The next line; null at the end, or where the line feed is missing. */
  private static @Nullable String wholeLine(Reader reader) throws IOException {
    StringBuilder line = new StringBuilder(160);
    for (int c = reader.read(); c >= 0; c = reader.read()) {
      if (c == '\n') {
        return line.toString();
      }
      line.append((char) c);
    }
    return null;
  }

  private static BookEntry parse(String line, Map<String, String> seen) {
    String[] f = line.split("\t", -1);
    // Older books have no last column.
    if (f.length != 18 && f.length != 17) {
      throw new IllegalArgumentException("18 fields, not " + f.length);
    }
    return new BookEntry(
        Long.parseLong(f[0]),
        Instant.parse(f[1]).truncatedTo(ChronoUnit.MICROS),
        BookEntry.Kind.valueOf(f[2]),
        shared(seen, f[3]),
        shared(seen, f[4]),
        Integer.parseInt(f[5]),
        shared(seen, f[6]),
        shared(seen, f[7]),
        shared(seen, f[8]),
        Long.parseLong(f[9]),
        f[10],
        Long.parseLong(f[11]),
        shared(seen, f[12]),
        shared(seen, f[13]),
        shared(seen, f[14]),
        shared(seen, f[15]),
        shared(seen, f[16]),
        Long.parseLong(f[f.length == 18 ? 17 : 9]));
  }

  /** One copy of what many lines repeat, so that half a million of them stay small. */
  static String shared(Map<String, String> seen, String text) {
    if (seen.size() > 100_000) {
      seen.clear();
    }
    String before = seen.putIfAbsent(text, text);
    return before == null ? text : before;
  }
}
