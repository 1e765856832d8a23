package dev.snaptill.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** Money is never lost, doubled or guessed, whatever happens: a thousand seeds of it. */
class SimulationTest {
  private static final long SEEDS = 1_000;
  private static Level before;

  @BeforeAll
  static void quiet() {
    before = ((Logger) LoggerFactory.getLogger("dev.snaptill")).getLevel();
    Simulate.quiet();
  }

  @AfterAll
  static void loud() {
    ((Logger) LoggerFactory.getLogger("dev.snaptill")).setLevel(before);
  }

  @Test
  void noSeedLosesDoublesOrGuessesMoney() {
    Simulate.Totals totals = Simulate.run(1, SEEDS, result -> {});
    System.out.println("simulation: " + totals);
    assertThat(totals.violations).as("make simulate SEED=n tells one step by step").isEmpty();
    // a simulation in which nothing happens would find nothing either
    assertThat(totals.payments).isGreaterThan(3 * SEEDS);
    assertThat(totals.crashes).isGreaterThan(SEEDS);
    assertThat(totals.bankFaults).isGreaterThan(SEEDS);
    assertThat(totals.completed).isGreaterThan(totals.payments / 4);
    assertThat(totals.reversed).isPositive();
    assertThat(totals.declined).isPositive();
    assertThat(totals.manual).isLessThan(totals.payments / 5);
  }

  @Test
  void aSeedReplaysExactly() {
    for (long seed = 1; seed <= 20; seed++) {
      List<String> first = new ArrayList<>();
      List<String> second = new ArrayList<>();
      Simulation.Result a = Simulation.run(seed, first::add);
      Simulation.Result b = Simulation.run(seed, second::add);
      assertThat(second).isEqualTo(first);
      assertThat(b.hash()).isEqualTo(a.hash());
    }
  }
}
