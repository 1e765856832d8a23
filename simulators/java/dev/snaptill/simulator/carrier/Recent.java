package dev.snaptill.simulator.carrier;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** The newest of what happened, and how much happened in all. */
final class Recent<T> {
  private final int most;
  private final Deque<T> newest = new ArrayDeque<>();
  private long count;

  Recent(int most) {
    this.most = most;
  }

  synchronized void add(T one) {
    count++;
    newest.addLast(one);
    if (newest.size() > most) {
      newest.removeFirst();
    }
  }

  synchronized List<T> list() {
    return List.copyOf(newest);
  }

  synchronized long count() {
    return count;
  }
}
