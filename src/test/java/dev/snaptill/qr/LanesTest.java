package dev.snaptill.qr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class LanesTest {
  private static final int ROOM = 10;

  private final CountDownLatch gate = new CountDownLatch(1);
  private final List<String> done = new CopyOnWriteArrayList<>();

  @Test
  void lightWorkPassesWhileAllOfTheDeepLaneIsBusy() throws Exception {
    try (Lanes lanes = new Lanes(2, 1, ROOM)) {
      CountDownLatch light = new CountDownLatch(3);
      CountDownLatch heavy = new CountDownLatch(5);
      for (int i = 0; i < 5; i++) {
        lanes.deep(() -> behindTheGate(heavy));
      }
      for (int i = 0; i < 3; i++) {
        lanes.first(light::countDown);
      }

      ended(light);
      assertThat(done).isEmpty();

      gate.countDown();
      ended(heavy);
    }
  }

  @Test
  void noMoreThanAllowedAreInTheDeepLane() throws Exception {
    AtomicInteger now = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    try (Lanes lanes = new Lanes(3, 2, ROOM)) {
      CountDownLatch heavy = new CountDownLatch(ROOM);
      for (int i = 0; i < ROOM; i++) {
        lanes.deep(
            () -> {
              most.accumulateAndGet(now.incrementAndGet(), Math::max);
              Thread.yield();
              now.decrementAndGet();
              heavy.countDown();
            });
      }
      ended(heavy);
    }
    assertThat(most.get()).isBetween(1, 2);
  }

  @Test
  void aLoneThreadIsToldThatLightWorkWaitsAndComesBackToTheHeavy() throws Exception {
    try (Lanes lanes = new Lanes(1, 1, ROOM)) {
      CountDownLatch all = new CountDownLatch(2);
      CountDownLatch begun = new CountDownLatch(1);
      lanes.deep(
          () -> {
            begun.countDown();
            await(gate);
            if (lanes.isFirstHeldUp()) {
              lanes.deepAgain(() -> end("heavy", all));
            }
          });
      ended(begun);
      lanes.first(() -> end("light", all));
      gate.countDown();

      ended(all);
    }
    assertThat(done).containsExactly("light", "heavy");
  }

  @Test
  void whatALaneCannotHoldIsRefused() throws Exception {
    try (Lanes lanes = new Lanes(1, 1, 1)) {
      CountDownLatch begun = new CountDownLatch(1);
      lanes.first(
          () -> {
            begun.countDown();
            await(gate);
          });
      ended(begun);
      lanes.first(() -> {});
      lanes.deep(() -> {});

      assertThatThrownBy(() -> lanes.first(() -> {}))
          .isInstanceOf(RejectedExecutionException.class)
          .hasMessage(Qr.BUSY);
      assertThatThrownBy(() -> lanes.deep(() -> {})).hasMessage(Qr.BUSY);
      gate.countDown();
    }
  }

  @Test
  void aTaskThatTripsEndsNoThread() throws Exception {
    try (Lanes lanes = new Lanes(1, 1, ROOM)) {
      CountDownLatch next = new CountDownLatch(1);
      lanes.deep(
          () -> {
            throw new IllegalStateException("on purpose");
          });
      lanes.deep(next::countDown);
      ended(next);
    }
  }

  private void behindTheGate(CountDownLatch counted) {
    await(gate);
    end("heavy", counted);
  }

  private void end(String name, CountDownLatch counted) {
    done.add(name);
    counted.countDown();
  }

  private static void ended(CountDownLatch latch) throws InterruptedException {
    assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await(30, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
