package dev.snaptill.simulator.bank;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** What a bank has put off, and does when its time has come or when it is told to. */
final class Later {
  private final ScheduledExecutorService timer;
  private final Set<Runnable> waiting = ConcurrentHashMap.newKeySet();

  Later(ScheduledExecutorService timer) {
    this.timer = timer;
  }

  /** Once; a bank that has just ended forgets it. */
  void after(Duration time, Runnable work) {
    // an object of its own, so that the same work can wait twice
    Runnable[] self = new Runnable[1];
    self[0] =
        () -> {
          if (waiting.remove(self[0])) {
            work.run();
          }
        };
    waiting.add(self[0]);
    try {
      timer.schedule(self[0], time.toMillis(), TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException e) {
      waiting.remove(self[0]);
    }
  }

  /** All of it, on the caller's thread. */
  void now() {
    List.copyOf(waiting).forEach(Runnable::run);
  }
}
