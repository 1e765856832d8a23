package dev.snaptill.simulator.bank;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/** The bank's own days: when they begin, and what was posted on each. */
final class BusinessDays {
  private final String bank;
  private final String currency;
  private final Books books;
  private final Clock calendar;
  private final @Nullable Path folder;

  /**
   * @param calendar in the bank's zone
   * @param folder where the files of ended days go, if anywhere
   */
  BusinessDays(String bank, String currency, Books books, Clock calendar, @Nullable Path folder) {
    this.bank = bank;
    this.currency = currency;
    this.books = books;
    this.calendar = calendar;
    this.folder = folder;
  }

  /** Begins the first day of new books, or a new day where the calendar decides. */
  void begin(boolean byCalendar) {
    LocalDate today = LocalDate.now(calendar);
    boolean first = books.day().equals(LocalDate.EPOCH);
    if (first || (byCalendar && today.isAfter(books.day()))) {
      books.day(today);
    }
  }

  /** Whether the calendar is a day ahead. */
  boolean behind() {
    return LocalDate.now(calendar).isAfter(books.read(books::day));
  }

  /** The calendar's day if that is later, else the day after the present one. */
  LocalDate next() {
    LocalDate today = LocalDate.now(calendar);
    LocalDate following = books.read(books::day).plusDays(1);
    return today.isAfter(following) ? today : following;
  }

  DayFile file(LocalDate day) {
    return books.read(
        () -> DayFile.of(bank, currency, day, books.postings(), books.days(), calendar.instant()));
  }

  /** Both files of an ended day. */
  void write(LocalDate day) {
    if (folder == null) {
      return;
    }
    try {
      Files.createDirectories(folder);
      DayFile file = file(day);
      for (DayFile.Format format : DayFile.Format.values()) {
        Files.write(folder.resolve(file.name(format)), file.bytes(format));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
