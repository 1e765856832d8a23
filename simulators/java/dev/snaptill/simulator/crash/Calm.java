package dev.snaptill.simulator.crash;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** The time after the last kill: no new texts, and everything runs until all has ended. */
final class Calm {
  private static final Duration WITHOUT_PROGRESS = Duration.ofSeconds(60);
  private static final Duration AT_MOST = Duration.ofMinutes(10);

  /** What waits to be sent again is counted once a second: one look might miss it. */
  private static final Duration SEEN_QUIET = Duration.ofSeconds(3);

  private final Load load;
  private final Tills tills;
  private final Consumer<String> tell;

  Calm(Load load, Tills tills, Consumer<String> tell) {
    this.load = load;
    this.tills = tills;
    this.tell = tell;
  }

  /** Waits, as long as something moves, until all has ended; what then stands. */
  List<Paid> await() throws IOException, InterruptedException {
    long began = System.nanoTime();
    long moved = began;
    String before = "";
    long told = began;
    long quiet = began;
    while (true) {
      List<String> owed = load.owed();
      double unfinished;
      List<Paid> payments;
      try {
        unfinished = tills.unfinished();
        payments = tills.payments().stream().map(Paid::of).toList();
      } catch (IOException e) {
        // connections of its database that a kill has broken are found one by one
        quiet = System.nanoTime();
        if (quiet - moved > WITHOUT_PROGRESS.toNanos()) {
          throw e;
        }
        TimeUnit.MILLISECONDS.sleep(200);
        continue;
      }
      long open = payments.stream().filter(p -> !p.ended() && !p.manual()).count();
      if (!owed.isEmpty() || unfinished > 0 || open > 0) {
        quiet = System.nanoTime();
      } else if (System.nanoTime() - quiet > SEEN_QUIET.toNanos()) {
        return payments;
      }
      String now =
          "%d texts owed, %.0f messages unfinished, %d payments open"
              .formatted(owed.size(), unfinished, open);
      long time = System.nanoTime();
      if (!now.equals(before)) {
        before = now;
        moved = time;
      }
      if (time - told > TimeUnit.SECONDS.toNanos(2)) {
        tell.accept("calm: " + now);
        told = time;
      }
      if (time - moved > WITHOUT_PROGRESS.toNanos() || time - began > AT_MOST.toNanos()) {
        tell.accept("given up: " + now);
        return payments;
      }
      TimeUnit.MILLISECONDS.sleep(200);
    }
  }
}
