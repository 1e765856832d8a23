package dev.snaptill.subscription;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;

/**
 * When a subscription falls due. Dates are counted from the first one, not from the one before:
 * monthly from 31 January is 28 or 29 February and then 31 March; yearly from 29 February is 28
 * February, and 29 February again in leap years.
 *
 * @param first date of occurrence 0, in the zone
 */
record DueDates(Period period, ZoneId zone, LocalDate first, SubscriptionConfig config) {

  /** The date of an occurrence, counted from 0. */
  LocalDate date(int occurrence) {
    return switch (period) {
      case DAY -> first.plusDays(occurrence);
      case WEEK -> first.plusWeeks(occurrence);
      case MONTH -> first.plusMonths(occurrence);
      case YEAR -> first.plusYears(occurrence);
      case ITEM -> throw new IllegalStateException("items have no dates");
    };
  }

  /** When its debit is due. */
  Instant moment(int occurrence) {
    return at(date(occurrence), config.debitAt());
  }

  /** The first occurrence that is due after a time. */
  int firstAfter(Instant time) {
    LocalDate day = LocalDate.ofInstant(time, zone);
    long passed =
        switch (period) {
          case DAY -> java.time.temporal.ChronoUnit.DAYS.between(first, day);
          case WEEK -> java.time.temporal.ChronoUnit.WEEKS.between(first, day);
          case MONTH -> java.time.temporal.ChronoUnit.MONTHS.between(first, day);
          case YEAR -> java.time.temporal.ChronoUnit.YEARS.between(first, day);
          case ITEM -> throw new IllegalStateException("items have no dates");
        };
    int occurrence = Math.max(0, Math.toIntExact(passed) - 1);
    while (!moment(occurrence).isAfter(time)) {
      occurrence++;
    }
    return occurrence;
  }

  /** The time itself if debits are allowed then, else the next at which they are. */
  Instant allowed(Instant time) {
    LocalDateTime local = LocalDateTime.ofInstant(time, zone);
    LocalTime clock = local.toLocalTime();
    if (clock.isBefore(config.debitFrom())) {
      return at(local.toLocalDate(), config.debitFrom());
    }
    return clock.isBefore(config.debitUntil())
        ? time
        : at(local.toLocalDate().plusDays(1), config.debitFrom());
  }

  /** The day after, at the usual time. */
  Instant nextDay(Instant time) {
    return at(LocalDate.ofInstant(time, zone).plusDays(1), config.debitAt());
  }

  /** Where clocks are put forward over it, a little later. */
  private Instant at(LocalDate date, LocalTime time) {
    return date.atTime(time).atZone(zone).toInstant();
  }
}
