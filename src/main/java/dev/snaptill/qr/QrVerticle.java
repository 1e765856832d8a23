package dev.snaptill.qr;

import dev.snaptill.bus.Bus;
import dev.snaptill.channel.MediaRef;
import dev.snaptill.store.MediaStore;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Answers {@link Qr#READ}: fetches the pictures, has them read on the pool, adds up. All pictures
 * of a message get the cheap stages in one turn; what is not read then gets the deep stages in
 * another, in a lane of its own, so that heavy photos keep no plain one waiting.
 */
public final class QrVerticle extends VerticleBase {
  private static final String NO_STAGE = "none";

  private final QrConfig config;
  private final Bus bus;
  private final MeterRegistry meters;
  private final MediaStore media;
  private final DecodePool pool;
  private final Timer seconds;
  private final AtomicInteger keptPixels = new AtomicInteger();
  private final Turns first;
  private final Turns deep;

  /** A picture that the cheap stages did not read, with how far it came if there is room for it. */
  private record Rest(MediaRef picture, PhotoDecoder.@Nullable Begun begun) {}

  /** One message's pictures on their way. */
  private record Message(ReadPhotos question, Gathering gathering, List<Rest> rest) {}

  public QrVerticle(QrConfig config, Bus bus, MeterRegistry meters, MediaStore media) {
    this.config = config;
    this.bus = bus;
    this.meters = meters;
    this.media = media;
    this.pool = new DecodePool(config);
    // One message's fetch overlaps with another's decoding.
    this.first = new Turns(this::onContext, 2 * config.workers());
    this.deep = new Turns(this::onContext, config.deepWorkers());
    this.seconds =
        Timer.builder("snaptill.decode")
            .description("Time to decode one picture and read its codes")
            .publishPercentileHistogram()
            .register(meters);
    gauge(meters, "first", first);
    gauge(meters, "deep", deep);
    Gauge.builder("snaptill.decode.kept.pixels", keptPixels, AtomicInteger::get)
        .description("Pixels of pictures in memory that wait for the deep stages")
        .register(meters);
  }

  @Override
  public Future<?> start() {
    return bus.answer(Qr.READ, this::read).completion();
  }

  private static void gauge(MeterRegistry meters, String lane, Turns turns) {
    Gauge.builder("snaptill.decode.queue", turns, Turns::waiting)
        .tag("lane", lane)
        .description("Messages whose pictures wait for a decode thread")
        .register(meters);
  }

  @Override
  public Future<?> stop() {
    pool.close();
    return Future.succeededFuture();
  }

  /**
   * Counts messages, not pictures, so that one that was begun is not refused half-way. A message
   * that waits for its first turn holds no bytes: its pictures are fetched one by one then.
   */
  private Future<PhotosRead> read(ReadPhotos question) {
    if (!first.isFree() && first.waiting() + deep.waiting() >= config.queue()) {
      return busy();
    }
    Message message = new Message(question, new Gathering(question.check()), new ArrayList<>());
    return inTurn(first, () -> cheaply(message))
        .compose(
            done ->
                message.rest().isEmpty()
                    ? Future.succeededFuture()
                    : inTurn(deep, () -> deeply(message)).eventually(() -> release(message)))
        .map(done -> message.gathering().answer());
  }

  /** Nobody waits for ever for a photo to be read: whoever asked has given up by then. */
  private Future<Void> inTurn(Turns turns, Supplier<Future<Void>> work) {
    Promise<Void> answer = Promise.promise();
    long asked = System.nanoTime();
    turns.take(
        () -> {
          boolean late = System.nanoTime() - asked > config.longestWait().toNanos();
          return (late ? this.<Void>busy() : work.get()).onComplete(answer);
        });
    return answer.future();
  }

  private <T> Future<T> busy() {
    count("busy", NO_STAGE);
    return Future.failedFuture(new RejectedExecutionException(Qr.BUSY));
  }

  private Future<Void> cheaply(Message message) {
    Future<Void> all = Future.succeededFuture();
    for (MediaRef picture :
        message.question().pictures().stream().limit(ReadPhotos.MOST).toList()) {
      all = all.compose(done -> cheaply(picture, message));
    }
    return all.onFailure(e -> release(message));
  }

  private Future<Void> cheaply(MediaRef picture, Message message) {
    if (picture.bytes() > config.limits().maxBytes()) {
      message.gathering().refused(Refusal.TOO_BIG);
      count(lower(Refusal.TOO_BIG), NO_STAGE);
      return Future.succeededFuture();
    }
    return media
        .get(picture)
        .compose(bytes -> onContext(pool.first(bytes, message.question().check())))
        .map(
            pass -> {
              pass.reading().ifPresent(reading -> add(message, reading));
              pass.rest().ifPresent(begun -> message.rest().add(keep(picture, begun)));
              return null;
            });
  }

  private Rest keep(MediaRef picture, PhotoDecoder.Begun begun) {
    if (begun.pixels() > config.keptPixels() - keptPixels.get()) {
      return new Rest(picture, null);
    }
    keptPixels.addAndGet(begun.pixels());
    return new Rest(picture, begun);
  }

  private Future<Void> release(Message message) {
    for (Rest rest : message.rest()) {
      if (rest.begun() != null) {
        keptPixels.addAndGet(-rest.begun().pixels());
      }
    }
    message.rest().clear();
    return Future.succeededFuture();
  }

  private Future<Void> deeply(Message message) {
    Future<Void> all = Future.succeededFuture();
    for (Rest rest : List.copyOf(message.rest())) {
      all =
          all.compose(done -> deeply(rest, message.question()))
              .map(
                  reading -> {
                    add(message, reading);
                    return null;
                  });
    }
    return all;
  }

  private Future<PhotoReading> deeply(Rest rest, ReadPhotos question) {
    return rest.begun() != null
        ? onContext(pool.deep(rest.begun()))
        : media.get(rest.picture()).compose(bytes -> onContext(pool.deep(bytes, question.check())));
  }

  private void onContext(Runnable task) {
    context.runOnContext(now -> task.run());
  }

  private <T> Future<T> onContext(CompletionStage<T> stage) {
    return Future.fromCompletionStage(stage, context);
  }

  private void add(Message message, PhotoReading reading) {
    measure(reading);
    message.gathering().add(reading);
  }

  private void measure(PhotoReading reading) {
    seconds.record(reading.took());
    String result =
        reading
            .refusal()
            .map(QrVerticle::lower)
            .orElse(reading.passed() ? "read" : reading.texts().isEmpty() ? "no_code" : "not_ours");
    count(result, reading.stage().orElse(NO_STAGE));
    for (Step step : reading.steps()) {
      meters.timer("snaptill.decode.stage", "stage", step.stage()).record(step.took());
    }
  }

  private void count(String result, String stage) {
    meters.counter("snaptill.decodes", "result", result, "stage", stage).increment();
  }

  private static String lower(Refusal reason) {
    return reason.name().toLowerCase(Locale.ROOT);
  }
}
