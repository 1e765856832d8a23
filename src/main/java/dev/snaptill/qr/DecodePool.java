package dev.snaptill.qr;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
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
    return in(
        lanes::first,
        answer -> {
          PhotoDecoder decoder = decoders.get();
          PhotoDecoder.Begun begun = decoder.begin(encoded, config.budget(), check);
          Optional<PhotoReading> reading = decoder.goOn(begun, Stages.CHEAP);
          answer.complete(
              new FirstPass(reading, reading.isEmpty() ? Optional.of(begun) : Optional.empty()));
        });
  }

  /** All other stages, from where the first pass stopped; as {@link #first}. */
  CompletableFuture<PhotoReading> deep(PhotoDecoder.Begun begun) {
    return in(lanes::deep, answer -> deepen(begun, answer));
  }

  /** All stages of a picture that was not kept since its first pass; as {@link #first}. */
  CompletableFuture<PhotoReading> deep(byte[] encoded, Predicate<String> check) {
    return in(
        lanes::deep,
        answer -> deepen(decoders.get().begin(encoded, config.budget(), check), answer));
  }

  private void deepen(PhotoDecoder.Begun begun, CompletableFuture<PhotoReading> answer) {
    Optional<PhotoReading> reading =
        decoders.get().goOn(begun, Integer.MAX_VALUE, lanes::isFirstHeldUp);
    if (reading.isPresent()) {
      answer.complete(reading.get());
    } else {
      lanes.deepAgain(() -> tried(answer, () -> deepen(begun, answer)));
    }
  }

  /** Puts work into a lane that completes its answer. */
  private static <T> CompletableFuture<T> in(
      Consumer<Runnable> lane, Consumer<CompletableFuture<T>> work) {
    CompletableFuture<T> answer = new CompletableFuture<>();
    tried(answer, () -> lane.accept(() -> tried(answer, () -> work.accept(answer))));
    return answer;
  }

  /** Errors too: a thread that a full heap ended would never come back, nor would its answer. */
  private static void tried(CompletableFuture<?> answer, Runnable work) {
    try {
      work.run();
    } catch (Throwable e) {
      answer.completeExceptionally(e);
    }
  }

  /** What is under way ends; what waits is dropped, for its message is still in the inbox. */
  @Override
  public void close() {
    lanes.close();
  }
}
