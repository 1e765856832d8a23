package dev.snaptill.qr;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/**
 * A fixed set of named threads, each with its own detectors; refuses what the queue cannot hold.
 */
final class DecodePool implements AutoCloseable {
  private final QrConfig config;
  private final Pictures pictures;
  private final ThreadPoolExecutor threads;
  private final ThreadLocal<PhotoDecoder> decoders;

  DecodePool(QrConfig config) {
    this.config = config;
    this.pictures = new Pictures(config.limits());
    this.decoders = ThreadLocal.withInitial(() -> new PhotoDecoder(pictures, System::nanoTime));
    AtomicInteger number = new AtomicInteger();
    this.threads =
        new ThreadPoolExecutor(
            config.workers(),
            config.workers(),
            0,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(2 * config.workers()),
            task -> {
              Thread thread = new Thread(task, "qr-decode-" + number.incrementAndGet());
              thread.setDaemon(true);
              return thread;
            });
  }

  /** Completes on a decode thread; fails at once with {@link Qr#BUSY} if there is no room. */
  CompletableFuture<PhotoReading> read(byte[] encoded, Predicate<String> check) {
    try {
      return CompletableFuture.supplyAsync(
          () -> decoders.get().decode(encoded, config.budget(), check), threads);
    } catch (RejectedExecutionException e) {
      return CompletableFuture.failedFuture(new RejectedExecutionException(Qr.BUSY, e));
    }
  }

  /** What is under way ends; what waits is dropped, for its message is still in the inbox. */
  @Override
  public void close() {
    threads.shutdownNow();
  }
}
