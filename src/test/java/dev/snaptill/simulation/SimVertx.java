package dev.snaptill.simulation;

import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * As much of Vert.x as the actors use, on the simulated schedule: timers, the context that the
 * journal tells its outcomes on, and the event bus. Messages to one address keep their order;
 * anything else may overtake anything.
 */
final class SimVertx {
  private final Life life;
  private final Schedule schedule;
  private final Faults faults;
  private final LongSupplier pace;
  private Runnable submitted = () -> {};
  private final Map<String, List<Handler<Message<Object>>>> consumers = new HashMap<>();
  private final Map<String, Long> lastDelivery = new HashMap<>();
  final List<Throwable> thrown = new ArrayList<>();
  final VertxInternal vertx;
  final ContextInternal context;
  private final EventBus bus;

  /**
   * @param pace how many milliseconds later than wished a timer comes: nobody needs a tick each
   *     second while nothing happens for an hour
   */
  SimVertx(Life life, Schedule schedule, Faults faults, LongSupplier pace) {
    this.life = life;
    this.schedule = schedule;
    this.faults = faults;
    this.pace = pace;
    bus = proxy(EventBus.class, (proxy, method, args) -> onBus(method.getName(), args));
    context =
        proxy(
            ContextInternal.class,
            (proxy, method, args) ->
                switch (method.getName()) {
                  case "runOnContext" -> {
                    Handler<Void> act = cast(args[0]);
                    life.in(0, () -> act.handle(null));
                    yield null;
                  }
                  case "reportException" -> {
                    thrown((Throwable) args[0]);
                    yield null;
                  }
                  default -> same(proxy, method.getName(), args);
                });
    vertx =
        proxy(
            VertxInternal.class,
            (proxy, method, args) ->
                switch (method.getName()) {
                  case "eventBus" -> bus;
                  case "getOrCreateContext" -> {
                    submitted.run();
                    yield context;
                  }
                  case "setTimer" -> {
                    Handler<Long> act = cast(args[1]);
                    life.timer((long) args[0] + pace.getAsLong(), () -> act.handle(0L));
                    yield 0L;
                  }
                  case "setPeriodic" -> {
                    Handler<Long> act = cast(args[1]);
                    periodic((long) args[0], act);
                    yield 0L;
                  }
                  default -> same(proxy, method.getName(), args);
                });
  }

  /** Run whenever the journal is handed a unit: then it asks for its caller's context. */
  void onSubmit(Runnable act) {
    submitted = act;
  }

  private void thrown(Throwable e) {
    if (e instanceof Faults.Died died) {
      throw died;
    }
    thrown.add(e);
    schedule.tell("gateway", "threw " + e);
  }

  private void periodic(long millis, Handler<Long> act) {
    life.timer(
        millis + pace.getAsLong(),
        () -> {
          periodic(millis, act);
          act.handle(0L);
        });
  }

  private static Object same(Object proxy, String method, Object[] args) {
    return switch (method) {
      case "hashCode" -> 1;
      case "equals" -> proxy == args[0];
      case "toString" -> "simulated";
      default -> throw new UnsupportedOperationException(method + " is not simulated");
    };
  }

  private static <T> T proxy(Class<T> type, InvocationHandler handler) {
    return type.cast(
        Proxy.newProxyInstance(SimVertx.class.getClassLoader(), new Class<?>[] {type}, handler));
  }

  @SuppressWarnings("unchecked")
  private static <T> T cast(Object value) {
    return (T) value;
  }

  // ---- the event bus

  private Object onBus(String method, Object[] args) {
    switch (method) {
      case "registerCodec":
        return bus;
      case "localConsumer":
        consumers.computeIfAbsent((String) args[0], a -> new ArrayList<>()).add(cast(args[1]));
        return proxy(MessageConsumer.class, (proxy, m, a) -> same(proxy, m.getName(), a));
      case "send":
      case "publish":
        List<Handler<Message<Object>>> all = consumers.getOrDefault((String) args[0], List.of());
        List<Handler<Message<Object>>> receivers =
            method.equals("send") && !all.isEmpty() ? all.subList(0, 1) : all;
        // best effort: what is not a row first may be lost (DESIGN.md rule 1)
        if (method.equals("send") && faults.strikes(0.02)) {
          schedule.tell("bus", "loses a message to " + args[0]);
          return bus;
        }
        deliver((String) args[0], args[1], List.copyOf(receivers), null);
        return bus;
      case "request":
        return request((String) args[0], args[1], ((DeliveryOptions) args[2]).getSendTimeout());
      default:
        throw new UnsupportedOperationException(method + " is not simulated");
    }
  }

  private Object request(String address, Object body, long patience) {
    Promise<Message<Object>> reply = Promise.promise();
    List<Handler<Message<Object>>> receivers = consumers.getOrDefault(address, List.of());
    if (receivers.isEmpty()) {
      life.in(
          0,
          () ->
              reply.tryFail(new ReplyException(ReplyFailure.NO_HANDLERS, "nobody at " + address)));
      return reply.future();
    }
    life.timer(
        patience,
        () -> reply.tryFail(new ReplyException(ReplyFailure.TIMEOUT, "no reply from " + address)));
    if (faults.strikes(0.002)) {
      schedule.tell("bus", "loses a question to " + address);
    } else {
      deliver(address, body, receivers.subList(0, 1), reply);
    }
    return reply.future();
  }

  private void deliver(
      String address,
      Object body,
      List<Handler<Message<Object>>> receivers,
      Promise<Message<Object>> reply) {
    long at = schedule.now() + (faults.chance(0.1) ? faults.between(1, 20) : 0);
    long inOrder = Math.max(at, lastDelivery.getOrDefault(address, 0L));
    lastDelivery.put(address, inOrder);
    Message<Object> message = message(body, reply);
    for (Handler<Message<Object>> receiver : receivers) {
      life.in(
          inOrder - schedule.now(),
          () -> {
            try {
              receiver.handle(message);
            } catch (RuntimeException e) {
              thrown(e);
            }
          });
    }
  }

  private Message<Object> message(Object body, Promise<Message<Object>> reply) {
    return cast(
        proxy(
            Message.class,
            (proxy, method, args) -> {
              switch (method.getName()) {
                case "body":
                  return body;
                case "reply":
                  Message<Object> answer = message(args[0], null);
                  life.in(0, () -> reply.tryComplete(answer));
                  return null;
                case "fail":
                  life.in(
                      0,
                      () ->
                          reply.tryFail(
                              new ReplyException(
                                  ReplyFailure.RECIPIENT_FAILURE,
                                  (int) args[0],
                                  (String) args[1])));
                  return null;
                default:
                  return same(proxy, method.getName(), args);
              }
            }));
  }
}
