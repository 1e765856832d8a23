package dev.snaptill.channel.smpp;

import dev.snaptill.bus.Bus;
import dev.snaptill.channel.Channels;
import dev.snaptill.channel.Intake;
import dev.snaptill.channel.SendResult;
import dev.snaptill.ops.Traces;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.eventbus.MessageConsumer;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets carriers and aggregators bind to us, hands what they submit or deliver to {@link
 * Channels#RECEIVE} and delivers what {@link Channels#send} asks of each by name. Publishes {@link
 * Channels#UP} when one can be reached again.
 *
 * <p>Counts {@code snaptill_smpp_listener_total{result}}: connections by bound, idle, too_many,
 * nonsense, no_tls, and refused_ with the command_status.
 */
public final class ListenerVerticle extends VerticleBase {
  private static final Logger log = LoggerFactory.getLogger(ListenerVerticle.class);

  private final ListenerConfig config;
  private final boolean outbinds;
  private final Doorman doorman;
  private final Bus bus;
  private final MeterRegistry registry;
  private final Clock clock;
  private final Traces traces;
  private final Map<String, ServedSystem> systems = new HashMap<>();
  private final List<MessageConsumer<Object>> answering = new ArrayList<>();
  private @Nullable WorkerExecutor blocking;
  private @Nullable Doorway doorway;

  public ListenerVerticle(ListenerConfig config, Bus bus, MeterRegistry registry, Clock clock) {
    this(config, bus, registry, clock, Traces.none());
  }

  /**
   * @param traces where PDUs are noted while an operator wants it
   */
  public ListenerVerticle(
      ListenerConfig config, Bus bus, MeterRegistry registry, Clock clock, Traces traces) {
    this(config, false, bus, registry, clock, traces);
  }

  /**
   * @param outbinds whether carriers may connect too and ask us to bind
   */
  public ListenerVerticle(
      ListenerConfig config,
      boolean outbinds,
      Bus bus,
      MeterRegistry registry,
      Clock clock,
      Traces traces) {
    this.outbinds = outbinds;
    this.traces = traces;
    this.config = config;
    this.doorman = new Doorman(config.systems());
    this.bus = bus;
    this.registry = registry;
    this.clock = clock;
  }

  /** Where it listens; -1 if there is nobody to listen to. */
  public int port() {
    Doorway open = doorway;
    return open == null ? -1 : open.port();
  }

  @Override
  public Future<?> start() {
    answering.add(bus.answer(Smpp.CONTROL_SYSTEM, this::control));
    answering.add(bus.answer(Smpp.SYSTEMS, wanted -> Future.succeededFuture(served())));
    if (config.systems().isEmpty() && !outbinds) {
      return Future.succeededFuture();
    }
    WorkerExecutor pool = vertx.createSharedWorkerExecutor("smpp-" + deploymentID(), 4);
    blocking = pool;
    Loop loop = new SmppVerticle.VertxLoop(vertx, context, pool, traces);
    for (SystemConfig system : config.systems()) {
      String name = system.carrier().name();
      ServedSystem served =
          new ServedSystem(
              system,
              loop,
              clock,
              (inbound, answer) -> receive(system.carrier(), inbound, answer),
              new SmppMetrics(registry, name),
              () -> bus.publish(Channels.UP, name));
      systems.put(system.carrier().systemId(), served);
      registry.gauge(
          "snaptill.smpp.system.binds",
          List.of(io.micrometer.core.instrument.Tag.of("system", name)),
          served,
          ServedSystem::binds);
      answering.add(
          bus.answer(
              Channels.send(name),
              message -> {
                Promise<SendResult> result = Promise.promise();
                served.send(message, result::complete);
                return result.future();
              }));
      served.start();
    }
    return vertx.executeBlocking(this::listen, false);
  }

  private Smpp.Served served() {
    List<Smpp.ServedStatus> all = new ArrayList<>();
    for (SystemConfig system : config.systems()) {
      ServedSystem served = systems.get(system.carrier().systemId());
      all.add(
          new Smpp.ServedStatus(
              system.carrier().name(),
              served != null && served.isRunning(),
              served == null ? 0 : served.binds()));
    }
    return new Smpp.Served(all);
  }

  private Future<Smpp.Served> control(Smpp.Control wanted) {
    for (SystemConfig system : config.systems()) {
      String systemId = system.carrier().systemId();
      ServedSystem served = systems.get(systemId);
      if (served != null && system.carrier().name().equals(wanted.carrier())) {
        doorman.open(systemId, wanted.run());
        Promise<Smpp.Served> done = Promise.promise();
        if (wanted.run()) {
          served.resume();
          done.complete(served());
        } else {
          served.pause(() -> done.complete(served()));
        }
        return done.future();
      }
    }
    return Future.failedFuture("no system has the name " + wanted.carrier());
  }

  private Doorway listen() throws IOException {
    Doorway open =
        (Doorway)
            Doorway.factory(
                    config,
                    doorman,
                    result ->
                        registry
                            .counter("snaptill_smpp_listener_total", "result", result)
                            .increment(),
                    this::called)
                .listen(config.port());
    doorway = open;
    registry.gauge("snaptill.smpp.listener.connections", open, Doorway::connections);
    Thread acceptor = new Thread(() -> accept(open), "smpp-acceptor");
    acceptor.setDaemon(true);
    acceptor.start();
    log.info("listener: systems bind at {}:{}", config.host(), open.port());
    return open;
  }

  private void called(Outbind outbind, Consumer<Boolean> answer) {
    bus.ask(Smpp.OUTBIND, outbind, config.bindTimeout())
        .onComplete(answer::accept, nobody -> answer.accept(false));
  }

  private void accept(Doorway open) {
    while (true) {
      ServedConnection connection;
      try {
        connection = open.accept();
      } catch (IOException e) {
        return; // it is closed
      }
      try {
        ServedSystem system = systems.get(connection.bind().systemId());
        if (system == null) {
          connection.close();
        } else {
          system.serve(connection, config.systemId(), config.bindTimeout());
        }
      } catch (IOException | RuntimeException e) {
        log.warn("listener: {}: {}", connection.bind(), e.toString());
        connection.close();
      }
    }
  }

  /** An intake that doesn't answer counts as failed: the system repeats the message. */
  private void receive(CarrierConfig from, Inbound.Message inbound, Consumer<Intake> answer) {
    LongPart part = inbound.part();
    Future<Intake> stored =
        part == null
            ? bus.ask(Channels.RECEIVE, inbound.message(), from.intakeTimeout())
            : bus.ask(Smpp.PART, part, from.intakeTimeout());
    stored.onComplete(
        answer::accept,
        failure -> answer.accept(new Intake.Failed(String.valueOf(failure.getMessage()))));
  }

  @Override
  public Future<?> stop() {
    Doorway open = doorway;
    Future<?> closed =
        open == null
            ? Future.succeededFuture()
            : vertx.executeBlocking(
                () -> {
                  open.close();
                  return "";
                },
                false);
    WorkerExecutor pool = blocking;
    return closed
        .compose(
            done -> {
              List<Future<Void>> stopped = new ArrayList<>();
              for (ServedSystem system : systems.values()) {
                Promise<Void> ended = Promise.promise();
                stopped.add(ended.future());
                system.stop(ended::complete);
              }
              return Future.join(stopped);
            })
        .compose(all -> Future.join(answering.stream().map(MessageConsumer::unregister).toList()))
        .compose(all -> pool == null ? Future.succeededFuture() : pool.close());
  }
}
