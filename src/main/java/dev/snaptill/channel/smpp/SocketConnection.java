package dev.snaptill.channel.smpp;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import org.jsmpp.session.connection.Connection;

/** A TCP connection for jsmpp that writes in batches and never blocks a writer. */
abstract class SocketConnection implements Connection {
  /** Some 20,000 responses, or a full window of long texts many times over. */
  private static final int MOST_UNSENT = 4 << 20;

  private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(2);

  private final Socket socket;
  private final InputStream in;
  private final BatchedOutput out;

  /**
   * @param socket the TCP connection; closing it ends everything, whoever is writing
   * @param in of it, or of TLS over it; the same for {@code out}
   * @param name of the writer thread
   */
  SocketConnection(Socket socket, InputStream in, OutputStream out, String name) {
    this.socket = socket;
    this.in = in;
    this.out = new BatchedOutput(out, MOST_UNSENT, name, this::closeSocket);
  }

  /** Closes at once, whatever is unsent; may be called more than once. */
  void closeSocket() {
    closeQuietly(socket);
  }

  static void closeQuietly(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      // it is gone either way
    }
  }

  @Override
  public final void close() {
    out.close(CLOSE_PATIENCE);
    closeSocket();
  }

  @Override
  public final BatchedOutput getOutputStream() {
    return out;
  }

  @Override
  public final InputStream getInputStream() {
    return in;
  }

  @Override
  public final void setSoTimeout(int millis) throws IOException {
    socket.setSoTimeout(millis);
  }

  @Override
  public final boolean isOpen() {
    return !socket.isClosed();
  }

  @Override
  public final InetAddress getInetAddress() {
    return socket.getInetAddress();
  }

  @Override
  public final InetAddress getLocalAddress() {
    return socket.getLocalAddress();
  }

  @Override
  public final int getPort() {
    return socket.getPort();
  }

  @Override
  public final int getLocalPort() {
    return socket.getLocalPort();
  }
}
