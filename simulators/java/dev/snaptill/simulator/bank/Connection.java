package dev.snaptill.simulator.bank;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.Socket;
import java.text.ParseException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client. A thread reads and parses, another writes, so that a client that does not read its
 * answers stops nobody else.
 */
final class Connection {
  /** Where parsed messages go; blocks while there is no room. */
  interface Inbox {
    void put(Wire.Received message) throws InterruptedException;
  }

  /**
   * Something to write.
   *
   * @param over how long to take for it
   * @param last whether the connection ends after it
   */
  private record Out(byte[] bytes, Duration over, boolean last) {
    Out(byte[] bytes) {
      this(bytes, Duration.ZERO, false);
    }

    boolean ordinary() {
      return over.isZero() && !last;
    }
  }

  private static final Logger LOG = LoggerFactory.getLogger(Connection.class);
  private static final int MOST_UNREAD_ANSWERS = 100_000;
  private static final int HANDSHAKE_MS = 60_000;
  private static final int PIECES = 10;
  private static final Out LAST = new Out(new byte[0], Duration.ZERO, true);
  private final Socket accepted;
  private final Socket socket;
  private final Wire wire;
  private final Inbox inbox;
  private final Runnable onEnd;
  private final BlockingQueue<Out> answers = new LinkedBlockingQueue<>(MOST_UNREAD_ANSWERS);
  private byte @Nullable [] held;
  private volatile boolean signedOn;

  /**
   * @param accepted the TCP connection
   * @param socket to talk over: the same, or TLS over it
   */
  Connection(Socket accepted, Socket socket, Wire wire, Inbox inbox, Runnable onEnd) {
    this.accepted = accepted;
    this.socket = socket;
    this.wire = wire;
    this.inbox = inbox;
    this.onEnd = onEnd;
  }

  void start() {
    String name = "bank-" + accepted.getLocalPort() + "-" + accepted.getPort();
    daemon(this::readAll, name + "-in").start();
    daemon(this::writeAll, name + "-out").start();
  }

  private static Thread daemon(Runnable work, String name) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    return thread;
  }

  boolean signedOn() {
    return signedOn;
  }

  void signedOn(boolean now) {
    signedOn = now;
  }

  private void readAll() {
    try {
      shakeHands();
      try (DataInputStream in =
          new DataInputStream(new BufferedInputStream(socket.getInputStream(), 1 << 16))) {
        while (true) {
          byte[] frame = WireFormat.readFrame(in);
          if (frame.length > 0) {
            take(frame);
          }
        }
      }
    } catch (IOException e) {
      LOG.debug("bank connection ended: {}", e.toString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      cut();
    }
  }

  private void shakeHands() throws IOException {
    if (socket instanceof SSLSocket tls) {
      tls.setSoTimeout(HANDSHAKE_MS);
      tls.startHandshake();
      tls.setSoTimeout(0);
    }
  }

  private void take(byte[] frame) throws InterruptedException {
    Wire.Received message;
    try {
      message = wire.read(this, frame);
    } catch (ParseException e) {
      // Never the bytes themselves: they may hold account numbers.
      LOG.warn("a message of {} bytes that cannot be read: {}", frame.length, e.getMessage());
      byte[] refusal = wire.refusal(frame);
      if (refusal != null) {
        send(refusal);
      }
      return;
    }
    inbox.put(message);
  }

  private void writeAll() {
    List<Out> batch = new ArrayList<>();
    try {
      while (true) {
        batch.add(answers.take());
        answers.drainTo(batch, 1000);
        if (!writeAll(batch)) {
          return;
        }
        batch.clear();
      }
    } catch (IOException e) {
      cut();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** False once the connection has been ended. */
  private boolean writeAll(List<Out> batch) throws IOException, InterruptedException {
    ByteArrayOutputStream together = new ByteArrayOutputStream(batch.size() * 160);
    for (Out out : batch) {
      if (out.ordinary()) {
        together.writeBytes(out.bytes());
        continue;
      }
      socket.getOutputStream().write(together.toByteArray());
      together.reset();
      trickle(out);
      if (out.last()) {
        // The end of the stream, not a reset: what was written before is still to be read.
        accepted.shutdownOutput();
        accepted.close();
        onEnd.run();
        return false;
      }
    }
    socket.getOutputStream().write(together.toByteArray());
    return true;
  }

  private void trickle(Out out) throws IOException, InterruptedException {
    byte[] bytes = out.bytes();
    int pieces = out.over().isZero() ? 1 : Math.min(PIECES, bytes.length);
    for (int i = 0; i < pieces; i++) {
      if (i > 0) {
        TimeUnit.NANOSECONDS.sleep(out.over().toNanos() / (pieces - 1));
      }
      int from = bytes.length * i / pieces;
      socket.getOutputStream().write(bytes, from, bytes.length * (i + 1) / pieces - from);
      socket.getOutputStream().flush();
    }
  }

  /** Sends a framed message a few bytes at a time. What is sent meanwhile waits behind it. */
  void trickle(byte[] framed, Duration over) {
    offer(new Out(framed, over, false));
  }

  /** Sends half of a framed message and ends the connection. */
  void sendHalf(byte[] framed) {
    offer(new Out(Arrays.copyOf(framed, framed.length / 2), Duration.ZERO, true));
  }

  /** Sends a framed message, and after it the one that was held back. */
  synchronized void send(byte[] framed) {
    offer(framed);
    if (held != null) {
      offer(held);
      held = null;
    }
  }

  /** Keeps a framed message until another has been sent. */
  synchronized void hold(byte[] framed) {
    if (held != null) {
      offer(held);
    }
    held = framed;
  }

  /** Sends this message if it is still being held back. */
  synchronized void release(byte[] framed) {
    if (held == framed) {
      offer(framed);
      held = null;
    }
  }

  private void offer(byte[] framed) {
    offer(new Out(framed));
  }

  private void offer(Out out) {
    if (!answers.offer(out)) {
      LOG.warn("{} answers unread by the client: connection cut", MOST_UNREAD_ANSWERS);
      cut();
    }
  }

  /** Closes once every answer is written. */
  void finish() {
    if (!answers.offer(LAST)) {
      cut();
    }
  }

  /** Ends the connection as a crash would: with a reset, unsent answers lost. */
  void cut() {
    try {
      if (!accepted.isClosed()) {
        accepted.setSoLinger(true, 0);
        accepted.close();
      }
    } catch (IOException e) {
      LOG.debug("closing a bank connection: {}", e.toString());
    }
    answers.clear();
    if (!answers.offer(LAST)) {
      LOG.debug("writer of a bank connection is still busy");
    }
    onEnd.run();
  }
}
