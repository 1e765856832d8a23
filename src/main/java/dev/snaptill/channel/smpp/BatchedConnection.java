package dev.snaptill.channel.smpp;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import org.jsmpp.session.connection.Connection;

/** A TCP connection for jsmpp that writes in batches and never blocks a writer. */
final class BatchedConnection implements Connection {
  /** Some 20,000 responses, or a full window of long texts many times over. */
  private static final int MOST_UNSENT = 4 << 20;

  private static final Duration CLOSE_PATIENCE = Duration.ofMillis(500);

  private final Socket socket;
  private final InputStream in;
  private final BatchedOutput out;

  private BatchedConnection(Socket socket, String name) throws IOException {
    this.socket = socket;
    this.in = new BufferedInputStream(socket.getInputStream(), 65_536);
    this.out =
        new BatchedOutput(socket.getOutputStream(), MOST_UNSENT, name, () -> closeQuietly(socket));
  }

  /**
   * Connects; blocks for so long at most.
   *
   * @param name of the writer thread
   */
  static BatchedConnection open(String host, int port, Duration within, String name)
      throws IOException {
    Socket socket = new Socket();
    try {
      socket.setTcpNoDelay(true);
      socket.setKeepAlive(true);
      socket.connect(new InetSocketAddress(host, port), (int) within.toMillis());
      return new BatchedConnection(socket, name);
    } catch (IOException e) {
      closeQuietly(socket);
      throw e;
    }
  }

  private static void closeQuietly(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      // it is gone either way
    }
  }

  @Override
  public void close() {
    out.close(CLOSE_PATIENCE);
    closeQuietly(socket);
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
