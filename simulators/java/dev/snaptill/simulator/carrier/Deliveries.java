package dev.snaptill.simulator.carrier;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Stores and forwards what phones send: a window per bind, again after a try-again status or
 * silence, and again on another bind after a cut. Nothing waits on a thread.
 */
final class Deliveries {
  private final CarrierConfig config;
  private final ScheduledExecutorService timer;
  private final CarrierFaults faults;
  private final Consumer<Delivery> settled;
  private final Deque<DeliveryPart> queue = new ArrayDeque<>();
  private final List<CarrierSession> binds = new ArrayList<>();
  private int turn;

  /** {@code settled} is told of every delivery once all its parts have their final status. */
  Deliveries(
      CarrierConfig config,
      ScheduledExecutorService timer,
      CarrierFaults faults,
      Consumer<Delivery> settled) {
    this.config = config;
    this.timer = timer;
    this.faults = faults;
    this.settled = settled;
    long period = Math.max(20, Math.min(1_000, config.responseTimeout().toMillis() / 4));
    timer.scheduleWithFixedDelay(this::sweep, period, period, TimeUnit.MILLISECONDS);
  }

  synchronized void offer(List<DeliveryPart> parts) {
    queue.addAll(parts);
    pump();
  }

  synchronized void bound(CarrierSession session) {
    binds.add(session);
    pump();
  }

  synchronized void lost(CarrierSession session) {
    binds.remove(session);
    takeBack(session.lose());
    pump();
  }

  void answered(CarrierSession session, DeliveryPart part, int status) {
    Delivery done = null;
    if (status == 0 && !part.delivery().isReceipt() && faults.nextIsDoubled()) {
      synchronized (this) {
        queue.addFirst(part);
        binds.remove(session);
      }
      session.cut();
      return;
    }
    synchronized (this) {
      boolean again =
          config.retryStatuses().contains(status)
              && part.delivery().age() < config.retryFor().toNanos();
      if (again) {
        timer.schedule(
            () -> offer(List.of(part)), config.retryDelay().toMillis(), TimeUnit.MILLISECONDS);
      } else if (part.delivery().settled(status)) {
        done = part.delivery();
      }
      pump();
    }
    if (done != null) {
      settled.accept(done);
    }
  }

  synchronized int waiting() {
    return queue.size() + binds.stream().mapToInt(CarrierSession::outstandingCount).sum();
  }

  private synchronized void sweep() {
    long limit = config.responseTimeout().toNanos();
    for (CarrierSession bind : List.copyOf(binds)) {
      takeBack(bind.overdue(limit));
    }
    pump();
  }

  private void takeBack(List<DeliveryPart> parts) {
    for (int i = parts.size() - 1; i >= 0; i--) {
      queue.addFirst(parts.get(i));
    }
  }

  private void pump() {
    while (!queue.isEmpty()) {
      CarrierSession bind = nextWithRoom();
      if (bind == null) {
        return;
      }
      DeliveryPart part = queue.removeFirst();
      part.delivery().attempted();
      if (!bind.send(part)) {
        queue.addFirst(part);
        binds.remove(bind);
        takeBack(bind.lose());
      }
    }
  }

  private @org.jspecify.annotations.Nullable CarrierSession nextWithRoom() {
    for (int i = 0; i < binds.size(); i++) {
      turn = (turn + 1) % binds.size();
      CarrierSession bind = binds.get(turn);
      if (bind.outstandingCount() < config.window()) {
        return bind;
      }
    }
    return null;
  }
}
