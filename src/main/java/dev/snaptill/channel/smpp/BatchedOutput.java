package dev.snaptill.channel.smpp;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * An output stream whose {@link #write} never blocks: octets gather in a buffer, and a writer
 * thread hands all that is there to the socket in one go. While one write is under way the next
 * gathers, so the busier, the fewer system calls. Each write call must hold whole PDUs.
 */
final class BatchedOutput extends OutputStream {
  private final OutputStream out;
  private final int limit;
  private final Runnable onFailure;
  private final Thread writer;

  // guarded by this
  private byte[] gathering = new byte[16_384];
  private int gathered;
  private boolean flush;
  private boolean closed;
  private @Nullable IOException failure;

  /**
   * @param limit how many octets may wait for a peer that doesn't read; beyond, the stream fails
   * @param onFailure told once if the stream fails; on the writer's or the writing thread
   */
  BatchedOutput(OutputStream out, int limit, String name, Runnable onFailure) {
    this.out = out;
    this.limit = limit;
    this.onFailure = onFailure;
    this.writer = new Thread(this::pump, name);
    writer.setDaemon(true);
    writer.start();
  }

  @Override
  public void write(int octet) throws IOException {
    write(new byte[] {(byte) octet}, 0, 1);
  }

  /** Gathers; nothing is sent before {@link #flush} or close. */
  @Override
  public void write(byte[] octets, int from, int length) throws IOException {
    boolean full = false;
    synchronized (this) {
      if (failure != null || closed) {
        throw new IOException("the connection is closed", failure);
      }
      if (gathered + length > limit) {
        failure = new IOException("the peer reads nothing: " + gathered + " octets wait");
        full = true;
        notifyAll();
      } else {
        if (gathered + length > gathering.length) {
          gathering = Arrays.copyOf(gathering, Math.max(gathered + length, 2 * gathering.length));
        }
        System.arraycopy(octets, from, gathering, gathered, length);
        gathered += length;
      }
    }
    if (full) {
      onFailure.run();
      throw new IOException("the peer reads nothing");
    }
  }

  @Override
  public synchronized void flush() {
    if (!flush && gathered > 0) {
      flush = true;
      notifyAll();
    }
  }

  /** Sends what is gathered, for so long at most, and takes no more. */
  void close(Duration patience) {
    synchronized (this) {
      closed = true;
      notifyAll();
    }
    if (Thread.currentThread() != writer) {
      try {
        writer.join(Math.max(1, patience.toMillis()));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void pump() {
    byte[] sending = new byte[16_384];
    try {
      while (true) {
        int length;
        synchronized (this) {
          while (!flush && !closed && failure == null) {
            wait();
          }
          if (failure != null || gathered == 0) {
            return;
          }
          byte[] full = gathering;
          gathering = sending;
          sending = full;
          length = gathered;
          gathered = 0;
          flush = false;
        }
        out.write(sending, 0, length);
        out.flush();
      }
    } catch (IOException e) {
      synchronized (this) {
        failure = e;
      }
      onFailure.run();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
