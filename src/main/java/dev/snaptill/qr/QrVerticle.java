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
import java.util.ArrayDeque;
import java.util.Locale;
import java.util.Queue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;

/** Answers {@link Qr#READ}: fetches the pictures, has them read on the pool, adds up. */
public final class QrVerticle extends VerticleBase {
  private static final String NO_STAGE = "none";

  private final QrConfig config;
  private final Bus bus;
  private final MeterRegistry meters;
  private final MediaStore media;
  private final DecodePool pool;
  private final Timer seconds;
  private final int atOnce;
  private final Queue<Runnable> waiting = new ArrayDeque<>();
  private final AtomicInteger queued = new AtomicInteger();
  private int atWork;

  public QrVerticle(QrConfig config, Bus bus, MeterRegistry meters, MediaStore media) {
    this.config = config;
    this.bus = bus;
    this.meters = meters;
    this.media = media;
    this.pool = new DecodePool(config);
    // One message's fetch overlaps with another's decoding.
    this.atOnce = 2 * config.workers();
    this.seconds =
        Timer.builder("snaptill.decode")
            .description("Time to decode one picture and read its codes")
            .publishPercentileHistogram()
            .register(meters);
    Gauge.builder("snaptill.decode.queue", queued, AtomicInteger::get)
        .description("Messages whose pictures wait for a decode thread")
        .register(meters);
  }

  @Override
  public Future<?> start() {
    return bus.answer(Qr.READ, this::read).completion();
  }

  @Override
  public Future<?> stop() {
    pool.close();
    return Future.succeededFuture();
  }

  /**
   * Counts messages, not pictures, so that one that was begun is never refused half-way. A message
   * that waits holds no bytes: its pictures are fetched one by one when its turn has come.
   */
  private Future<PhotosRead> read(ReadPhotos question) {
    Promise<PhotosRead> answer = Promise.promise();
    // The media store completes on a thread of its own; turns are counted on this verticle's only.
    Runnable turn =
        () ->
            readAll(question)
                .onComplete(answer)
                .onComplete(done -> context.runOnContext(again -> next()));
    if (atWork < atOnce) {
      atWork++;
      turn.run();
    } else if (waiting.size() < config.queue()) {
      waiting.add(turn);
    } else {
      count("busy", NO_STAGE);
      answer.fail(new RejectedExecutionException(Qr.BUSY));
    }
    queued.set(waiting.size());
    return answer.future();
  }

  private void next() {
    Runnable turn = waiting.poll();
    queued.set(waiting.size());
    if (turn == null) {
      atWork--;
    } else {
      turn.run();
    }
  }

  private Future<PhotosRead> readAll(ReadPhotos question) {
    Gathering gathering = new Gathering(question.check());
    Future<Void> all = Future.succeededFuture();
    for (MediaRef picture : question.pictures().stream().limit(ReadPhotos.MOST).toList()) {
      all = all.compose(done -> readOne(picture, question, gathering));
    }
    return all.map(done -> gathering.answer());
  }

  private Future<Void> readOne(MediaRef picture, ReadPhotos question, Gathering gathering) {
    if (picture.bytes() > config.limits().maxBytes()) {
      gathering.refused(Refusal.TOO_BIG);
      count(lower(Refusal.TOO_BIG), NO_STAGE);
      return Future.succeededFuture();
    }
    return media
        .get(picture)
        .compose(bytes -> Future.fromCompletionStage(pool.read(bytes, question.check()), context))
        .map(
            reading -> {
              measure(reading);
              gathering.add(reading);
              return null;
            });
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
