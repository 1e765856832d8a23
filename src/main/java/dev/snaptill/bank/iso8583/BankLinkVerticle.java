package dev.snaptill.bank.iso8583;

import dev.snaptill.bank.Bank;
import dev.snaptill.bank.BankAnswer;
import dev.snaptill.bank.BankOperation;
import dev.snaptill.bank.LateAnswer;
import dev.snaptill.bus.Bus;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.NetSocket;
import java.time.Clock;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The link to one bank front-end: one long-lived TCP connection, made again whenever it is lost.
 * Answers {@link Bank#submit} and publishes {@link Bank#STATE} and {@link Bank#LATE}. Whoever asks
 * must allow more time than the answer time-out of the configuration.
 */
public final class BankLinkVerticle extends VerticleBase {
  private static final Logger LOG = LoggerFactory.getLogger(BankLinkVerticle.class);
  private static final int CONNECT_TIMEOUT_MS = 10_000;

  /** Far more than one operation takes; a queue this long means the bank doesn't read. */
  private static final int QUEUED_BYTES_PER_OPERATION = 1_024;

  private final BankConfig config;
  private final Bus bus;
  private final Clock clock;
  private final LinkMetrics metrics;
  private final Backoff backoff;
  private @Nullable NetClient client;
  private @Nullable LinkSession session;
  private boolean stopping;

  public BankLinkVerticle(BankConfig config, Bus bus, MeterRegistry registry, Clock clock) {
    this.config = config;
    this.bus = bus;
    this.clock = clock;
    this.metrics = new LinkMetrics(registry, config.name());
    this.backoff =
        new Backoff(
            config.reconnectMin(),
            config.reconnectMax(),
            () -> ThreadLocalRandom.current().nextDouble());
  }

  /** Succeeds at once; whether the bank can be reached is told by {@link Bank#STATE}. */
  @Override
  public Future<?> start() {
    LinkSession link = new LinkSession(config, clock, System::nanoTime, new Told(), metrics);
    NetClient net =
        vertx.createNetClient(
            new NetClientOptions()
                .setConnectTimeout(CONNECT_TIMEOUT_MS)
                .setTcpNoDelay(true)
                .setTcpKeepAlive(true));
    session = link;
    client = net;
    bus.answer(Bank.submit(config.name()), operation -> submit(link, operation));
    bus.publish(Bank.STATE, new Bank.LinkState(config.name(), false, "not connected yet"));
    long shortest = Math.min(config.answerTimeout().toMillis(), config.echo().toMillis());
    vertx.setPeriodic(Math.max(10, Math.min(250, shortest / 20)), timer -> link.tick());
    connect(net, link);
    return Future.succeededFuture();
  }

  private Future<BankAnswer> submit(LinkSession link, BankOperation operation) {
    Promise<BankAnswer> answered = Promise.promise();
    link.submit(operation).thenAccept(answered::complete);
    return answered.future();
  }

  private void connect(NetClient net, LinkSession link) {
    net.connect(config.port(), config.host())
        .onSuccess(socket -> connected(socket, link))
        .onFailure(
            e -> {
              LOG.warn(
                  "{}: {}:{} cannot be reached: {}",
                  config.name(),
                  config.host(),
                  config.port(),
                  e.getMessage());
              connectLater();
            });
  }

  private void connected(NetSocket socket, LinkSession link) {
    if (stopping) {
      socket.close();
      return;
    }
    socket.setWriteQueueMaxSize(
        Math.max(1 << 20, config.maxInFlight() * QUEUED_BYTES_PER_OPERATION));
    SocketWire wire = new SocketWire(socket);
    socket.handler(buffer -> link.received(wire, buffer.getBytes()));
    socket.exceptionHandler(e -> link.disconnected(wire, "the connection broke"));
    socket.closeHandler(v -> link.disconnected(wire, "the bank closed the connection"));
    link.connected(wire);
  }

  private void connectLater() {
    NetClient net = client;
    LinkSession link = session;
    if (!stopping && net != null && link != null) {
      vertx.setTimer(
          backoff.next().toMillis(),
          timer -> {
            if (!stopping) {
              connect(net, link);
            }
          });
    }
  }

  /** Waits for what is in flight, signs off, closes: at most the answer time-out and 5 s. */
  @Override
  public Future<?> stop() {
    stopping = true;
    LinkSession link = session;
    NetClient net = client;
    if (link == null || net == null) {
      return Future.succeededFuture();
    }
    Promise<Void> signedOff = Promise.promise();
    link.stop().thenAccept(signedOff::complete);
    return signedOff.future().compose(v -> net.close()).onComplete(closed -> metrics.close());
  }

  /** Passes on what the session tells. */
  private final class Told implements LinkSession.Host {
    @Override
    public void state(boolean ready, String why) {
      if (ready) {
        backoff.reset();
      }
      bus.publish(Bank.STATE, new Bank.LinkState(config.name(), ready, why));
    }

    @Override
    public void late(LateAnswer answer) {
      bus.publish(Bank.LATE, answer);
    }

    @Override
    public void lost() {
      connectLater();
    }
  }

  /** Gathers what is sent within one turn of the event loop into one write to the socket. */
  private final class SocketWire implements LinkSession.Wire {
    private final NetSocket socket;
    private @Nullable Buffer gathered;

    private SocketWire(NetSocket socket) {
      this.socket = socket;
    }

    @Override
    public void send(byte[] frame) {
      Buffer open = gathered;
      if (open == null) {
        open = Buffer.buffer(4 * frame.length);
        gathered = open;
        context.runOnContext(v -> flush());
      }
      open.appendBytes(frame);
    }

    private void flush() {
      Buffer ready = gathered;
      gathered = null;
      if (ready != null) {
        socket.write(ready);
      }
    }

    @Override
    public boolean full() {
      return socket.writeQueueFull();
    }

    @Override
    public void close() {
      flush();
      socket.close();
    }
  }
}
