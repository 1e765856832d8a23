package dev.snaptill.simulator.bank;

import com.solab.iso8583.IsoMessage;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.Socket;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
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
    void put(Connection from, IsoMessage message) throws InterruptedException;
  }

  private static final Logger LOG = LoggerFactory.getLogger(Connection.class);
  private static final int MOST_UNREAD_ANSWERS = 100_000;
  private static final byte[] LAST = {};
  private final Socket socket;
  private final PlainFormat format;
  private final Inbox inbox;
  private final Runnable onEnd;
  private final BlockingQueue<byte[]> answers = new LinkedBlockingQueue<>(MOST_UNREAD_ANSWERS);
  private byte @Nullable [] held;
  private volatile boolean signedOn;

  Connection(Socket socket, PlainFormat format, Inbox inbox, Runnable onEnd) {
    this.socket = socket;
    this.format = format;
    this.inbox = inbox;
    this.onEnd = onEnd;
  }

  void start() {
    String name = "bank-" + socket.getLocalPort() + "-" + socket.getPort();
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
    try (DataInputStream in =
        new DataInputStream(new BufferedInputStream(socket.getInputStream(), 1 << 16))) {
      while (true) {
        byte[] frame = PlainFormat.readFrame(in);
        if (frame.length > 0) {
          take(frame);
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

  private void take(byte[] frame) throws InterruptedException {
    IsoMessage message;
    try {
      message = format.decode(frame);
    } catch (ParseException e) {
      // Never the bytes themselves: they may hold account numbers.
      LOG.warn("a message of {} bytes that cannot be read: {}", frame.length, e.getMessage());
      byte[] refusal = format.refusalOfUnreadable(frame);
      if (refusal != null) {
        send(refusal);
      }
      return;
    }
    inbox.put(this, message);
  }

  private void writeAll() {
    List<byte[]> batch = new ArrayList<>();
    try {
      while (true) {
        batch.add(answers.take());
        answers.drainTo(batch, 1000);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(batch.size() * 160);
        boolean last = false;
        for (byte[] answer : batch) {
          last |= answer.length == 0;
          bytes.writeBytes(answer);
        }
        batch.clear();
        socket.getOutputStream().write(bytes.toByteArray());
        if (last) {
          socket.close();
          return;
        }
      }
    } catch (IOException e) {
      cut();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
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
    if (!answers.offer(framed)) {
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
      if (!socket.isClosed()) {
        socket.setSoLinger(true, 0);
        socket.close();
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
