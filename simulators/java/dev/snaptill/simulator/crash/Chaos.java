package dev.snaptill.simulator.crash;

import java.io.IOException;
import java.util.EnumMap;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Kills parts at random moments and starts them again. Most moments are counted in lines of the
 * carrier's log, so that a slow machine is hit in the midst of work as a fast one is; the others in
 * milliseconds, so that starts and recoveries are hit too.
 */
final class Chaos {
  private static final long WORK_MILLIS = 15_000;
  private static final int STARTS = 5;

  private final Site site;
  private final Load load;
  private final Random random;
  private final Map<Part, Integer> weights;
  private final Consumer<String> tell;
  private final Map<Part, Boolean> starting = new EnumMap<>(Part.class);
  private int kills;

  /** A gateway that was started ends by itself when it finds no database. */
  private boolean gatewayExcused;

  /**
   * @param weights how often each part is chosen, in proportion
   */
  Chaos(Site site, Load load, long seed, Map<Part, Integer> weights, Consumer<String> tell) {
    this.site = site;
    this.load = load;
    this.random = new Random(seed);
    this.weights = weights;
    this.tell = tell;
  }

  /** Kills so many times; afterwards everything has been started again and works. */
  void run(int most) throws IOException, InterruptedException {
    while (kills < most) {
      boolean hasty = random.nextInt(4) == 0;
      if (hasty) {
        TimeUnit.MILLISECONDS.sleep(random.nextInt(2_500));
      } else {
        settle();
        load.awaitEvents(1 + random.nextInt(150), WORK_MILLIS);
        TimeUnit.MICROSECONDS.sleep(random.nextInt(20_000));
      }
      Part part = choose();
      if (random.nextInt(6) == 0) {
        pause(part);
        continue;
      }
      kill(part, most);
      if (kills < most && random.nextInt(5) == 0) {
        Part second = choose();
        if (second != part) {
          kill(second, most);
          revive(second);
        }
      }
      TimeUnit.MILLISECONDS.sleep(random.nextInt(700));
      revive(part);
    }
    settle();
  }

  int kills() {
    return kills;
  }

  private Part choose() {
    int at = random.nextInt(weights.values().stream().mapToInt(Integer::intValue).sum());
    for (Map.Entry<Part, Integer> weight : weights.entrySet()) {
      at -= weight.getValue();
      if (at < 0) {
        return weight.getKey();
      }
    }
    throw new IllegalStateException("weights changed");
  }

  private void kill(Part part, int most) throws IOException, InterruptedException {
    boolean early = starting.getOrDefault(part, false);
    if (part == Part.GATEWAY ? !gatewayExcused : !early) {
      requireAlive(part);
    }
    if (part == Part.DATABASE && starting.getOrDefault(Part.GATEWAY, false)) {
      gatewayExcused = true;
    }
    site.kill(part);
    kills++;
    tell.accept(
        "kill %d/%d: %s%s; %d texts acknowledged"
            .formatted(
                kills, most, part, early ? " while it started" : "", load.acknowledgedCount()));
  }

  private void revive(Part part) throws IOException {
    if (part == Part.GATEWAY) {
      gatewayExcused = site.parts().contains(Part.DATABASE) && !site.isAlive(Part.DATABASE);
    }
    site.launch(part);
    starting.put(part, true);
    if (part == Part.CARRIER) {
      load.through(site.child(Part.CARRIER));
    }
  }

  /** Waits until everything that was started works. */
  private void settle() throws IOException, InterruptedException {
    for (Part part : site.parts()) {
      for (int attempt = 1; starting.getOrDefault(part, false); attempt++) {
        try {
          site.awaitStart(part);
          starting.put(part, false);
          gatewayExcused &= part != Part.GATEWAY;
        } catch (IOException e) {
          if ((part == Part.GATEWAY && !gatewayExcused) || attempt == STARTS) {
            throw e;
          }
          // its port was taken for a moment; or as a supervisor does
          revive(part);
        }
      }
      requireAlive(part);
    }
  }

  private void requireAlive(Part part) throws IOException {
    if (!site.isAlive(part)) {
      throw new IOException(part + " ended by itself");
    }
  }

  /** Freezes a part for a while: what it would do now it does late. */
  private void pause(Part part) throws IOException, InterruptedException {
    long millis = 50 + random.nextInt(2_000);
    tell.accept("pause: %s for %d ms".formatted(part, millis));
    site.signal(part, "STOP");
    TimeUnit.MILLISECONDS.sleep(millis);
    site.signal(part, "CONT");
  }
}
