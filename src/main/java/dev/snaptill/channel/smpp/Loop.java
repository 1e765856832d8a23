package dev.snaptill.channel.smpp;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The one thread on which a carrier's state changes, so that nothing here needs a lock. Every
 * method may be called from any thread; what is handed over runs on the loop.
 */
interface Loop {
  void execute(Runnable task);

  void after(Duration delay, Runnable task);

  /** Runs what may block elsewhere and hands its result, or why there is none, to the loop. */
  <T> void offload(Callable<T> work, BiConsumer<@Nullable T, @Nullable Throwable> then);

  /** A clock that only goes forwards, in nanoseconds. */
  long nanos();

  /**
   * Notes what goes over a carrier's wire, if an operator wants it; may be called from any thread.
   *
   * @param line asked for only then
   */
  default void trace(String carrier, Supplier<String> line) {}
}
