package dev.snaptill.qr;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Predicate;

/**
 * Reads pictures on a fixed set of threads, each with its own detectors: the cheap stages of all
 * pictures in a first lane, the rest in a second one.
 */
final class DecodePool implements AutoCloseable {
  private final QrConfig config;
  private final Lanes lanes;
  private final ThreadLocal<PhotoDecoder> decoders;

  /**
   * What a first pass came to.
   *
   * @param reading what was read; empty if the deep stages are still to be tried
   * @param rest for {@link #deep(PhotoDecoder.Begun)}; empty if there is a reading
   */
  record FirstPass(Optional<PhotoReading> reading, Optional<PhotoDecoder.Begun> rest) {}

  DecodePool(QrConfig config) {
    this.config = config;
    Pictures pictures = new Pictures(config.limits());
    this.decoders = ThreadLocal.withInitial(() -> new PhotoDecoder(pictures, System::nanoTime));
    this.lanes = new Lanes(config.workers(), config.deepWorkers(), 2 * config.workers());
  }

  /** Completes on a decode thread; fails at once with {@link Qr#BUSY} if there is no room. */
  CompletableFuture<FirstPass> first(byte[] encoded, Predicate<String> check) {
    CompletableFuture<FirstPass> result = new CompletableFuture<>();
    return put(
        result,
        () ->
            lanes.first(
                () ->
                    tried(
                        result,
                        () -> {
                          PhotoDecoder decoder = decoders.get();
                          PhotoDecoder.Begun begun = decoder.begin(encoded, config.budget(), check);
                          Optional<PhotoReading> reading = decoder.goOn(begun, Stages.CHEAP);
                          result.complete(
                              new FirstPass(
                                  reading,
                                  reading.isEmpty() ? Optional.of(begun) : Optional.empty()));
                        })));
  }

  /** All other stages, from where the first pass stopped; as {@link #first}. */
  CompletableFuture<PhotoReading> deep(PhotoDecoder.Begun begun) {
    CompletableFuture<PhotoReading> result = new CompletableFuture<>();
    return put(result, () -> lanes.deep(() -> tried(result, () -> deepen(begun, result))));
  }

  /** All stages of a picture that was not kept since its first pass; as {@link #first}. */
  CompletableFuture<PhotoReading> deep(byte[] encoded, Predicate<String> check) {
    CompletableFuture<PhotoReading> result = new CompletableFuture<>();
    return put(
        result,
        () ->
            lanes.deep(
                () ->
                    tried(
                        result,
                        () ->
                            deepen(
                                decoders.get().begin(encoded, config.budget(), check), result))));
  }

  private void deepen(PhotoDecoder.Begun begun, CompletableFuture<PhotoReading> result) {
    Optional<PhotoReading> reading =
        decoders.get().goOn(begun, Integer.MAX_VALUE, lanes::isFirstHeldUp);
    if (reading.isPresent()) {
      result.complete(reading.get());
    } else {
      lanes.deepAgain(() -> tried(result, () -> deepen(begun, result)));
    }
  }

  private static <T> CompletableFuture<T> put(CompletableFuture<T> result, Runnable into) {
    try {
      into.run();
    } catch (RejectedExecutionException e) {
      result.completeExceptionally(e);
    }
    return result;
  }

  /** Errors too: a thread that a full heap ended would never come back, nor would its answer. */
  private static void tried(CompletableFuture<?> result, Runnable work) {
    try {
      work.run();
    } catch (Throwable e) {
      result.completeExceptionally(e);
    }
  }

  /** What is under way ends; what waits is dropped, for its message is still in the inbox. */
  @Override
  public void close() {
    lanes.close();
  }
}
