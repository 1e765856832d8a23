package dev.snaptill.simulator.carrier;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import org.jsmpp.session.connection.socket.SocketConnection;

/** An ESME's TCP connection with batched output. */
final class CarrierConnection extends SocketConnection {
  private final Socket socket;
  private final BatchedOutput output;

  CarrierConnection(Socket socket) throws IOException {
    super(socket);
    this.socket = socket;
    socket.setTcpNoDelay(true);
    this.output = new BatchedOutput(socket);
  }

  @Override
  public OutputStream getOutputStream() {
    return output;
  }

  @Override
  public void close() {
    output.drain();
    output.close();
    super.close();
  }

  /** Breaks the link as a failing network does: with a reset, nothing flushed. */
  void cut() {
    output.close();
    try {
      socket.setSoLinger(true, 0);
    } catch (IOException e) {
      // already closed
    }
    super.close();
  }
}
