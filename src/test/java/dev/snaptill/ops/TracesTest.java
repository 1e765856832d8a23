package dev.snaptill.ops;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TracesTest {
  private static final Instant START = Instant.parse("2026-11-23T08:00:00Z");

  private final AtomicReference<Instant> now = new AtomicReference<>(START);
  private final Clock clock =
      new Clock() {
        @Override
        public Instant instant() {
          return now.get();
        }

        @Override
        public ZoneId getZone() {
          return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
          return this;
        }
      };
  @TempDir Path directory;

  @Test
  void nothingIsNotedWhileItIsOffAndItEndsByItself() {
    Traces traces = new Traces(clock, null);
    traces.note(
        "north",
        () -> {
          throw new AssertionError("asked though it is off");
        });
    traces.start("north", Duration.ofMinutes(1), false);
    traces.note("north", () -> "one");
    traces.note("south", () -> "two");
    now.set(START.plus(Duration.ofMinutes(1)));
    traces.note("north", () -> "three");
    assertThat(traces.view("north").lines()).extracting(Traces.Line::text).containsExactly("one");
    assertThat(traces.view("north").until()).isNull();
    assertThat(traces.view("south").lines()).isEmpty();
    assertThat(traces.start("north", Duration.ofDays(30), false))
        .isEqualTo(now.get().plus(Traces.LONGEST));
  }

  @Test
  void numbersAndCodesAreMaskedAndOnlyTheLastLinesKept() {
    assertThat(Traces.masked("to +8613800000001, 1234 5678 9012 34, seq 123456"))
        .isEqualTo("to +*********0001, **********1234, seq 123456");
    Traces traces = new Traces(clock, null);
    traces.start("north", Duration.ofMinutes(1), false);
    for (int i = 0; i < Traces.KEPT + 10; i++) {
      int line = i;
      traces.note("north", () -> "line " + line + " " + "x".repeat(10_000));
    }
    assertThat(traces.view("north").lines()).hasSize(Traces.KEPT);
    assertThat(traces.view("north").lines().get(0).text()).startsWith("line 10 ").hasSize(4_000);
  }

  @Test
  void filesAreWrittenAndGoWithTheirTime() throws Exception {
    try (Traces traces = new Traces(clock, directory)) {
      traces.start("north", Duration.ofMinutes(1), true);
      traces.note("north", () -> "bound");
      Path file = directory.resolve("north-2026-11-23.trace");
      Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> Files.exists(file) && Files.size(file) > 0);
      assertThat(Files.readString(file)).isEqualTo("2026-11-23T08:00:00Z bound\n");
      Files.setLastModifiedTime(file, FileTime.from(START));
      assertThat(traces.purge(START)).isZero();
      assertThat(traces.purge(START.plusSeconds(1))).isEqualTo(2);
      assertThat(Files.exists(file)).isFalse();
      assertThat(traces.view("north").lines()).isEmpty();
    }
  }

  @Test
  void ratesAreThoseOfTheLastMinute() {
    Activity activity = new Activity(clock);
    for (int i = 0; i < 120; i++) {
      activity.received();
      now.updateAndGet(t -> t.plusSeconds(1));
    }
    assertThat(activity.now().received()).isEqualTo(120);
    assertThat(activity.now().receivedPerSecond()).isBetween(0.95, 1.0);
    now.updateAndGet(t -> t.plusSeconds(100));
    assertThat(activity.now().receivedPerSecond()).isZero();
    activity.error("x".repeat(1_000));
    assertThat(activity.now().lastError()).hasSize(200);
  }
}
