package dev.snaptill.channel.smpp;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
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
  private final SmppMetrics.BindGauges gauges;
  private final Listener listener;
  private final Backoff backoff;
  private @Nullable Link link;
  private long boundSince;
  private String lastWhy = "";
  private volatile boolean stopping;

  /** Told on the loop when the bind comes up, goes down, or fails for another reason. */
  interface Listener {
    void changed(String bind, boolean bound, String why);
  }

  Bind(
      CarrierConfig config,
      BindType type,
      String name,
      Loop loop,
      InboundDecoder decoder,
      Receiver receiver,
      SmppMetrics metrics,
      Listener listener) {
    this.config = config;
    this.type = type;
    this.name = name;
    this.loop = loop;
    this.decoder = decoder;
    this.receiver = receiver;
    this.window = new SubmitWindow(config, loop, metrics);
    this.gauges = metrics.bind(name);
    this.listener = listener;
    this.backoff =
        new Backoff(config.reconnectMin(), config.reconnectMax(), ThreadLocalRandom.current());
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
    gauges.window().set(window.inUse());
  }

  void connect() {
    if (stopping) {
      return;
    }
    Link fresh = new Link(config, type, config.name() + "-" + name, loop, new Events());
    loop.offload(
        () -> {
          String peer = fresh.connectAndBind();
          if (stopping) {
            fresh.unbindAndClose();
          }
          return peer;
        },
        (peer, failure) -> {
          if (failure != null) {
            down(reason(failure));
          } else if (!stopping) {
            up(fresh, String.valueOf(peer));
          }
        });
  }

  private void up(Link fresh, String peer) {
    link = fresh;
    boundSince = loop.nanos();
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
    gauges.up().set(0);
    gauges.window().set(0);
    down(why);
  }

  private void down(String why) {
    tell(false, why);
    if (!stopping) {
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

  /** Unbinds, closes and stays down; {@code done} runs on the loop. */
  void stop(Runnable done) {
    stopping = true;
    Link last = link;
    link = null;
    window.close("stopping");
    gauges.up().set(0);
    if (last == null) {
      done.run();
      return;
    }
    tell(false, "stopped");
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
      loop.execute(() -> receiver.take(from, commandId, sequence, inbound));
    }

    @Override
    public void onResponse(Link from, int status, int sequence, String messageId) {
      loop.execute(
          () -> {
            if (from == link) {
              window.answered(sequence, status, messageId);
            }
          });
    }

    @Override
    public void onLost(Link gone, String why) {
      loop.execute(() -> lost(gone, why));
    }
  }
}
