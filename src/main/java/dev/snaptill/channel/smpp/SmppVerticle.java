package dev.snaptill.channel.smpp;

import dev.snaptill.bus.Bus;
import dev.snaptill.channel.Channels;
import dev.snaptill.channel.Intake;
import dev.snaptill.channel.SendResult;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.eventbus.MessageConsumer;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Binds to the configured carriers, hands what they deliver to {@link Channels#RECEIVE} and sends
 * what {@link Channels#send} asks of each by name. Publishes {@link Smpp#BIND_STATE}.
 *
 * <p>Starts whether or not a carrier can be reached. Undeploying stops in order: carriers are told
 * to try again, what is outstanding ends, then each bind is unbound and closed.
 */
public final class SmppVerticle extends VerticleBase {
  private final List<CarrierConfig> configs;
  private final Bus bus;
  private final MeterRegistry registry;
  private final Clock clock;
  private final List<Carrier> carriers = new ArrayList<>();
  private final List<MessageConsumer<Object>> answering = new ArrayList<>();
  private @Nullable WorkerExecutor blocking;

  public SmppVerticle(List<CarrierConfig> configs, Bus bus, MeterRegistry registry) {
    this(configs, bus, registry, Clock.systemUTC());
  }

  /**
   * @param clock for the times messages carry
   */
  public SmppVerticle(List<CarrierConfig> configs, Bus bus, MeterRegistry registry, Clock clock) {
    this.configs = List.copyOf(configs);
    this.bus = bus;
    this.registry = registry;
    this.clock = clock;
  }

  @Override
  public Future<?> start() {
    int binds = configs.stream().mapToInt(c -> 2 * c.binds()).sum();
    WorkerExecutor pool = vertx.createSharedWorkerExecutor("smpp-" + deploymentID(), binds + 1);
    blocking = pool;
    Loop loop = new VertxLoop(vertx, context, pool);
    for (CarrierConfig config : configs) {
      Carrier carrier =
          new Carrier(
              config,
              loop,
              clock,
              (message, answer) -> receive(config, message, answer),
              new SmppMetrics(registry, config.name()),
              state -> bus.publish(Smpp.BIND_STATE, state));
      carriers.add(carrier);
      answering.add(
          bus.answer(
              Channels.send(config.name()),
              message -> {
                Promise<SendResult> result = Promise.promise();
                carrier.send(message, result::complete);
                return result.future();
              }));
      carrier.start();
    }
    return Future.succeededFuture();
  }

  /** An intake that doesn't answer counts as failed: the carrier repeats the message. */
  private void receive(CarrierConfig config, Inbound.Message inbound, Consumer<Intake> answer) {
    LongPart part = inbound.part();
    Future<Intake> stored =
        part == null
            ? bus.ask(Channels.RECEIVE, inbound.message(), config.intakeTimeout())
            : bus.ask(Smpp.PART, part, config.intakeTimeout());
    stored
        .onComplete(
            answer::accept,
            failure -> answer.accept(new Intake.Failed(String.valueOf(failure.getMessage()))));
  }

  @Override
  public Future<?> stop() {
    List<Future<Void>> stopped = new ArrayList<>();
    for (Carrier carrier : carriers) {
      Promise<Void> done = Promise.promise();
      stopped.add(done.future());
      carrier.stop(done::complete);
    }
    WorkerExecutor pool = blocking;
    return Future.join(stopped)
        .compose(all -> Future.join(answering.stream().map(MessageConsumer::unregister).toList()))
        .compose(all -> pool == null ? Future.succeededFuture() : pool.close());
  }

  /** The verticle's event loop; what may block runs on a pool of its own. */
  private record VertxLoop(Vertx vertx, Context context, WorkerExecutor pool) implements Loop {
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
