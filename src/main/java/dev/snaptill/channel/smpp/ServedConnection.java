package dev.snaptill.channel.smpp;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jsmpp.session.connection.Connection;

/** A connection somebody made to us, whose bind request has been read and is read once more. */
final class ServedConnection implements Connection {
  /** As much as {@link BatchedConnection} lets wait. */
  private static final int MOST_UNSENT = 4 << 20;

  private static final Duration CLOSE_PATIENCE = Duration.ofMillis(500);

  private final Socket socket;
  private final BindRequestPdu bind;
  private final InputStream in;
  private final BatchedOutput out;
  private final Runnable onClosed;
  private final AtomicBoolean closed = new AtomicBoolean();

  /**
   * @param bind what it has sent so far
   * @param onClosed run once when it is closed, by whomever
   */
  ServedConnection(Socket socket, BindRequestPdu bind, String name, Runnable onClosed)
      throws IOException {
    this.socket = socket;
    this.bind = bind;
    this.onClosed = onClosed;
    this.in =
        new SequenceInputStream(
            new ByteArrayInputStream(bind.octets()),
            new java.io.BufferedInputStream(socket.getInputStream(), 65_536));
    this.out = new BatchedOutput(socket.getOutputStream(), MOST_UNSENT, name, this::closeSocket);
  }

  BindRequestPdu bind() {
    return bind;
  }

  private void closeSocket() {
    try {
      socket.close();
    } catch (IOException e) {
      // it is gone either way
    }
    if (closed.compareAndSet(false, true)) {
      onClosed.run();
    }
  }

  @Override
  public void close() {
    out.close(CLOSE_PATIENCE);
    closeSocket();
  }

  @Override
  public BatchedOutput getOutputStream() {
    return out;
  }

  @Override
  public InputStream getInputStream() {
    return in;
  }

  @Override
  public void setSoTimeout(int millis) throws IOException {
    socket.setSoTimeout(millis);
  }

  @Override
  public boolean isOpen() {
    return !socket.isClosed();
  }

  @Override
  public InetAddress getInetAddress() {
    return socket.getInetAddress();
  }

  @Override
  public InetAddress getLocalAddress() {
    return socket.getLocalAddress();
  }

  @Override
  public int getPort() {
    return socket.getPort();
  }

  @Override
  public int getLocalPort() {
    return socket.getLocalPort();
  }
}
