package dev.snaptill.channel.smpp;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BackoffTest {
  private final Backoff backoff =
      new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(60), new Random(1));

  @Test
  void eachWaitIsAboutTwiceTheOneBefore() {
    long full = 1_000;
    for (int i = 0; i < 100; i++) {
      assertThat(backoff.next().toMillis()).isBetween(full / 2, full);
      full = Math.min(60_000, 2 * full);
    }
  }

  @Test
  void aBindThatHeldMakesTheNextWaitShort() {
    for (int i = 0; i < 10; i++) {
      backoff.next();
    }
    backoff.heldFor(Duration.ofSeconds(60));
    assertThat(backoff.next()).isLessThanOrEqualTo(Duration.ofSeconds(1));
  }

  @Test
  void aBindThatDroppedAtOnceDoesNot() {
    for (int i = 0; i < 10; i++) {
      backoff.next();
    }
    backoff.heldFor(Duration.ofMillis(5));
    assertThat(backoff.next()).isGreaterThanOrEqualTo(Duration.ofSeconds(30));
  }
}
