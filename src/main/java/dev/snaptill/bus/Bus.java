package dev.snaptill.bus;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.MessageCodec;
import io.vertx.core.eventbus.MessageConsumer;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Typed use of the local event bus. Messages are immutable records and are handed over by
 * reference. Delivery is best effort: whatever must not be lost is a row first (DESIGN.md rule 1).
 */
public final class Bus {
  private static final String CODEC = "snaptill-local";

  private final Vertx vertx;

  /** Registers the local codec; one {@code Bus} per {@link Vertx}. */
  public Bus(Vertx vertx) {
    this.vertx = vertx;
    vertx.eventBus().registerCodec(new LocalCodec());
  }

  private static DeliveryOptions options() {
    return new DeliveryOptions().setLocalOnly(true).setCodecName(CODEC);
  }

  /** Sends to one consumer; silently lost if there is none. */
  public <T> void send(Topic<T> topic, T message) {
    vertx.eventBus().send(topic.address(), message, options());
  }

  /** Sends to every consumer. */
  public <T> void publish(Topic<T> topic, T message) {
    vertx.eventBus().publish(topic.address(), message, options());
  }

  /** Asks, and fails if nobody answers within the time. */
  public <Q, A> Future<A> ask(Ask<Q, A> ask, Q question, Duration within) {
    return vertx
        .eventBus()
        .request(ask.address(), question, options().setSendTimeout(within.toMillis()))
        .map(reply -> ask.answer().cast(reply.body()));
  }

  /** Handles what is sent to a topic, on the calling verticle's context. */
  public <T> MessageConsumer<Object> consume(Topic<T> topic, Consumer<T> handler) {
    return vertx
        .eventBus()
        .localConsumer(
            topic.address(), message -> handler.accept(topic.type().cast(message.body())));
  }

  /** Answers questions, on the calling verticle's context; a failed future fails the asker. */
  public <Q, A> MessageConsumer<Object> answer(Ask<Q, A> ask, Function<Q, Future<A>> answerer) {
    return vertx
        .eventBus()
        .localConsumer(
            ask.address(),
            message ->
                answered(answerer, ask.question().cast(message.body()))
                    .onSuccess(answer -> message.reply(answer, options()))
                    .onFailure(e -> message.fail(500, String.valueOf(e.getMessage()))));
  }

  /** What an answerer throws fails the asker at once, instead of leaving it to its time-out. */
  private static <Q, A> Future<A> answered(Function<Q, Future<A>> answerer, Q question) {
    try {
      return answerer.apply(question);
    } catch (RuntimeException e) {
      return Future.failedFuture(e);
    }
  }

  /** Hands records over by reference; they never leave this process. */
  private static final class LocalCodec implements MessageCodec<Object, Object> {
    @Override
    public void encodeToWire(Buffer buffer, Object message) {
      throw new UnsupportedOperationException("bus messages stay in the process");
    }

    @Override
    public Object decodeFromWire(int position, Buffer buffer) {
      throw new UnsupportedOperationException("bus messages stay in the process");
    }

    @Override
    public Object transform(Object message) {
      return message;
    }

    @Override
    public String name() {
      return CODEC;
    }

    @Override
    public byte systemCodecID() {
      return -1;
    }
  }
}
