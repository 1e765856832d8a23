package dev.snaptill.channel.smpp;

import dev.snaptill.channel.DeliveryReport;
import dev.snaptill.channel.Intake;
import dev.snaptill.channel.OutboundMessage;
import dev.snaptill.channel.SendResult;
import dev.snaptill.channel.StateQuery;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jsmpp.bean.BindType;

/** A carrier and all its binds. Lives on the loop. */
final class Carrier {
  /** A text of more parts is a mistake somewhere, not a receipt. */
  private static final Duration POLL = Duration.ofMillis(20);

  private final CarrierConfig config;
  private final Loop loop;
  private final Numbers numbers;
  private final SmppMetrics metrics;
  private final List<Bind> binds = new ArrayList<>();
  private final Prepared.Desk desk;
  private boolean stopping;

  /**
   * @param intake stores a message and says on the loop, exactly once, what became of it
   * @param reports likewise for delivery reports
   * @param state told of each change of a bind
   */
  Carrier(
      CarrierConfig config,
      Loop loop,
      Clock clock,
      BiConsumer<Inbound.Message, Consumer<Intake>> intake,
      BiConsumer<DeliveryReport, Consumer<Intake>> reports,
      SmppMetrics metrics,
      Consumer<Smpp.BindState> state) {
    this.config = config;
    this.loop = loop;
    this.metrics = metrics;
    this.numbers = new Numbers(config);
    this.desk = new Prepared.Desk(numbers, config.texts(), clock);
    InboundDecoder decoder = new InboundDecoder(config, numbers, clock);
    TokenBucket rate = new TokenBucket(config.carrierRate());
    for (int i = 0; i < config.binds(); i++) {
      for (BindType type : types(config.bind())) {
        binds.add(
            new Bind(
                config,
                type,
                i,
                loop,
                clock,
                decoder,
                new Receiver(config, intake, reports, metrics),
                rate,
                metrics,
                (bind, bound, why) ->
                    state.accept(new Smpp.BindState(config.name(), bind, bound, why))));
      }
    }
  }

  private static List<BindType> types(CarrierConfig.Mode mode) {
    return switch (mode) {
      case TRANSCEIVER -> List.of(BindType.BIND_TRX);
      case TRANSMITTER_RECEIVER -> List.of(BindType.BIND_TX, BindType.BIND_RX);
      case TRANSMITTER -> List.of(BindType.BIND_TX);
      case RECEIVER -> List.of(BindType.BIND_RX);
    };
  }

  void start() {
    binds.forEach(Bind::connect);
    tick();
  }

  private void tick() {
    binds.forEach(Bind::tick);
    if (!stopping) {
      long millis = Math.min(1_000, Math.max(20, config.submitTimeout().toMillis() / 10));
      loop.after(Duration.ofMillis(millis), this::tick);
    }
  }

  /**
   * Sends a text, in as many parts as it takes. The result comes exactly once, on the loop, at the
   * latest after twice the submit time-out for each part.
   */
  void send(OutboundMessage message, Consumer<SendResult> done) {
    if (stopping) {
      done.accept(new SendResult.RetryAfter(config.reconnectMin(), "stopping"));
      return;
    }
    Prepared prepared = desk.prepare(message);
    if (!(prepared instanceof Prepared.Ready ready)) {
      done.accept(((Prepared.Refused) prepared).why());
      return;
    }
    List<SubmitPdu> pdus =
        ready.segments().segments().stream()
            .map(
                segment ->
                    new SubmitPdu(
                        ready.from(),
                        ready.to(),
                        ready.segments().hasHeader(),
                        ready.segments().dataCoding(),
                        config.quirks(),
                        segment.body(),
                        segment.optional()))
            .toList();
    new Sending(config, loop, metrics, this::leastLoaded, pdus, done).next();
  }

  /** Asks a bind that is up what became of a part; the answer comes exactly once, on the loop. */
  void query(StateQuery query, Consumer<Queries.Found> done) {
    Numbers.Wire from = numbers.write(query.from());
    Optional<Bind> bind = binds.stream().filter(Bind::canQuery).findFirst();
    if (from == null || bind.isEmpty() || stopping) {
      done.accept(new Queries.Found.NotTold("no bind has room"));
    } else {
      bind.get().query(query.part().id(), from, done);
    }
  }

  CarrierStatus status() {
    return new CarrierStatus(config.name(), !stopping, binds.stream().map(Bind::status).toList());
  }

  private Optional<SubmitWindow> leastLoaded() {
    return binds.stream()
        .filter(Bind::canSubmit)
        .map(Bind::window)
        // one that must be silent comes last, however little it has in hand
        .min(Comparator.comparing(SubmitWindow::isThrottled).thenComparingInt(SubmitWindow::load));
  }

  /** Stops in order: no new work, what is outstanding ends or its time is up, unbind, close. */
  void stop(Runnable done) {
    stopping = true;
    binds.forEach(bind -> bind.receiver().drain());
    drain(loop.nanos() + config.stopTimeout().toNanos(), done);
  }

  private void drain(long deadline, Runnable done) {
    boolean outstanding =
        binds.stream().anyMatch(b -> b.receiver().outstanding() + b.window().load() > 0);
    if (outstanding && loop.nanos() - deadline < 0) {
      binds.forEach(Bind::tick);
      loop.after(POLL, () -> drain(deadline, done));
      return;
    }
    List<Bind> up = new ArrayList<>(binds);
    int[] left = {up.size()};
    for (Bind bind : up) {
      bind.stop(
          () -> {
            if (--left[0] == 0) {
              metrics.close();
              done.run();
            }
          });
    }
  }
}
