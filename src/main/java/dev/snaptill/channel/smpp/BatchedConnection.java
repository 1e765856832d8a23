package dev.snaptill.channel.smpp;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/** A connection that we made to a carrier, by TLS or without. */
final class BatchedConnection extends SocketConnection {
  private BatchedConnection(Socket socket, Socket wire, String name) throws IOException {
    super(
        socket,
        new BufferedInputStream(wire.getInputStream(), 65_536),
        wire.getOutputStream(),
        name);
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
}
