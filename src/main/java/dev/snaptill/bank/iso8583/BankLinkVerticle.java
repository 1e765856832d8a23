package dev.snaptill.bank.iso8583;

import dev.snaptill.bank.Bank;
import dev.snaptill.bank.BankAnswer;
import dev.snaptill.bank.BankOperation;
import dev.snaptill.bank.LateAnswer;
import dev.snaptill.bank.StrayAnswer;
import dev.snaptill.bus.Bus;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetSocket;
import java.time.Clock;
import java.time.LocalDate;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The links to one bank front-end: long-lived TCP connections, each made again whenever it is lost.
 * Answers {@link Bank#submit} and publishes {@link Bank#STATE}, {@link Bank#DAY} and {@link
 * Bank#LATE}. Whoever asks must allow more time than the answer time-out of the configuration.
 */
public final class BankLinkVerticle extends VerticleBase {
  private static final Logger LOG = LoggerFactory.getLogger(BankLinkVerticle.class);

  /** Far more than one operation takes; a queue this long means the bank doesn't read. */
  private static final int QUEUED_BYTES_PER_OPERATION = 1_024;

  private final BankConfig config;
  private final Bus bus;
  private final Clock clock;
  private final LinkMetrics metrics;
  private final List<Backoff> backoffs;
  private @Nullable NetClient client;
  private @Nullable BankLinks links;
  private boolean stopping;

  public BankLinkVerticle(BankConfig config, Bus bus, MeterRegistry registry, Clock clock) {
    this.config = config;
    this.bus = bus;
    this.clock = clock;
    this.metrics = new LinkMetrics(registry, config.name());
    this.backoffs = config.links().stream().map(endpoint -> backoff(config)).toList();
  }

  private static Backoff backoff(BankConfig config) {
    return new Backoff(
        config.limits().reconnectMin(),
        config.limits().reconnectMax(),
        () -> ThreadLocalRandom.current().nextDouble());
  }

  /** Succeeds at once; whether the bank can be reached is told by {@link Bank#STATE}. */
  @Override
  public Future<?> start() {
    BankLinks all = new BankLinks(config, clock, System::nanoTime, new Told(), metrics);
    NetClient net = vertx.createNetClient(Connector.options(config));
    links = all;
    client = net;
    bus.answer(Bank.submit(config.name()), operation -> submit(all, operation));
    bus.publish(Bank.STATE, new Bank.LinkState(config.name(), false, "not connected yet"));
    long shortest =
        Math.min(
            Math.min(config.answerTimeout().toMillis(), config.echo().toMillis()),
            Math.min(
                config.limits().networkTimeout().toMillis(), config.breaker().pause().toMillis()));
    vertx.setPeriodic(Math.max(10, Math.min(250, shortest / 20)), timer -> all.tick());
    for (int link = 0; link < config.links().size(); link++) {
      connect(net, all, link);
    }
    return Future.succeededFuture();
  }

  private Future<BankAnswer> submit(BankLinks all, BankOperation operation) {
    Promise<BankAnswer> answered = Promise.promise();
    all.submit(operation).thenAccept(answered::complete);
    return answered.future();
  }

  private void connect(NetClient net, BankLinks all, int link) {
    Endpoint endpoint = config.links().get(link);
    net.connect(endpoint.port(), endpoint.host())
        .onSuccess(socket -> connected(socket, all.link(link)))
        .onFailure(
            e -> {
              LOG.warn("{}: {} cannot be reached: {}", config.name(), endpoint, e.getMessage());
              connectLater(link);
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

  private void connectLater(int link) {
    NetClient net = client;
    BankLinks all = links;
    if (!stopping && net != null && all != null) {
      vertx.setTimer(
          backoffs.get(link).next().toMillis(),
          timer -> {
            if (!stopping) {
              connect(net, all, link);
            }
          });
    }
  }

  /** Waits for what is in flight, signs off, closes: at most the answer time-out and 5 s. */
  @Override
  public Future<?> stop() {
    stopping = true;
    BankLinks all = links;
    NetClient net = client;
    if (all == null || net == null) {
      return Future.succeededFuture();
    }
    Promise<Void> signedOff = Promise.promise();
    all.stop().thenAccept(signedOff::complete);
    return signedOff.future().compose(v -> net.close()).onComplete(closed -> metrics.close());
  }

  /** Passes on what the links tell. */
  private final class Told implements BankLinks.Host {
    @Override
    public void state(boolean ready, String why) {
      bus.publish(Bank.STATE, new Bank.LinkState(config.name(), ready, why));
    }

    @Override
    public void late(LateAnswer answer) {
      bus.publish(Bank.LATE, answer);
    }

    @Override
    public void stray(StrayAnswer answer) {
      bus.publish(Bank.STRAY, answer);
    }

    @Override
    public void day(LocalDate day) {
      bus.publish(Bank.DAY, new Bank.BusinessDay(config.name(), day));
    }

    @Override
    public void signedOn(int link) {
      backoffs.get(link).reset();
    }

    @Override
    public void lost(int link) {
      connectLater(link);
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
