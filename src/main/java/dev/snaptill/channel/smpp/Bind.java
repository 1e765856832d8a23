package dev.snaptill.channel.smpp;

import java.net.Socket;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jsmpp.bean.BindType;
import org.jsmpp.extra.NegativeResponseException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One bind to a carrier, held up for as long as the gateway runs: it binds, and when the bind is
 * refused or lost, by a cut or by the peer's unbind, it waits and binds again. Lives on the loop.
 */
final class Bind {
  private static final Logger log = LoggerFactory.getLogger(Bind.class);

  private final CarrierConfig config;
  private final BindType type;
  private final String name;
  private final Loop loop;
  private final InboundDecoder decoder;
  private final Receiver receiver;
  private final SubmitWindow window;
  private final Queries queries;
  private final RateMeter in;
  private final Clock clock;
  private final SmppMetrics.BindGauges gauges;
  private final Listener listener;
  private final Backoff backoff;
  private int endpoint;
  private @Nullable Link link;
  private boolean connecting;
  private Instant since;
  private @Nullable String lastError;
  private long boundSince;
  private String lastWhy = "";

  /** Bound, but the loop has not heard of it. */
  private final AtomicReference<@Nullable Link> waiting = new AtomicReference<>();

  private volatile boolean stopping;

  /** Told on the loop when the bind comes up, goes down, or fails for another reason. */
  interface Listener {
    void changed(String bind, boolean bound, String why);
  }

  /**
   * @param number which of the carrier's binds of this type; it begins with that endpoint
   * @param carrierRate shared by all binds of the carrier
   */
  Bind(
      CarrierConfig config,
      BindType type,
      int number,
      Loop loop,
      Clock clock,
      InboundDecoder decoder,
      Receiver receiver,
      TokenBucket carrierRate,
      SmppMetrics metrics,
      Listener listener) {
    this.config = config;
    this.type = type;
    this.name = kind(type) + number;
    this.endpoint = number % config.endpoints().size();
    this.loop = loop;
    this.clock = clock;
    this.decoder = decoder;
    this.receiver = receiver;
    this.window = new SubmitWindow(config, loop, metrics, carrierRate);
    this.queries = new Queries(config, loop);
    this.in = new RateMeter(loop.nanos());
    this.since = clock.instant();
    this.gauges = metrics.bind(name);
    this.listener = listener;
    this.backoff =
        new Backoff(config.reconnectMin(), config.reconnectMax(), ThreadLocalRandom.current());
  }

  private static String kind(BindType type) {
    return switch (type) {
      case BIND_TX -> "tx";
      case BIND_RX -> "rx";
      case BIND_TRX -> "trx";
    };
  }

  boolean canSubmit() {
    return window.isOpen();
  }

  SubmitWindow window() {
    return window;
  }

  Receiver receiver() {
    return receiver;
  }

  /** Gives up what waited too long and brings the gauges up to date; now and then. */
  void tick() {
    window.expire();
    queries.expire();
    in.tick(loop.nanos());
    gauges.window().set(window.inUse());
    gauges.size().set(window.size());
    gauges.queued().set(window.queued());
    gauges.throttled().set(window.isThrottled() ? 1 : 0);
  }

  BindStatus status() {
    return new BindStatus(
        name,
        config.endpoints().get(endpoint).toString(),
        stopping
            ? BindStatus.State.STOPPED
            : link != null ? BindStatus.State.BOUND : BindStatus.State.UNBOUND,
        since,
        window.inUse(),
        window.size(),
        window.queued(),
        in.perSecond(),
        window.perSecond(),
        window.isThrottled(),
        lastWhy,
        lastError);
  }

  /** Whether a query_sm can be asked here now. */
  boolean canQuery() {
    return canSubmit() && queries.hasRoom();
  }

  void query(String messageId, Numbers.Wire from, Consumer<Queries.Found> done) {
    Link to = link;
    if (to == null) {
      done.accept(new Queries.Found.NotTold("not bound"));
    } else {
      queries.ask(to, messageId, from, done);
    }
  }

  /** Whether it is the carrier that connects: only where it has messages to deliver. */
  private boolean isCalled() {
    return config.outbind().isPresent() && type != BindType.BIND_TX;
  }

  void connect() {
    if (stopping) {
      return;
    }
    if (isCalled()) {
      tell(false, "waits for the carrier's outbind");
    } else {
      connect(null);
    }
  }

