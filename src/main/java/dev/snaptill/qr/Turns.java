package dev.snaptill.qr;

import io.vertx.core.Future;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Lets so many be at work at a time; the others wait in their order. Used on one context only. */
final class Turns {
  private final Consumer<Runnable> onContext;
  private final int atOnce;
  private final Queue<Supplier<Future<?>>> waiting = new ArrayDeque<>();
  private final AtomicInteger length = new AtomicInteger();
  private int atWork;

  /**
   * @param onContext runs something on the context, some time
   */
  Turns(Consumer<Runnable> onContext, int atOnce) {
    this.onContext = onContext;
    this.atOnce = atOnce;
  }

  boolean isFree() {
    return atWork < atOnce;
  }

  /** How many wait; may be asked on any thread. */
  int waiting() {
    return length.get();
  }

  /**
   * @param work whose future ends the turn, on whatever thread
   */
  void take(Supplier<Future<?>> work) {
    if (isFree()) {
      atWork++;
      begin(work);
    } else {
      waiting.add(work);
      length.set(waiting.size());
    }
  }

  private void begin(Supplier<Future<?>> work) {
    work.get().onComplete(done -> onContext.accept(this::next));
  }

  private void next() {
    Supplier<Future<?>> work = waiting.poll();
    length.set(waiting.size());
    if (work == null) {
      atWork--;
    } else {
      begin(work);
    }
  }
}
