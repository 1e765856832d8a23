package dev.snaptill.channel.smpp;

import dev.snaptill.bus.Bus;
import dev.snaptill.channel.Channels;
import dev.snaptill.channel.Intake;
import dev.snaptill.channel.SendResult;
import dev.snaptill.ops.Traces;
import io.micrometer.core.instrument.Gauge;
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
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
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

  private static final String BINDS = "snaptill.smpp.system.binds";

  private final ListenerConfig config;
  private final boolean outbinds;
  private final Doorman doorman = new Doorman();
  private final Bus bus;
  private final MeterRegistry registry;
  private final Clock clock;
  private final Traces traces;

  /** By system_id. */
  private final Map<String, ServedSystem> systems = new ConcurrentHashMap<>();

  /** What answers for a system, by its name. */
  private final Map<String, MessageConsumer<Object>> sending = new HashMap<>();

  private List<SystemConfig> configured;
  private final List<MessageConsumer<Object>> answering = new ArrayList<>();
  private @Nullable WorkerExecutor blocking;
  private volatile @Nullable Doorway doorway;
  private @Nullable Loop loop;

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
    this.configured = config.systems();
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
    answering.add(bus.answer(Smpp.RELOAD_SYSTEMS, wanted -> reload(wanted.systems())));
    WorkerExecutor pool = vertx.createSharedWorkerExecutor("smpp-" + deploymentID(), 4);
    blocking = pool;
    Loop its = new SmppVerticle.VertxLoop(vertx, context, pool, traces);
    loop = its;
    configured.forEach(system -> add(system, its));
    return configured.isEmpty() && !outbinds
        ? Future.succeededFuture()
        : vertx.executeBlocking(this::listen, false);
  }

  private void add(SystemConfig system, Loop its) {
    String name = system.carrier().name();
    ServedSystem served =
        new ServedSystem(
            system,
            its,
            clock,
            (inbound, answer) -> receive(system.carrier(), inbound, answer),
            new SmppMetrics(registry, name),
            () -> bus.publish(Channels.UP, name));
    systems.put(system.carrier().systemId(), served);
    Gauge.builder(BINDS, served, ServedSystem::binds).tag("system", name).register(registry);
    sending.put(
        name,
        bus.answer(
            Channels.send(name),
            message -> {
              Promise<SendResult> result = Promise.promise();
              served.send(message, result::complete);
              return result.future();
            }));
    served.start();
    doorman.admit(system);
  }

  /** Nobody binds as it any more, what is outstanding ends, its binds are unbound. */
  private Future<?> remove(SystemConfig system) {
    String name = system.carrier().name();
    doorman.forget(system);
    ServedSystem served = systems.remove(system.carrier().systemId());
    MessageConsumer<Object> its = sending.remove(name);
    if (served == null || its == null) {
      return Future.succeededFuture();
    }
    Promise<Void> ended = Promise.promise();
    served.stop(ended::complete);
    return Future.join(its.unregister(), ended.future())
        .onComplete(
            done -> registry.find(BINDS).tag("system", name).gauges().forEach(registry::remove));
  }

  private Future<Smpp.Served> reload(List<SystemConfig> wanted) {
    Loop its = Objects.requireNonNull(loop, "it has started");
    boolean opens = doorway == null && !wanted.isEmpty();
    Future<?> listening =
        opens ? vertx.executeBlocking(this::listen, false) : Future.succeededFuture();
    return listening.compose(
        open -> {
          List<SystemConfig> before = configured;
          configured = List.copyOf(wanted);
          List<Future<?>> removed = new ArrayList<>();
          for (SystemConfig old : before) {
            if (!wanted.contains(old)) {
              removed.add(remove(old));
            }
          }
          return Future.join(removed)
              .transform(
                  done -> {
                    // one that has not changed keeps its own terms, as its binds do
                    List<SystemConfig> now = new ArrayList<>();
                    for (SystemConfig system : wanted) {
                      int kept = before.indexOf(system);
                      if (kept < 0) {
                        add(system, its);
                      }
                      now.add(kept < 0 ? system : before.get(kept));
                    }
                    configured = List.copyOf(now);
                    return Future.succeededFuture(served());
                  });
        });
  }

  private Smpp.Served served() {
    List<Smpp.ServedStatus> all = new ArrayList<>();
    for (SystemConfig system : configured) {
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
    for (SystemConfig system : configured) {
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
        if (system == null || !system.is(connection.system())) {
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
        .compose(
            all -> {
              answering.addAll(sending.values());
              return Future.join(answering.stream().map(MessageConsumer::unregister).toList());
            })
        .compose(all -> pool == null ? Future.succeededFuture() : pool.close());
  }
}
