package dev.snaptill.bank.iso8583;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class BreakerTest {
  private long nanos;
  private int changes;
  private final Breaker breaker =
      new Breaker(
          new Breaker.Config(3, 50, 10, Duration.ofSeconds(5)), () -> nanos, () -> changes++);

  @Test
  void itOpensAfterFailuresInARowAndClosesAfterAGoodTrial() {
    fail(2);
    breaker.ended(breaker.take(), false);
    fail(2);
    assertThat(breaker.isOpen()).isFalse();
    fail(1);
    assertThat(breaker.isOpen()).isTrue();
    assertThat(breaker.why()).isEqualTo("3 operations in a row failed");
    assertThat(breaker.take()).isEqualTo(Breaker.REFUSED);
    assertThat(breaker.wantsProbe()).isFalse();
    pass(5);
    assertThat(breaker.wantsProbe()).isTrue();
    breaker.probing();
    assertThat(breaker.isOpen()).isTrue();
    breaker.echoed(true);
    assertThat(breaker.isOpen()).isFalse();
    int first = breaker.take();
    for (int i = 1; i < 5; i++) {
      assertThat(breaker.take()).isNotEqualTo(Breaker.REFUSED);
    }
    assertThat(breaker.take()).as("only a few try").isEqualTo(Breaker.REFUSED);
    breaker.ended(first, false);
    assertThat(breaker.take()).isNotEqualTo(Breaker.REFUSED);
    assertThat(changes).isEqualTo(2);
  }

  @Test
  void aFailedTrialOrProbeDoublesThePause() {
    fail(3);
    pass(5);
    breaker.probing();
    breaker.echoed(false);
    pass(9);
    assertThat(breaker.wantsProbe()).isFalse();
    pass(1);
    breaker.probing();
    breaker.echoed(true);
    breaker.ended(breaker.take(), true);
    assertThat(breaker.isOpen()).isTrue();
    pass(19);
    assertThat(breaker.wantsProbe()).isFalse();
    pass(1);
    assertThat(breaker.wantsProbe()).isTrue();
  }

  @Test
  void whatWasWrittenBeforeItOpenedSaysNothingInTheTrial() {
    int before = breaker.take();
    fail(3);
    pass(5);
    breaker.probing();
    breaker.echoed(true);
    breaker.ended(before, true);
    assertThat(breaker.isOpen()).isFalse();
  }

  @Test
  void itOpensWhenHalfOfTheLastOnesFail() {
    for (int i = 0; i < 5; i++) {
      breaker.ended(breaker.take(), false);
      assertThat(breaker.isOpen()).isFalse();
      fail(1);
    }
    assertThat(breaker.isOpen()).isTrue();
    assertThat(breaker.why()).isEqualTo("5 of the last 10 operations failed");
  }

  @Test
  void aLostConnectionGivesTheTrialBack() {
    fail(3);
    pass(5);
    breaker.probing();
    breaker.echoed(true);
    for (int i = 0; i < 20; i++) {
      breaker.unused(breaker.take());
    }
    assertThat(breaker.take()).isNotEqualTo(Breaker.REFUSED);
  }

  private void fail(int times) {
    for (int i = 0; i < times; i++) {
      breaker.ended(breaker.take(), true);
    }
  }

  private void pass(int seconds) {
    nanos += Duration.ofSeconds(seconds).toNanos();
  }
}
