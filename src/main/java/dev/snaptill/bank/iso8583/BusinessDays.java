package dev.snaptill.bank.iso8583;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.MonthDay;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/** Reads the month and day of a bank's business day, which has no year on the wire. */
final class BusinessDays {
  /** A business day lies no further from the calendar's than the longest row of holidays. */
  private static final long MOST_DAYS_APART = 14;

  private BusinessDays() {}

  /**
   * @param monthDay MMdd
   * @return the day nearest to the calendar's; empty if it is none or weeks away
   */
  static Optional<LocalDate> read(String monthDay, LocalDate today) {
    if (!monthDay.matches("[0-9]{4}")) {
      return Optional.empty();
    }
    MonthDay day;
    try {
      day =
          MonthDay.of(
              Integer.parseInt(monthDay.substring(0, 2)), Integer.parseInt(monthDay.substring(2)));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
    for (int year = today.getYear() - 1; year <= today.getYear() + 1; year++) {
      LocalDate found = day.atYear(year);
      if (day.isValidYear(year)
          && Math.abs(ChronoUnit.DAYS.between(today, found)) <= MOST_DAYS_APART) {
        return Optional.of(found);
      }
    }
    return Optional.empty();
  }
}
