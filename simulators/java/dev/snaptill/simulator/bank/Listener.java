package dev.snaptill.simulator.bank;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The bank's listening socket and its connections. Keeps its port over being closed and opened
 * again.
 */
final class Listener {
  private static final Logger LOG = LoggerFactory.getLogger(Listener.class);
  private static final int MOST_CONNECTIONS = 64;
  private static final long LONGEST_WAIT_MS = 10_000;
  private final String host;
  private final Wire wire;
  private final @Nullable BankTls tls;
  private final Connection.Inbox inbox;
  private final Set<Connection> connections = ConcurrentHashMap.newKeySet();
  private int port;
  private @Nullable ServerSocket server;
  private @Nullable Thread acceptor;

  /**
   * @param tls null listens in the clear
   */
  Listener(String host, int port, Wire wire, @Nullable BankTls tls, Connection.Inbox inbox) {
    this.host = host;
    this.port = port;
    this.wire = wire;
    this.tls = tls;
    this.inbox = inbox;
  }

  synchronized void open() throws IOException {
    if (server != null) {
      return;
    }
    ServerSocket opened = new ServerSocket();
    try {
      opened.setReuseAddress(true);
      opened.bind(new InetSocketAddress(InetAddress.getByName(host), port), 128);
    } catch (IOException e) {
      opened.close();
      throw e;
    }
    server = opened;
    port = opened.getLocalPort();
    Thread thread = new Thread(() -> accept(opened), "bank-" + port + "-accept");
    thread.setDaemon(true);
    acceptor = thread;
    thread.start();
  }

  private void accept(ServerSocket from) {
    while (!from.isClosed()) {
      try {
        admit(from.accept(), from);
      } catch (IOException e) {
        LOG.debug("bank listener: {}", e.toString());
      }
    }
  }

  private synchronized void admit(Socket socket, ServerSocket from) throws IOException {
    // One accepted in the very moment of going down must not outlive it.
    if (server != from || connections.size() >= MOST_CONNECTIONS) {
      socket.close();
      return;
    }
    socket.setTcpNoDelay(true);
    Connection[] self = new Connection[1];
    Socket talking = tls == null ? socket : tls.over(socket);
    self[0] = new Connection(socket, talking, wire, inbox, () -> connections.remove(self[0]));
    connections.add(self[0]);
    self[0].start();
  }

  /**
   * Accepts no more; connections stay. The kernel goes on taking connections, and keeps the port,
   * until the thread that waits for them has left its call: so that is waited for.
   */
  void close() {
    Thread last;
    synchronized (this) {
      if (server == null) {
        return;
      }
      try {
        server.close();
      } catch (IOException e) {
        LOG.debug("closing the bank listener: {}", e.toString());
      }
      server = null;
      last = acceptor;
    }
    try {
      if (last != null) {
        last.join(LONGEST_WAIT_MS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  void cutAll() {
    connections().forEach(Connection::cut);
  }

  List<Connection> connections() {
    return List.copyOf(connections);
  }

  synchronized int port() {
    return port;
  }

  boolean tls() {
    return tls != null;
  }

  synchronized boolean isOpen() {
    return server != null;
  }
}
