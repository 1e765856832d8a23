package dev.snaptill.value;

import java.time.LocalDate;

/** A day as columns hold it: 20261123. */
public final class DayNumber {
  private DayNumber() {}

  public static int of(LocalDate day) {
    return day.getYear() * 10_000 + day.getMonthValue() * 100 + day.getDayOfMonth();
  }
}
