package dev.snaptill.subscription;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

class DueDatesTest {
  private static final SubscriptionConfig CONFIG = SubscriptionConfig.DEFAULT;

  private static DueDates dates(Period period, String zone, String first) {
    return new DueDates(period, ZoneId.of(zone), LocalDate.parse(first), CONFIG);
  }

  @Provide
  Arbitrary<Period> periods() {
    return Arbitraries.of(Period.DAY, Period.WEEK, Period.MONTH, Period.YEAR);
  }

  @Provide
  Arbitrary<ZoneId> zones() {
    return Arbitraries.of(
            "Asia/Shanghai",
            "UTC",
            "Europe/Berlin",
            "America/New_York",
            "Pacific/Apia",
            "Asia/Kathmandu",
            "Australia/Lord_Howe")
        .map(ZoneId::of);
  }

  @Provide
  Arbitrary<LocalDate> days() {
    return Arbitraries.longs()
        .between(LocalDate.of(2024, 1, 1).toEpochDay(), LocalDate.of(2060, 12, 31).toEpochDay())
        .map(LocalDate::ofEpochDay);
  }

  @Example
  void monthsEndWhereTheyEnd() {
    DueDates dates = dates(Period.MONTH, "Asia/Shanghai", "2027-01-31");
    assertThat(List.of(0, 1, 2, 3, 13).stream().map(dates::date))
        .containsExactly(
            LocalDate.of(2027, 1, 31),
            LocalDate.of(2027, 2, 28),
            LocalDate.of(2027, 3, 31),
            LocalDate.of(2027, 4, 30),
            LocalDate.of(2028, 2, 29));
  }

  @Example
  void theLeapDayComesBackInLeapYears() {
    DueDates dates = dates(Period.YEAR, "Asia/Shanghai", "2028-02-29");
    assertThat(List.of(1, 3, 4).stream().map(dates::date))
        .containsExactly(
            LocalDate.of(2029, 2, 28), LocalDate.of(2031, 2, 28), LocalDate.of(2032, 2, 29));
  }

  @Example
  void theWindowIsOfTheSubscriptionsOwnZone() {
    DueDates dates = dates(Period.DAY, "Asia/Shanghai", "2026-11-23");
    assertThat(dates.allowed(Instant.parse("2026-11-23T14:00:00Z")))
        .isEqualTo("2026-11-23T23:00:00Z");
    assertThat(dates.allowed(Instant.parse("2026-11-23T13:59:59Z")))
        .isEqualTo("2026-11-23T13:59:59Z");
    assertThat(dates.allowed(Instant.parse("2026-11-23T22:59:00Z")))
        .isEqualTo("2026-11-23T23:00:00Z");
  }

  @Property(tries = 500)
  void dueTimesGrowAndKeepTheirDay(
      @ForAll("periods") Period period,
      @ForAll("zones") ZoneId zone,
      @ForAll("days") LocalDate first,
      @ForAll @IntRange(max = 400) int n) {
    DueDates dates = new DueDates(period, zone, first, CONFIG);
    assertThat(dates.moment(n + 1)).isAfter(dates.moment(n));
    LocalDate date = dates.date(n);
    switch (period) {
      case DAY -> assertThat(ChronoUnit.DAYS.between(first, date)).isEqualTo(n);
      case WEEK -> assertThat(date.getDayOfWeek()).isEqualTo(weekday(first));
      case MONTH, YEAR ->
          assertThat(date.getDayOfMonth())
              .isEqualTo(Math.min(first.getDayOfMonth(), date.lengthOfMonth()));
      case ITEM -> throw new IllegalStateException();
    }
  }

  private static DayOfWeek weekday(LocalDate date) {
    return date.getDayOfWeek();
  }

  @Property(tries = 500)
  void theFirstAfterATimeIsTheFirst(
      @ForAll("periods") Period period,
      @ForAll("zones") ZoneId zone,
      @ForAll("days") LocalDate first,
      @ForAll @IntRange(min = -2000, max = 200_000) int hours) {
    DueDates dates = new DueDates(period, zone, first, CONFIG);
    Instant time = dates.moment(0).plus(Duration.ofHours(hours));
    int found = dates.firstAfter(time);
    assertThat(dates.moment(found)).isAfter(time);
    if (found > 0) {
      assertThat(dates.moment(found - 1)).isBeforeOrEqualTo(time);
    }
  }

  @Property(tries = 500)
  void nobodyIsDebitedAtNight(
      @ForAll("zones") ZoneId zone,
      @ForAll("days") LocalDate day,
      @ForAll @IntRange(max = 86_399) int second) {
    DueDates dates = new DueDates(Period.DAY, zone, day, CONFIG);
    Instant time = day.atTime(LocalTime.ofSecondOfDay(second)).atZone(zone).toInstant();
    Instant allowed = dates.allowed(time);
    LocalTime local = LocalTime.ofInstant(allowed, zone);
    assertThat(allowed).isAfterOrEqualTo(time);
    assertThat(local).isAfterOrEqualTo(CONFIG.debitFrom()).isBefore(CONFIG.debitUntil());
    assertThat(Duration.between(time, allowed)).isLessThan(Duration.ofHours(34));
  }
}
