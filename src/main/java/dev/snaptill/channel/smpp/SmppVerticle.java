package dev.snaptill.channel.smpp;

import dev.snaptill.bus.Ask;
import dev.snaptill.bus.Bus;
import dev.snaptill.channel.Channels;
import dev.snaptill.channel.Intake;
import dev.snaptill.ops.Traces;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.eventbus.MessageConsumer;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Binds to the configured carriers, hands what they deliver to {@link Channels#RECEIVE} and sends
 * what {@link Channels#send} asks of each by name. Publishes {@link Smpp#BIND_STATE}, answers
 * {@link Smpp#STATUS}, {@link Smpp#CONTROL} and, for carriers that allow it, {@link
 * Channels#query}.
 *
 * <p>Starts whether or not a carrier can be reached. Undeploying stops in order: carriers are told
 * to try again, what is outstanding ends, then each bind is unbound and closed.
 */
public final class SmppVerticle extends VerticleBase {
  private static final int SPARE_THREADS = 8;

  private List<CarrierConfig> configs;
  private final Bus bus;
  private final MeterRegistry registry;
  private final Clock clock;
  private final Traces traces;
  private final Map<String, Slot> carriers = new LinkedHashMap<>();
  private final Map<String, List<MessageConsumer<Object>>> answeringFor = new LinkedHashMap<>();
  private final List<MessageConsumer<Object>> answering = new ArrayList<>();
  private @Nullable WorkerExecutor blocking;

  public SmppVerticle(List<CarrierConfig> configs, Bus bus, MeterRegistry registry) {
    this(configs, bus, registry, Clock.systemUTC());
  }

  /**
   * @param clock for the times messages carry
   */
  public SmppVerticle(List<CarrierConfig> configs, Bus bus, MeterRegistry registry, Clock clock) {
    this(configs, bus, registry, clock, Traces.none());
  }

  /**
   * @param traces where PDUs are noted while an operator wants it
   */
  public SmppVerticle(
      List<CarrierConfig> configs, Bus bus, MeterRegistry registry, Clock clock, Traces traces) {
    this.traces = traces;
    this.configs = List.copyOf(configs);
    this.bus = bus;
    this.registry = registry;
    this.clock = clock;
  }

  @Override
  public Future<?> start() {
    // a reload may bring more binds: an idle thread is cheap, one too few delays a bind
    int binds = configs.stream().mapToInt(c -> 2 * c.binds()).sum() + SPARE_THREADS;
    WorkerExecutor pool = vertx.createSharedWorkerExecutor("smpp-" + deploymentID(), binds + 1);
    blocking = pool;
    Loop loop = new VertxLoop(vertx, context, pool, traces);
    configs.forEach(config -> add(config, loop));
    answering.add(bus.answer(Smpp.RELOAD, wanted -> reload(wanted.carriers(), loop)));
    answering.add(bus.answer(Smpp.STATUS, wanted -> Future.succeededFuture(statuses())));
    answering.add(bus.answer(Smpp.CONTROL, this::control));
    answering.add(bus.answer(Smpp.OUTBIND, this::outbind));
    return Future.succeededFuture();
  }

  private void add(CarrierConfig config, Loop loop) {
    Slot carrier = new Slot(config, clock, () -> carrier(config, loop));
    carriers.put(config.name(), carrier);
    List<MessageConsumer<Object>> its = new ArrayList<>();
    its.add(bus.answer(Channels.send(config.name()), carrier::send));
    if (config.quirks().query()) {
      its.add(bus.answer(Channels.query(config.name()), carrier::query));
    }
    answeringFor.put(config.name(), its);
  }

  /** What a changed carrier has to send waits in the outbox for the moment it takes. */
  private Future<Smpp.Statuses> reload(List<CarrierConfig> wanted, Loop loop) {
    List<Future<?>> stopped = new ArrayList<>();
    for (CarrierConfig old : configs) {
      Slot slot = carriers.get(old.name());
      if (!wanted.contains(old) && slot != null) {
        List<MessageConsumer<Object>> its = answeringFor.getOrDefault(old.name(), List.of());
        its.forEach(consumer -> stopped.add(consumer.unregister()));
        stopped.add(slot.stop());
      }
    }
    List<CarrierConfig> before = configs;
    configs = List.copyOf(wanted);
    return Future.join(stopped)
        .transform(
            done -> {
              before.stream()
                  .filter(old -> !wanted.contains(old))
                  .forEach(old -> carriers.remove(old.name()));
              wanted.stream()
                  .filter(config -> !carriers.containsKey(config.name()))
                  .forEach(config -> add(config, loop));
              return Future.succeededFuture(statuses());
            });
  }

  private Carrier carrier(CarrierConfig config, Loop loop) {
    return new Carrier(
        config,
        loop,
        clock,
        (inbound, answer) -> {
          LongPart part = inbound.part();
          if (part == null) {
            ask(Channels.RECEIVE, config, inbound.message(), answer);
          } else {
            ask(Smpp.PART, config, part, answer);
          }
        },
        (report, answer) -> ask(Channels.REPORT, config, report, answer),
        late -> bus.publish(Channels.TAKEN_LATE, late),
        new SmppMetrics(registry, config.name()),
        state -> bus.publish(Smpp.BIND_STATE, state));
  }

  private Smpp.Statuses statuses() {
    return new Smpp.Statuses(
        configs.stream()
            .map(config -> carriers.get(config.name()))
            .filter(Objects::nonNull)
            .map(Slot::status)
            .toList());
  }

  private Future<Boolean> outbind(Outbind call) {
    return Future.succeededFuture(
        configs.stream()
            .filter(config -> config.outbind().filter(its -> its.fits(call)).isPresent())
            .map(config -> carriers.get(config.name()))
            .filter(Objects::nonNull)
            .anyMatch(slot -> slot.outbind(call.socket())));
  }

  private Future<CarrierStatus> control(Smpp.Control wanted) {
    Slot carrier = carriers.get(wanted.carrier());
    return carrier == null
        ? Future.failedFuture("no carrier has the name " + wanted.carrier())
        : carrier.control(wanted.run());
  }

  /** An intake that doesn't answer counts as failed: the carrier repeats the message. */
  private <Q> void ask(
      Ask<Q, Intake> ask, CarrierConfig config, Q question, Consumer<Intake> answer) {
    bus.ask(ask, question, config.intakeTimeout())
        .onComplete(
            answer::accept,
            failure -> answer.accept(new Intake.Failed(String.valueOf(failure.getMessage()))));
  }

  @Override
  public Future<?> stop() {
    List<Future<Void>> stopped = carriers.values().stream().map(Slot::stop).toList();
    WorkerExecutor pool = blocking;
    answeringFor.values().forEach(answering::addAll);
    return Future.join(stopped)
        .compose(all -> Future.join(answering.stream().map(MessageConsumer::unregister).toList()))
        .compose(all -> pool == null ? Future.succeededFuture() : pool.close());
  }

  /** The verticle's event loop; what may block runs on a pool of its own. */
  record VertxLoop(Vertx vertx, Context context, WorkerExecutor pool, Traces traces)
      implements Loop {
    @Override
    public void trace(String carrier, Supplier<String> line) {
      traces.note(carrier, line);
    }

    @Override
    public void execute(Runnable task) {
      try {
        context.runOnContext(nothing -> task.run());
      } catch (RejectedExecutionException e) {
        // Vert.x is closed: a connection that ends after that has nobody left to tell
      }
    }

    @Override
    public void after(Duration delay, Runnable task) {
      vertx.setTimer(
          Math.max(1, delay.toMillis()), id -> context.runOnContext(nothing -> task.run()));
    }

    @Override
    public <T> void offload(Callable<T> work, BiConsumer<@Nullable T, @Nullable Throwable> then) {
      pool.executeBlocking(work, false)
          .onComplete(
              result ->
                  context.runOnContext(nothing -> then.accept(result.result(), result.cause())));
    }

    @Override
    public long nanos() {
      return System.nanoTime();
    }
  }
}
