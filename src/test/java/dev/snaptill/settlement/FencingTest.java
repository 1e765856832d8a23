package dev.snaptill.settlement;

import static org.assertj.core.api.Assertions.assertThat;

import dev.snaptill.TestClock;
import dev.snaptill.bank.BankOperation;
import dev.snaptill.bank.OperationKey;
import dev.snaptill.store.Tenure;
import dev.snaptill.value.Money;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** An operation must not leave for a bank once another node may take its payment up. */
class FencingTest {
  private static final Instant NOW = Instant.parse("2026-11-23T01:00:00Z");

  private static Tenure leaving(Duration left) {
    return new Tenure() {
      @Override
      public SortedSet<Integer> nodes() {
        return new TreeSet<>(List.of(0));
      }

      @Override
      public Duration left(long id) {
        return left;
      }

      @Override
      public void settled(int node) {}
    };
  }

  private static Instant sendBefore(Tenure tenure) {
    BankOperation drawnUp =
        new BankOperation(
            new OperationKey("north", "T0000001", LocalDate.of(2026, 11, 23), 1),
            7,
            BankOperation.Type.CREDIT,
            new Money(100, "CNY"),
            null,
            null,
            NOW,
            "000000000007",
            NOW.plusSeconds(10),
            null,
            false);
    return Fencing.within(tenure, new TestClock(NOW.toString()), drawnUp).sendBefore();
  }

  @Test
  void alone() {
    assertThat(sendBefore(Tenure.SOLE)).isEqualTo(NOW.plusSeconds(10));
  }

  @Test
  void notLaterThanTheLease() {
    assertThat(sendBefore(leaving(Duration.ofSeconds(4)))).isEqualTo(NOW.plusSeconds(4));
  }

  @Test
  void aLeaseThatLapsedLetsNothingOut() {
    assertThat(sendBefore(leaving(Duration.ofSeconds(-1)))).isBefore(NOW);
  }
}
