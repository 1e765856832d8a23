package dev.snaptill.channel.smpp;

import dev.snaptill.channel.Intake;
import dev.snaptill.channel.OutboundMessage;
import dev.snaptill.channel.SendResult;
import dev.snaptill.value.Ids;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jsmpp.SMPPConstant;
import org.jsmpp.bean.BindType;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A system that binds to us, and all its binds. Lives on the loop. */
final class ServedSystem {
  private static final Logger log = LoggerFactory.getLogger(ServedSystem.class);
  private static final Duration TICK = Duration.ofMillis(200);

  private final SystemConfig system;
  private final CarrierConfig config;
  private final Loop loop;
  private final InboundDecoder decoder;
  private final BiConsumer<Inbound.Message, Consumer<Intake>> intake;
  private final SmppMetrics metrics;
  private final Runnable up;
  private final TokenBucket throughput;
  private final List<ServedBind> binds = new ArrayList<>();
  private final Deliveries deliveries;
  private final ServedReceipts receipts;
  private int outstanding;
  private final Prepared.Desk desk;
  private boolean stopping;
  private boolean ended;

  /**
   * @param intake stores a message, or a part of a long one, and says on the loop, exactly once,
   *     what became of it
   * @param up told when texts can be delivered that could not be before
   */
  ServedSystem(
      SystemConfig system,
      Loop loop,
      Clock clock,
      BiConsumer<Inbound.Message, Consumer<Intake>> intake,
      SmppMetrics metrics,
      Runnable up) {
    this.system = system;
    this.config = system.carrier();
    this.loop = loop;
    this.intake = intake;
    this.metrics = metrics;
    this.up = up;
    Numbers numbers = new Numbers(config);
    this.desk = new Prepared.Desk(numbers, config.texts(), clock);
    this.decoder = new InboundDecoder(config, numbers, clock);
    this.throughput = new TokenBucket(system.throughput());
    this.deliveries = new Deliveries(config, loop, metrics, binds);
    this.receipts = new ServedReceipts(numbers, deliveries, loop, clock, metrics);
  }

  void start() {
    loop.after(TICK, this::tick);
  }

  private void tick() {
    deliveries.tick();
    if (!ended) {
      loop.after(TICK, this::tick);
    }
  }

  /** Whether these are its terms, and not those before or after a change. */
  boolean is(SystemConfig terms) {
    return system == terms;
  }

  int binds() {
    return binds.size();
  }

  /** Answers a bind request that is welcome; blocks, and so is not for the loop. */
  void serve(ServedConnection connection, String ourSystemId, Duration within) throws IOException {
    Session session = new Session();
    ServedLink link = new ServedLink(connection, config, loop, session);
    ServedBind bind = new ServedBind(connection.bind().type(), link);
    session.bind = bind;
    link.welcome(ourSystemId, within.toMillis());
    loop.execute(() -> up(bind));
  }

  private void up(ServedBind bind) {
    if (stopping || !bind.link().isBound()) {
      close(bind, stopping);
      return;
    }
    boolean could = binds.stream().anyMatch(ServedBind::takesTexts);
    binds.add(bind);
    log.info("{} bound as {}, {} binds", config.name(), bind.type(), binds.size());
    if (bind.takesTexts() && !could) {
      up.run();
    }
    deliveries.pump();
  }

  private void lost(ServedBind bind, String why) {
    if (binds.remove(bind)) {
      log.info("{}: {}, {} binds left", config.name(), why, binds.size());
    }
    deliveries.lost(bind, why);
    close(bind, false);
  }

  private void close(ServedBind bind, boolean unbind) {
    loop.offload(
        () -> {
          if (unbind) {
            bind.link().unbindAndClose();
          } else {
            bind.link().close();
          }
          return "";
        },
        (done, failure) -> {});
  }

  /** Sends a text by any receiver bind; the result comes exactly once, on the loop. */
  void send(OutboundMessage message, Consumer<SendResult> done) {
    if (stopping) {
      done.accept(new SendResult.RetryAfter(config.throttlePause(), "stopping"));
      return;
    }
    Prepared prepared = desk.prepare(message);
    if (!(prepared instanceof Prepared.Ready ready)) {
      done.accept(((Prepared.Refused) prepared).why());
      return;
    }
    deliveries.add(
        new Deliveries.Delivery(
            ready.segments(),
            ready.from(),
            ready.to(),
            Ids.text(message.id()),
            loop.nanos(),
            done));
  }

