package dev.snaptill.channel.smpp;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.jsmpp.session.connection.Connection;

/** A TCP connection for jsmpp that writes in batches and never blocks a writer. */
final class BatchedConnection implements Connection {
  /** Some 20,000 responses, or a full window of long texts many times over. */
  private static final int MOST_UNSENT = 4 << 20;

  private static final Duration CLOSE_PATIENCE = Duration.ofMillis(500);

  private final Socket socket;
  private final InputStream in;
  private final BatchedOutput out;

  /**
   * @param socket the TCP connection; closing it ends everything, whoever is writing
   * @param wire the same, or TLS over it
   */
  private BatchedConnection(Socket socket, Socket wire, String name) throws IOException {
    this.socket = socket;
    this.in = new BufferedInputStream(wire.getInputStream(), 65_536);
    this.out =
        new BatchedOutput(wire.getOutputStream(), MOST_UNSENT, name, () -> closeQuietly(socket));
  }

  /**
   * Connects; blocks for so long at most.
   *
   * @param name of the writer thread
   */
  static BatchedConnection open(Endpoint to, Optional<TlsConfig> tls, Duration within, String name)
      throws IOException {
    Socket socket = new Socket();
    try {
      socket.setTcpNoDelay(true);
      socket.setKeepAlive(true);
      socket.connect(new InetSocketAddress(to.host(), to.port()), (int) within.toMillis());
      Socket wire = tls.isPresent() ? secure(socket, to, tls.get(), within) : socket;
      return new BatchedConnection(socket, wire, name);
    } catch (IOException e) {
      closeQuietly(socket);
      throw e;
    }
  }

  /** Takes over a connection that the other side has made. */
  static BatchedConnection over(Socket socket, String name) throws IOException {
    return new BatchedConnection(socket, socket, name);
  }

  private static Socket secure(Socket socket, Endpoint to, TlsConfig tls, Duration within)
      throws IOException {
    SSLSocket secured =
        (SSLSocket)
            tls.context().getSocketFactory().createSocket(socket, to.host(), to.port(), true);
    if (tls.verifyHost()) {
      SSLParameters parameters = secured.getSSLParameters();
      // as for web servers: the name in the certificate is the host we connect to (RFC 6125)
      parameters.setEndpointIdentificationAlgorithm("HTTPS");
      secured.setSSLParameters(parameters);
    }
    socket.setSoTimeout((int) within.toMillis());
    secured.startHandshake();
    socket.setSoTimeout(0);
    return secured;
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
