package dev.snaptill.ops;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class RecentCountTest {
  private static final Instant START = Instant.parse("2026-11-23T01:00:00Z");

  /** Exact to one twelfth of the window. */
  @Property
  void countsWhatHappenedWithinTheWindow(
      @ForAll @Size(max = 40) List<@IntRange(min = 0, max = 40) Integer> minutesBetween) {
    RecentCount count = new RecentCount(Duration.ofHours(1));
    Instant now = START;
    java.util.ArrayList<Instant> events = new java.util.ArrayList<>();
    for (int minutes : minutesBetween) {
      now = now.plus(Duration.ofMinutes(minutes));
      count.add(now);
      events.add(now);
    }
    Instant end = now;
    long surely = events.stream().filter(e -> e.isAfter(end.minus(Duration.ofMinutes(55)))).count();
    long atMost = events.stream().filter(e -> e.isAfter(end.minus(Duration.ofMinutes(60)))).count();
    assertThat(count.count(end)).isBetween(surely, atMost);
    assertThat(count.count(end.plus(Duration.ofHours(2)))).isZero();
  }
}
