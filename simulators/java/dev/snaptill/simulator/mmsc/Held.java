package dev.snaptill.simulator.mmsc;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** Messages that were taken and wait for their phones, and those cancelled while they did. */
final class Held {
  private final Map<String, Runnable> waiting = new ConcurrentHashMap<>();
  private final List<String> cancelled = new CopyOnWriteArrayList<>();

  void hold(String id, Runnable delivery) {
    waiting.put(id, delivery);
  }

  /** Whether it was still there. */
  boolean cancel(String id) {
    boolean there = waiting.remove(id) != null;
    if (there) {
      cancelled.add(id);
    }
    return there;
  }

  List<String> cancelled() {
    return List.copyOf(cancelled);
  }

  int waiting() {
    return waiting.size();
  }

  /** Delivers all of them. */
  void release() {
    for (String id : new ArrayList<>(waiting.keySet())) {
      Runnable delivery = waiting.remove(id);
      if (delivery != null) {
        delivery.run();
      }
    }
  }
}
