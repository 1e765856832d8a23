package dev.snaptill.channel.smpp;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import javax.net.ssl.SSLSocket;
import org.jsmpp.SMPPConstant;
import org.jsmpp.session.connection.ServerConnection;
import org.jsmpp.session.connection.ServerConnectionFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where connections to us come in. One thread holds all that have not bound yet, so that idle ones
 * cost a socket and no thread; who is too many, too slow or not welcome goes before jsmpp hears of
 * it. {@link #accept} gives out only what has shown a right password.
 */
final class Doorway implements ServerConnection {
  private static final Logger log = LoggerFactory.getLogger(Doorway.class);

  /** Passwords are hashed on so many threads: each takes a processor for a while. */
  private static final int CLERKS = 2;

  /** TLS is negotiated on as many as one address may have connections, and so many more. */
  private static final int SPARE_GUARDS = 16;

  private static final int MOST_GUARDS = 256;

  private static final long TICK_MILLIS = 100;

  private final ListenerConfig config;
  private final Doorman doorman;
  private final Consumer<String> counted;
  private final BiConsumer<Outbind, Consumer<Boolean>> called;
  private final Selector selector;
  private final ServerSocketChannel server;
  private final ThreadPoolExecutor clerks;
  private final ThreadPoolExecutor guards;

  /** Those that negotiate TLS, and until when they may. */
  private final Map<Socket, Long> negotiating = new ConcurrentHashMap<>();

  private final BlockingQueue<ServedConnection> welcome = new LinkedBlockingQueue<>();
  private final Map<InetAddress, Integer> perAddress = new HashMap<>();
  private int open;
  private volatile boolean closed;
  private volatile int soTimeout;

  /** A connection that has not bound yet, and what it has sent of its bind request. */
  private static final class Guest {
    private final long deadline;
    private final ByteBuffer sent = ByteBuffer.allocate(BindRequestPdu.LONGEST);

    Guest(long deadline) {
      this.deadline = deadline;
      sent.limit(4);
    }
  }

  private Doorway(
      ListenerConfig config,
      Doorman doorman,
      Consumer<String> counted,
      BiConsumer<Outbind, Consumer<Boolean>> called)
      throws IOException {
    this.called = called;
    this.config = config;
    this.doorman = doorman;
    this.counted = counted;
    this.selector = Selector.open();
    this.server = ServerSocketChannel.open();
    this.clerks = pool("smpp-doorway-clerk", CLERKS);
    int most = Math.min(config.maxPerAddress() + SPARE_GUARDS, MOST_GUARDS);
    this.guards = pool("smpp-doorway-tls", Math.min(most, config.maxConnections()));
  }

  /** Threads that end when there is nothing to do; never more than all connections wait. */
  private ThreadPoolExecutor pool(String name, int threads) {
    ThreadPoolExecutor pool =
        new ThreadPoolExecutor(
            threads,
            threads,
            10,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(config.maxConnections()),
            task -> {
              Thread thread = new Thread(task, name);
              thread.setDaemon(true);
              return thread;
            });
    pool.allowCoreThreadTimeOut(true);
    return pool;
  }

  /**
   * Listens at the configured address, whatever port it is told.
   *
   * @param counted told of each connection: bound, idle, too_many, refused_0x0E and so on
   * @param called asked, once for each outbind, whether somebody takes its connection
   */
  static ServerConnectionFactory factory(
      ListenerConfig config,
      Doorman doorman,
      Consumer<String> counted,
      BiConsumer<Outbind, Consumer<Boolean>> called) {
    return new ServerConnectionFactory() {
      @Override
      public Doorway listen(int port) throws IOException {
        return listen(port, 0, 1_000);
      }

      @Override
      public Doorway listen(int port, int timeout) throws IOException {
        return listen(port, timeout, 1_000);
      }

      @Override
      public Doorway listen(int port, int timeout, int backlog) throws IOException {
        Doorway doorway = new Doorway(config, doorman, counted, called);
        doorway.soTimeout = timeout;
        doorway.open(port, backlog);
        return doorway;
      }
    };
  }

  private void open(int port, int backlog) throws IOException {
    try {
      server.setOption(StandardSocketOptions.SO_REUSEADDR, true);
      server.bind(new InetSocketAddress(config.host(), port), backlog);
      server.configureBlocking(false);
      server.register(selector, SelectionKey.OP_ACCEPT);
    } catch (IOException e) {
      server.close();
      selector.close();
      throw new IOException(
          "listener: " + config.host() + ":" + port + " can't be had: " + e.getMessage(), e);
    }
    Thread thread = new Thread(this::watch, "smpp-doorway");
    thread.setDaemon(true);
    thread.start();
  }

  int port() {
    return server.socket().getLocalPort();
  }

  /** How many connections there are, bound or not. */
  synchronized int connections() {
    return open;
  }

  private void watch() {
    long nextTick = System.nanoTime();
    while (!closed) {
      try {
        selector.select(TICK_MILLIS);
        for (SelectionKey key : selector.selectedKeys()) {
          if (key.isValid() && key.isAcceptable()) {
            let();
          } else if (key.isValid() && key.isReadable()) {
            read(key);
          }
        }
        selector.selectedKeys().clear();
        long now = System.nanoTime();
        if (now - nextTick >= 0) {
          nextTick = now + TimeUnit.MILLISECONDS.toNanos(TICK_MILLIS);
          sendAwayIdle(now);
        }
      } catch (IOException | RuntimeException e) {
        if (!closed) {
          log.warn("listener: {}", e.toString());
        }
      }
    }
  }

  private void let() throws IOException {
    SocketChannel channel;
    while ((channel = server.accept()) != null) {
      if (!enter(channel.socket().getInetAddress())) {
        counted.accept("too_many");
        channel.close();
        continue;
      }
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
      channel.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
      channel.configureBlocking(false);
      channel.register(
          selector,
          SelectionKey.OP_READ,
          new Guest(System.nanoTime() + config.bindTimeout().toNanos()));
    }
  }

  private synchronized boolean enter(InetAddress address) {
    int here = perAddress.getOrDefault(address, 0);
    if (open >= config.maxConnections() || here >= config.maxPerAddress()) {
      return false;
    }
    open++;
    perAddress.put(address, here + 1);
    return true;
  }

  private synchronized void leave(InetAddress address) {
    open--;
    perAddress.computeIfPresent(address, (a, n) -> n == 1 ? null : n - 1);
  }

  private void read(SelectionKey key) {
    SocketChannel channel = (SocketChannel) key.channel();
    Guest guest = (Guest) key.attachment();
    try {
      if (config.tls().isPresent()) {
        negotiating.put(channel.socket(), guest.deadline);
        hand(key, guards, () -> secure(channel.socket(), guest));
        return;
      }
      if (channel.read(guest.sent) < 0) {
        sendAway(key, "idle");
        return;
      }
      if (guest.sent.limit() == 4 && !guest.sent.hasRemaining()) {
        int length = guest.sent.getInt(0);
        if (length < BindRequestPdu.HEADER || length > BindRequestPdu.LONGEST) {
          channel.write(ByteBuffer.wrap(badLength()));
          sendAway(key, "nonsense");
          return;
        }
        guest.sent.limit(length);
        if (channel.read(guest.sent) < 0) {
          sendAway(key, "idle");
          return;
        }
      }
      if (guest.sent.limit() > 4 && !guest.sent.hasRemaining()) {
        byte[] pdu = new byte[guest.sent.position()];
        guest.sent.flip().get(pdu);
        hand(key, clerks, () -> judge(channel.socket(), pdu));
      }
    } catch (IOException e) {
      sendAway(key, "idle");
    }
  }

  private static byte[] badLength() {
    return ByteBuffer.allocate(BindRequestPdu.HEADER)
        .putInt(BindRequestPdu.HEADER)
        .putInt(SMPPConstant.CID_GENERIC_NACK)
        .putInt(Status.INVALID_COMMAND_LENGTH)
        .putInt(0)
        .array();
  }

  /** From the watching thread to another. */
  private void hand(SelectionKey key, ThreadPoolExecutor to, Runnable work) throws IOException {
    SocketChannel channel = (SocketChannel) key.channel();
    key.cancel();
    channel.configureBlocking(true);
    hand(channel.socket(), to, work);
  }

  private void hand(Socket socket, ThreadPoolExecutor to, Runnable work) {
    try {
      to.execute(work);
    } catch (RejectedExecutionException e) {
      negotiating.remove(socket);
      close(socket, "too_many");
    }
  }

  private void sendAway(SelectionKey key, String why) {
    key.cancel();
    close(((SocketChannel) key.channel()).socket(), why);
  }

  private void close(Socket socket, String why) {
    counted.accept(why);
    InetAddress address = socket.getInetAddress();
    try {
      socket.close();
    } catch (IOException e) {
      // it is gone either way
    }
    leave(address);
  }

  private void sendAwayIdle(long now) {
    for (SelectionKey key : selector.keys()) {
      if (key.isValid() && key.attachment() instanceof Guest guest && guest.deadline - now <= 0) {
        sendAway(key, "idle");
      }
    }
    for (Map.Entry<Socket, Long> slow : negotiating.entrySet()) {
      if (slow.getValue() - now <= 0) {
        try {
          slow.getKey().close(); // whoever reads from it counts it
        } catch (IOException e) {
          log.debug("listener: {}", e.toString());
        }
      }
    }
  }

  /** On a thread of its own, for no longer than a bind may take, however slowly octets trickle. */
  private void secure(Socket socket, Guest guest) {
    try {
      long left = TimeUnit.NANOSECONDS.toMillis(guest.deadline - System.nanoTime());
      socket.setSoTimeout((int) Math.max(1, left));
      SSLSocket secured =
          (SSLSocket)
              config
                  .tls()
                  .orElseThrow()
                  .context()
                  .getSocketFactory()
                  .createSocket(
                      socket, socket.getInetAddress().getHostAddress(), socket.getPort(), true);
      secured.setUseClientMode(false);
      secured.setNeedClientAuth(config.clientCertificates());
      secured.startHandshake();
      byte[] pdu = InterceptingReader.next(new DataInputStream(secured.getInputStream()), () -> {});
      negotiating.remove(socket);
      if (pdu.length > BindRequestPdu.LONGEST) {
        close(socket, "nonsense");
      } else {
        hand(secured, clerks, () -> judge(secured, pdu));
      }
    } catch (IOException e) {
      negotiating.remove(socket);
      close(socket, "no_tls");
    }
  }

  private void judge(Socket socket, byte[] pdu) {
    try {
      BindRequestPdu bind = BindRequestPdu.parse(pdu);
      Outbind outbind = bind == null ? BindRequestPdu.outbind(pdu, socket) : null;
      if (outbind != null) {
        called.accept(outbind, taken -> called(outbind, taken));
        return;
      }
      if (bind == null) {
        refuse(socket, pdu, Status.WRONG_STATE);
        return;
      }
      InetAddress address = socket.getInetAddress();
      Doorman.Verdict verdict = doorman.judge(bind, address.getHostAddress());
      if (verdict instanceof Doorman.Verdict.Refused refused) {
        log.warn(
            "listener: bind as '{}' from {} refused ({})",
            bind.systemId().replaceAll("[^\\x21-\\x7e]", "?"),
            address.getHostAddress(),
            Status.text(refused.status()));
        refuse(socket, pdu, refused.status());
        return;
      }
      SystemConfig system = ((Doorman.Verdict.Welcome) verdict).system();
      counted.accept("bound");
      welcome.add(
          new ServedConnection(
              socket,
              bind,
              system,
              "smpp-served-" + bind.systemId(),
              () -> {
                doorman.left(bind.systemId());
                leave(address);
              }));
    } catch (IOException | RuntimeException e) {
      close(socket, "idle");
    }
  }

  /** From then on it is a connection like those that we made ourselves, and counts no more. */
  private void called(Outbind outbind, boolean taken) {
    if (taken) {
      counted.accept("outbind");
      leave(outbind.socket().getInetAddress());
    } else {
      log.warn("listener: {} is nobody's", outbind);
      // closing TLS may wait for the peer
      hand(outbind.socket(), clerks, () -> close(outbind.socket(), "refused_outbind"));
    }
  }

  private void refuse(Socket socket, byte[] pdu, int status) throws IOException {
    socket.getOutputStream().write(BindRequestPdu.answer(pdu, status));
    close(socket, "refused_" + Status.text(status));
  }

  /** Waits for the next that has shown a right password; its bind request is still unanswered. */
  @Override
  public ServedConnection accept() throws IOException {
    try {
      while (!closed) {
        ServedConnection next = welcome.poll(TICK_MILLIS, TimeUnit.MILLISECONDS);
        if (next != null) {
          return next;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    throw new IOException("closed");
  }

  @Override
  public void setSoTimeout(int timeout) {
    soTimeout = timeout;
  }

  @Override
  public int getSoTimeout() {
    return soTimeout;
  }

  /** Takes no more connections; those that have not bound are closed. */
  @Override
  public void close() throws IOException {
    closed = true;
    server.close();
    for (SelectionKey key : selector.keys()) {
      key.channel().close();
    }
    selector.close();
    clerks.shutdownNow();
    guards.shutdownNow();
    for (Socket socket : negotiating.keySet()) {
      socket.close();
    }
    ServedConnection unserved;
    while ((unserved = welcome.poll()) != null) {
      unserved.close();
    }
  }
}
