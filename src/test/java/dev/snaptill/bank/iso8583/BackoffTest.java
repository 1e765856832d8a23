package dev.snaptill.bank.iso8583;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class BackoffTest {
  @Test
  void waitsDoubleUpToTheLongestAndBeginAnewAfterASuccess() {
    Backoff backoff = new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(60), () -> 0.999999);
    for (int seconds : new int[] {1, 2, 4, 8, 16, 32, 60, 60}) {
      assertThat(backoff.next()).isCloseTo(Duration.ofSeconds(seconds), Duration.ofMillis(5));
    }
    for (int i = 0; i < 100; i++) {
      assertThat(backoff.next()).isLessThanOrEqualTo(Duration.ofSeconds(60));
    }
    backoff.reset();
    assertThat(backoff.next()).isCloseTo(Duration.ofSeconds(1), Duration.ofMillis(5));
  }

  @Test
  void jitterTakesUpToHalfOff() {
    Backoff backoff = new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(60), () -> 0);
    assertThat(backoff.next()).isEqualTo(Duration.ofMillis(500));
    assertThat(backoff.next()).isEqualTo(Duration.ofSeconds(1));
  }
}
