package dev.snaptill.simulator.carrier;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the carrier saw acknowledged, both ways, one line each: {@code S} a submit_sm, written
 * before its answer leaves, {@code A} a deliver_sm answered for good. Lines that wait together
 * share one fsync. It is the oracle of crash tests, so after a write error nothing is acknowledged
 * any more.
 */
public final class CarrierLog implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(CarrierLog.class);
  private static final int MOST_WAITING = 100_000;

  /** Everything in a log file; a torn last line is left out. */
  public record Contents(List<Acknowledged> acknowledged, List<ShortMessage> submitted) {}

  private record Entry(String line, Runnable durable) {}

  private final @Nullable FileChannel file;
  private final Thread writer;
  private List<Entry> waiting = new ArrayList<>();
  private boolean closed;

  CarrierLog(@Nullable Path path) throws IOException {
    this.file = path == null ? null : open(path);
    this.writer = new Thread(this::run, "carrier-log");
    writer.setDaemon(true);
    writer.start();
  }

  private static FileChannel open(Path path) throws IOException {
    Path folder = path.toAbsolutePath().getParent();
    if (folder != null) {
      Files.createDirectories(folder);
    }
    FileChannel file =
        FileChannel.open(
            path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    long size = file.size();
    file.position(size);
    if (size > 0) {
      ByteBuffer last = ByteBuffer.allocate(1);
      file.read(last, size - 1);
      if (last.get(0) != '\n') {
        // a line torn by a crash must not swallow the next one
        file.write(ByteBuffer.wrap(new byte[] {'\n'}));
      }
    }
    return file;
  }

  /**
   * Runs {@code durable}, in order, on the log's own thread once the entry is on disk. It must not
   * block.
   */
  void submitted(SubmittedPart part, Runnable durable) {
    append(
        fields(
            "S",
            part.at().toEpochMilli(),
            part.id(),
            part.from(),
            part.to(),
            part.reference(),
            part.total(),
            part.number(),
            escape(part.text())),
        durable);
  }

  void acknowledged(Acknowledged message, Runnable durable) {
    append(
        fields(
            "A",
            message.at().toEpochMilli(),
            message.id(),
            message.from(),
            message.to(),
            message.commandStatus(),
            message.attempts(),
            0,
            escape(message.text())),
        durable);
  }

  private synchronized void append(String line, Runnable durable) {
    while (waiting.size() >= MOST_WAITING && !closed) {
      try {
        wait();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
    if (!closed) {
      waiting.add(new Entry(line, durable));
      if (waiting.size() == 1) {
        notifyAll();
      }
    }
  }

  private void run() {
    List<Entry> batch = new ArrayList<>();
    try {
      while (true) {
        batch.clear();
        synchronized (this) {
          while (waiting.isEmpty() && !closed) {
            wait();
          }
          if (waiting.isEmpty()) {
            return;
          }
          List<Entry> full = waiting;
          waiting = batch;
          batch = full;
          notifyAll();
        }
        write(batch);
        batch.forEach(entry -> entry.durable().run());
      }
    } catch (IOException e) {
      log.error("the carrier's log cannot be written; nothing is acknowledged from now on", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    synchronized (this) {
      closed = true;
      notifyAll();
    }
  }

  private void write(List<Entry> batch) throws IOException {
    if (file == null) {
      return;
    }
    StringBuilder lines = new StringBuilder(batch.size() * 100);
    for (Entry entry : batch) {
      lines.append(entry.line()).append('\n');
    }
    ByteBuffer octets = ByteBuffer.wrap(lines.toString().getBytes(StandardCharsets.UTF_8));
    while (octets.hasRemaining()) {
      file.write(octets);
    }
    file.force(false);
  }

  @Override
  public void close() {
    synchronized (this) {
      closed = true;
      notifyAll();
    }
    try {
      writer.join(5_000);
      if (file != null) {
        file.close();
      }
    } catch (IOException e) {
      log.warn("closing the carrier's log failed", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Reads a log, also one of a carrier that was killed. */
  public static Contents read(Path path) throws IOException {
    return new CarrierLogTail(path).next();
  }

  private static String fields(Object... fields) {
    StringBuilder line = new StringBuilder(120);
    for (Object field : fields) {
      if (line.length() > 0) {
        line.append('\t');
      }
      line.append(field);
    }
    return line.toString();
  }

  private static String escape(String text) {
    return text.replace("\\", "\\\\")
        .replace("\t", "\\t")
        .replace("\n", "\\n")
        .replace("\r", "\\r");
  }
}
