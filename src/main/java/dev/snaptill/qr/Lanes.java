package dev.snaptill.qr;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A fixed set of named threads with two queues. The first lane goes before the deep one, and never
 * are more than some of the threads in the deep lane, so that heavy work cannot keep light work
 * waiting. Both queues are bounded.
 */
final class Lanes implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Lanes.class);

  private final Queue<Runnable> first = new ArrayDeque<>();
  private final Queue<Runnable> deep = new ArrayDeque<>();
  private final int workers;
  private final int mostDeep;
  private final int capacity;
  private int deepAtWork;
  private boolean closed;

  private record Task(Runnable work, boolean deep) {}

  /**
   * @param mostDeep threads that may be in the deep lane at the same time
   * @param capacity tasks that may wait in each lane
   */
  Lanes(int workers, int mostDeep, int capacity) {
    this.workers = workers;
    this.mostDeep = mostDeep;
    this.capacity = capacity;
    for (int i = 1; i <= workers; i++) {
      Thread thread = new Thread(this::run, "qr-decode-" + i);
      thread.setDaemon(true);
      thread.start();
    }
  }

  /**
   * @throws RejectedExecutionException if there is no room
   */
  void first(Runnable work) {
    add(first, work, capacity);
  }

  /**
   * @throws RejectedExecutionException if there is no room
   */
  void deep(Runnable work) {
    add(deep, work, capacity);
  }

  /** For deep work under way that makes room for a moment; never refused before the end. */
  void deepAgain(Runnable work) {
    add(deep, work, Integer.MAX_VALUE);
  }

  /** Whether deep work under way keeps light work waiting, no thread being kept free of it. */
  synchronized boolean isFirstHeldUp() {
    return mostDeep == workers && !first.isEmpty();
  }

  private synchronized void add(Queue<Runnable> lane, Runnable work, int most) {
    if (closed || lane.size() >= most) {
      throw new RejectedExecutionException(Qr.BUSY);
    }
    lane.add(work);
    // All, for a thread that may not take deep work must not be the only one to hear of it.
    notifyAll();
  }

  private void run() {
    for (Task task = next(); task != null; task = next()) {
      try {
        task.work().run();
      } catch (Throwable e) {
        // whatever it is: this thread has no successor
        LOG.error("a decode task failed", e);
      } finally {
        done(task);
      }
    }
  }

  private synchronized @Nullable Task next() {
    while (!closed) {
      if (!first.isEmpty()) {
        return new Task(first.remove(), false);
      }
      if (!deep.isEmpty() && deepAtWork < mostDeep) {
        deepAtWork++;
        return new Task(deep.remove(), true);
      }
      try {
        wait();
      } catch (InterruptedException e) {
        // Nobody interrupts these threads but to end them.
        return null;
      }
    }
    return null;
  }

  private synchronized void done(Task task) {
    if (task.deep()) {
      deepAtWork--;
      notifyAll();
    }
  }

  /** What is under way ends; what waits is dropped. */
  @Override
  public synchronized void close() {
    closed = true;
    first.clear();
    deep.clear();
    notifyAll();
  }
}
