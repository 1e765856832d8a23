package dev.snaptill.channel.smpp;

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.SequenceInputStream;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicBoolean;

/** A connection somebody made to us, whose bind request has been read and is read once more. */
final class ServedConnection extends SocketConnection {
  private final BindRequestPdu bind;
  private final SystemConfig system;
  private final Runnable onClosed;
  private final AtomicBoolean closed = new AtomicBoolean();

  /**
   * @param bind what it has sent so far
   * @param system as which it was let in
   * @param onClosed run once when it is closed, by whomever
   */
  ServedConnection(
      Socket socket, BindRequestPdu bind, SystemConfig system, String name, Runnable onClosed)
      throws IOException {
    super(
        socket,
        new SequenceInputStream(
            new ByteArrayInputStream(bind.octets()),
            new BufferedInputStream(socket.getInputStream(), 65_536)),
        socket.getOutputStream(),
        name);
    this.bind = bind;
    this.system = system;
    this.onClosed = onClosed;
  }

  BindRequestPdu bind() {
    return bind;
  }

  SystemConfig system() {
    return system;
  }

  @Override
  void closeSocket() {
    super.closeSocket();
    if (closed.compareAndSet(false, true)) {
      onClosed.run();
    }
  }
}
