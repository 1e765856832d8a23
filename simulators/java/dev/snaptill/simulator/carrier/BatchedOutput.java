package dev.snaptill.simulator.carrier;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/**
 * Gathers whole PDUs while the last write is under way, so that one system call carries many. A
 * write never waits for the peer until {@link #LIMIT} octets are waiting; a peer that takes nothing
 * for ten seconds more loses the link.
 */
final class BatchedOutput extends OutputStream {
  private static final int LIMIT = 4 << 20;
  private static final long PATIENCE = TimeUnit.SECONDS.toNanos(10);

  private final Socket socket;
  private final OutputStream wire;
  private final Thread writer;
  private byte[] filling = new byte[1 << 16];
  private byte[] spare = new byte[1 << 16];
  private int filled;
  private boolean idle;
  private boolean writing;
  private boolean closed;

  BatchedOutput(Socket socket) throws IOException {
    this.socket = socket;
    this.wire = socket.getOutputStream();
    this.writer = new Thread(this::run, "carrier-writer-" + socket.getPort());
    writer.setDaemon(true);
    writer.start();
  }

  @Override
  public void write(int octet) throws IOException {
    write(new byte[] {(byte) octet}, 0, 1);
  }

  @Override
  public synchronized void write(byte[] pdu, int offset, int length) throws IOException {
    long until = System.nanoTime() + PATIENCE;
    while (!closed && filled > 0 && filled + length > LIMIT) {
      if (System.nanoTime() - until > 0) {
        hangUp();
      } else {
        pause(100);
      }
    }
    if (closed) {
      throw new IOException("the link is closed");
    }
    if (filled + length > filling.length) {
      filling = Arrays.copyOf(filling, Math.max(filling.length * 2, filled + length));
    }
    System.arraycopy(pdu, offset, filling, filled, length);
    filled += length;
    if (idle) {
      idle = false;
      notifyAll();
    }
  }

  /** What is written goes out by itself. */
  @Override
  public void flush() {}

  /** Waits up to a second for what is written to leave; then the socket is closed by its owner. */
  synchronized void drain() {
    long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(1);
    while (!closed
        && (filled > 0 || writing)
        && System.nanoTime() - until < 0
        && Thread.currentThread() != writer) {
      pause(50);
    }
  }

  @Override
  public synchronized void close() {
    closed = true;
    notifyAll();
  }

  private synchronized void hangUp() {
    close();
    try {
      socket.close();
    } catch (IOException e) {
      // it is gone either way
    }
  }

  private void run() {
    try {
      while (true) {
        byte[] batch;
        int length;
        synchronized (this) {
          writing = false;
          notifyAll();
          while (filled == 0 && !closed) {
            idle = true;
            wait();
          }
          if (closed) {
            return;
          }
          batch = filling;
          length = filled;
          filling = spare;
          spare = batch;
          filled = 0;
          writing = true;
        }
        wire.write(batch, 0, length);
      }
    } catch (IOException | InterruptedException e) {
      hangUp();
    }
  }

  private void pause(long millis) {
    try {
      wait(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      closed = true;
    }
  }
}
