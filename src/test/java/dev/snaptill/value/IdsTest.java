package dev.snaptill.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.snaptill.TestClock;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IdsTest {
  private final TestClock clock = new TestClock("2026-11-23T01:00:00Z");

  @Test
  void growsAndNeverRepeatsUnderConcurrentUse() throws Exception {
    Ids ids = new Ids(Clock.systemUTC(), 3);
    Callable<List<Long>> taker =
        () -> {
          List<Long> mine = new ArrayList<>();
          for (int i = 0; i < 20_000; i++) {
            mine.add(ids.next());
          }
          return mine;
        };
    ExecutorService threads = Executors.newFixedThreadPool(4);
    Set<Long> all = new HashSet<>();
    try {
      for (Future<List<Long>> taken : threads.invokeAll(List.of(taker, taker, taker, taker))) {
        assertThat(taken.get()).isSorted();
        all.addAll(taken.get());
      }
    } finally {
      threads.shutdown();
    }
    assertThat(all).hasSize(80_000);
  }

  @Test
  void growsWhenTheClockJumpsBack() {
    Ids ids = new Ids(clock, 0);
    long before = ids.next();
    clock.move(Duration.ofHours(-3));
    assertThat(ids.next()).isGreaterThan(before);
  }

  @Test
  void growsUnderAClockThatStandsBeforeItsEpoch() {
    Ids ids = new Ids(new TestClock("2001-01-01T00:00:00Z"), 0);
    long first = ids.next();
    assertThat(first).isPositive();
    assertThat(ids.next()).isGreaterThan(first);
  }

  @Test
  void borrowsFromTheFutureWhenAMillisecondIsUsedUp() {
    Ids ids = new Ids(clock, 0);
    long first = ids.next();
    long last = first;
    for (int i = 0; i < 1 << 14; i++) {
      last = ids.next();
    }
    assertThat(Ids.millisOf(last)).isEqualTo(Ids.millisOf(first) + 1);
  }

  @Test
  void nodesNeverGiveTheSameId() {
    assertThat(new Ids(clock, 1).next()).isNotEqualTo(new Ids(clock, 2).next());
    assertThatThrownBy(() -> new Ids(clock, 256)).hasMessageContaining("between 0 and 255");
    assertThatThrownBy(() -> new Ids(clock, -1)).hasMessageContaining("between 0 and 255");
  }

  @Test
  void tellsItsTime() {
    long id = new Ids(clock, 255).next();
    assertThat(Ids.millisOf(id)).isEqualTo(clock.millis());
    assertThat(Ids.floorAt(clock.millis())).isLessThanOrEqualTo(id);
    assertThat(Ids.floorAt(clock.millis() + 1)).isGreaterThan(id);
    assertThat(Ids.floorAt(0)).isZero();
  }

  @Property
  void textReadsBackAndSortsAsTheIdsDo(
      @ForAll @LongRange(min = 0) long a, @ForAll @LongRange(min = 0) long b) {
    assertThat(Ids.text(a)).hasSize(13);
    assertThat(Ids.parse(Ids.text(a))).isEqualTo(a);
    assertThat(Integer.signum(Ids.text(a).compareTo(Ids.text(b)))).isEqualTo(Long.compare(a, b));
  }

  @Property
  void anyTextIsReadOrNotAndNeverThrows(@ForAll String text) {
    assertThat(Ids.parse(text)).isGreaterThanOrEqualTo(-1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "0", "00000000000000", "8000000000000", "00000000000u0", "00000000000A0"})
  void refusesWhatIsNoId(String text) {
    assertThat(Ids.parse(text)).isEqualTo(-1);
  }
}