  /**
   * Binds over a connection that the carrier has made.
   *
   * @return false if this bind has no use for it
   */
  boolean outbind(Socket socket) {
    if (stopping || !isCalled() || link != null || connecting) {
      return false;
    }
    connect(socket);
    return true;
  }

  private void connect(@Nullable Socket given) {
    connecting = true;
    Link fresh =
        new Link(
            config,
            config.endpoints().get(endpoint),
            type,
            config.name() + "-" + name,
            loop,
            new Events(),
            given);
    loop.offload(
        () -> {
          String peer = fresh.connectAndBind();
          // whoever takes it out, this or stop(), ends it: a stop may come before the loop hears
          waiting.set(fresh);
          if (stopping && waiting.compareAndSet(fresh, null)) {
            fresh.unbindAndClose();
          }
          return peer;
        },
        (peer, failure) -> {
          connecting = false;
          if (failure != null) {
            down(reason(failure));
          } else if (waiting.compareAndSet(fresh, null)) {
            up(fresh, String.valueOf(peer));
          }
        });
  }

  private void up(Link fresh, String peer) {
    link = fresh;
    boundSince = loop.nanos();
    since = clock.instant();
    if (!fresh.isBound()) {
      lost(fresh, "lost at once");
      return;
    }
    if (type != BindType.BIND_RX) {
      window.open(fresh);
    }
    gauges.up().set(1);
    tell(true, "bound as " + config.systemId() + (peer.isEmpty() ? "" : " at " + peer));
  }

  private void lost(Link gone, String why) {
    if (gone != link) {
      return; // not yet up, and then up() sees it; or replaced
    }
    link = null;
    backoff.heldFor(Duration.ofNanos(loop.nanos() - boundSince));
    loop.offload(
        () -> {
          gone.close();
          return "";
        },
        (done, failure) -> {});
    window.close(why);
    queries.close(why);
    gauges.up().set(0);
    gauges.window().set(0);
    since = clock.instant();
    down(why);
  }

  private void down(String why) {
    tell(false, why);
    if (!stopping) {
      lastError = why;
      if (isCalled()) {
        return; // the carrier knows when it has something again
      }
      endpoint = (endpoint + 1) % config.endpoints().size();
      loop.after(backoff.next(), this::connect);
    }
  }

  private void tell(boolean bound, String why) {
    if (!why.equals(lastWhy)) {
      lastWhy = why;
      log.info("{} {}: {}", config.name(), name, why);
      listener.changed(name, bound, why);
    }
  }

  private static String reason(Throwable failure) {
    if (failure.getCause() instanceof NegativeResponseException refusal) {
      int status = refusal.getCommandStatus();
      String code = " (" + Status.text(status) + ")";
      return (status == Status.ALREADY_BOUND ? "already bound" : "bind refused") + code;
    }
    return "cannot bind: " + failure.getMessage();
  }

  private void answered(Link from, Link.Answer answer) {
    if (from != link || queries.refused(answer.sequence(), answer.status())) {
      return;
    }
    if (window.answered(answer)) {
      lastError = "told to slow down (" + Status.text(answer.status()) + ")";
    }
  }

  /** Unbinds, closes and stays down; {@code done} runs on the loop. */
  void stop(Runnable done) {
    stopping = true;
    Link bound = waiting.getAndSet(null);
    Link last = link != null ? link : bound;
    link = null;
    since = clock.instant();
    window.close("stopping");
    queries.close("stopping");
    gauges.up().set(0);
    tell(false, "stopped");
    if (last == null) {
      done.run();
      return;
    }
    loop.offload(
        () -> {
          last.unbindAndClose();
          return "";
        },
        (closed, failure) -> done.run());
  }

  /** On jsmpp's reader thread: what costs time is done there, what changes state on the loop. */
  private final class Events implements Link.Events {
    @Override
    public void onRequest(Link from, int commandId, int sequence, byte[] pdu) {
      Inbound inbound = decoder.decode(commandId, pdu);
      loop.execute(
          () -> {
            in.mark();
            receiver.take(from, commandId, sequence, inbound);
          });
    }

    @Override
    public void onResponse(Link from, Link.Answer answer) {
      loop.execute(() -> answered(from, answer));
    }

    @Override
    public void onQueried(Link from, int status, int sequence, byte[] pdu) {
      loop.execute(
          () -> {
            if (from == link) {
              queries.answered(sequence, status, pdu);
            }
          });
    }

    @Override
    public void onLost(Link gone, String why) {
      loop.execute(() -> lost(gone, why));
    }
  }
}