  private void take(ServedBind bind, int commandId, int sequence, Inbound inbound) {
    ServedLink link = bind.link();
    if (bind.type() == BindType.BIND_RX) {
      metrics.received("wrong_state");
      link.respond(commandId, sequence, Status.WRONG_STATE, "");
      return;
    }
    if (!(inbound instanceof Inbound.Message message)) {
      boolean report = inbound instanceof Inbound.Report;
      metrics.received(report ? "report_unwanted" : "unusable");
      // one who submits sees the refusal; one who delivers would send it again for days
      boolean refused = !report && commandId == SMPPConstant.CID_SUBMIT_SM;
      link.respond(commandId, sequence, refused ? Status.REJECTED : Status.OK, "");
      return;
    }
    long now = loop.nanos();
    if (throughput.waitAt(now) > 0) {
      metrics.received("throttled");
      link.respond(commandId, sequence, Status.THROTTLED, "");
      return;
    }
    throughput.takeAt(now);
    if (stopping || outstanding >= config.receiveWindow()) {
      metrics.received("busy");
      link.respond(commandId, sequence, config.tryAgainCode(), "");
      return;
    }
    if (message.part() != null) {
      metrics.part();
    }
    outstanding++;
    intake.accept(
        message,
        outcome -> {
          outstanding--;
          answer(link, commandId, sequence, message, outcome);
        });
  }

  private void answer(
      ServedLink link, int commandId, int sequence, Inbound.Message message, Intake outcome) {
    // deliver_sm_resp has an empty message_id (SMPP 3.4 §4.6.2)
    boolean named = commandId != SMPPConstant.CID_DELIVER_SM;
    if (outcome instanceof Intake.Stored stored) {
      metrics.received("stored");
      link.respond(commandId, sequence, Status.OK, named ? Ids.text(stored.id()) : "");
      if (named && message.receiptWanted()) {
        receipts.delivered(message.message(), Ids.text(stored.id()));
      }
    } else if (outcome instanceof Intake.Repeat repeat) {
      metrics.received("repeat");
      link.respond(commandId, sequence, Status.OK, named ? Ids.text(repeat.id()) : "");
      if (named && message.receiptWanted()) {
        receipts.delivered(message.message(), Ids.text(repeat.id()));
      }
    } else if (outcome instanceof Intake.Busy) {
      metrics.received("busy");
      link.respond(commandId, sequence, config.tryAgainCode(), "");
    } else {
      metrics.received("failed");
      link.respond(commandId, sequence, config.quirks().failureCode(), "");
    }
  }

  /** Stops for good, in order. */
  void stop(Runnable done) {
    ended = true;
    pause(
        () -> {
          metrics.close();
          done.run();
        });
  }

  /** Stops in order: no new work, what is outstanding ends or its time is up, unbind, close. */
  void pause(Runnable done) {
    stopping = true;
    drain(loop.nanos() + config.stopTimeout().toNanos(), done);
  }

  /** After a pause: it may bind again. */
  void resume() {
    stopping = ended;
  }

  boolean isRunning() {
    return !stopping;
  }

  private void drain(long deadline, Runnable done) {
    boolean unanswered = outstanding > 0 || binds.stream().anyMatch(bind -> !bind.sent().isEmpty());
    if (unanswered && loop.nanos() - deadline < 0) {
      loop.after(Duration.ofMillis(20), () -> drain(deadline, done));
      return;
    }
    List<ServedBind> last = List.copyOf(binds);
    binds.clear();
    deliveries.giveBack("stopping");
    if (last.isEmpty()) {
      done.run();
      return;
    }
    int[] left = {last.size()};
    for (ServedBind bind : last) {
      deliveries.lost(bind, "stopping");
      loop.offload(
          () -> {
            bind.link().unbindAndClose();
            return "";
          },
          (closed, failure) -> {
            if (--left[0] == 0) {
              done.run();
            }
          });
    }
  }

  /** On jsmpp's reader thread: what costs time is done there, what changes state on the loop. */
  private final class Session implements ServedLink.Events {
    /** Set before the link reads anything. */
    private volatile @Nullable ServedBind bind;

    private ServedBind bind() {
      return Objects.requireNonNull(bind, "the link reads already");
    }

    @Override
    public void onRequest(int commandId, int sequence, byte[] pdu) {
      Inbound inbound = decoder.decode(commandId, pdu);
      loop.execute(() -> take(bind(), commandId, sequence, inbound));
    }

    @Override
    public void onResponse(int status, int sequence) {
      loop.execute(() -> deliveries.answered(bind(), status, sequence));
    }

    @Override
    public void onLost(String why) {
      loop.execute(() -> lost(bind(), why));
    }
  }
}
