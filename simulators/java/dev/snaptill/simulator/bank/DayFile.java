package dev.snaptill.simulator.bank;

import dev.snaptill.simulator.bank.BookEntry.Kind;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Currency;
import java.util.List;
import java.util.Locale;

/**
 * What a bank posted on one business day, for whoever reconciles with it. Balances are those of
 * Snaptill's settlement account at this bank, minor units: a payer's debit puts money there, a
 * payee's credit takes some away.
 */
public record DayFile(
    String bank,
    Currency currency,
    LocalDate day,
    long opening,
    long closing,
    List<Line> lines,
    Instant created) {

  /** How it is written down. */
  public enum Format {
    DELIMITED("delimited", "csv"),
    CAMT053("camt.053", "xml");

    private final String text;
    private final String extension;

    Format(String text, String extension) {
      this.text = text;
      this.extension = extension;
    }

    /**
     * @throws IllegalArgumentException for anything but delimited and camt.053
     */
    public static Format of(String text) {
      return Arrays.stream(values())
          .filter(f -> f.text.equals(text))
          .findFirst()
          .orElseThrow(() -> new IllegalArgumentException("format: delimited or camt.053"));
    }
  }

  /** Which way a posting moved the settlement account. */
  enum Direction {
    /** Money came. */
    C,
    /** Money went. */
    D,
    /** A transfer between two customers. */
    N
  }

  /** One posting; a reversal under its own STAN and its original's RRN. */
  record Line(BookEntry entry, Direction direction) {
    static Line of(BookEntry e) {
      Direction direction =
          e.to().equals(Books.SETTLEMENT)
              ? Direction.C
              : e.from().equals(Books.SETTLEMENT) ? Direction.D : Direction.N;
      return new Line(e, direction);
    }

    /** What it adds to the settlement account, minor units. */
    long signed() {
      return switch (direction) {
        case C -> entry.amount();
        case D -> -entry.amount();
        case N -> 0;
      };
    }

    String rrn() {
      return padded(entry.rrn(), 12);
    }

    String terminal() {
      return padded(entry.terminal(), 8);
    }

    String stan() {
      return String.format(Locale.ROOT, "%06d", entry.stan());
    }

    private static String padded(String text, int width) {
      return text + " ".repeat(Math.max(0, width - text.length()));
    }
  }

  public DayFile {
    lines = List.copyOf(lines);
  }

  /**
   * @param currency ISO 4217 number
   * @param days the lines that began a business day, oldest first
   * @throws IllegalArgumentException for a day that is not among them
   */
  static DayFile of(
      String bank,
      String currency,
      LocalDate day,
      List<BookEntry> postings,
      List<BookEntry> days,
      Instant now) {
    if (days.stream().noneMatch(d -> d.code().equals(day.toString()))) {
      throw new IllegalArgumentException("the bank had no business day " + day);
    }
    long opening = 0;
    long closing = 0;
    List<Line> lines = new ArrayList<>();
    int next = 0;
    LocalDate current = LocalDate.parse(days.get(0).code());
    for (BookEntry posting : postings) {
      while (next < days.size() && days.get(next).seq() < posting.seq()) {
        current = LocalDate.parse(days.get(next++).code());
      }
      if (current.isAfter(day)) {
        break;
      }
      Line line = Line.of(posting);
      closing += line.signed();
      if (current.equals(day)) {
        lines.add(line);
      } else {
        opening = closing;
      }
    }
    return new DayFile(bank, currency(currency), day, opening, closing, lines, now);
  }

  /**
   * The file of a day from a books file, also of a bank that is running in another process.
   *
   * @throws IllegalArgumentException for a day that never was
   */
  public static DayFile of(
      String bank, String currency, LocalDate day, List<BookEntry> books, Instant now) {
    return of(
        bank,
        currency,
        day,
        books.stream().filter(e -> e.kind().posting()).toList(),
        books.stream().filter(e -> e.kind() == Kind.BUSINESS_DAY).toList(),
        now);
  }

  static Currency currency(String number) {
    return Currency.getAvailableCurrencies().stream()
        .filter(c -> c.getNumericCode() == Integer.parseInt(number))
        // Numbers of currencies that are gone are shared by some; the living one sorts last.
        .max((a, b) -> a.getCurrencyCode().compareTo(b.getCurrencyCode()))
        .orElseThrow(() -> new IllegalArgumentException("no currency has the number " + number));
  }

  /** Such as north-2026-11-23.csv. */
  public String name(Format format) {
    return bank + "-" + day + "." + format.extension;
  }

  public byte[] bytes(Format format) {
    return switch (format) {
      case DELIMITED -> delimited().getBytes(StandardCharsets.US_ASCII);
      case CAMT053 -> Camt053.write(this);
    };
  }

  /** A header line, a line a posting, a line with their count and the balances. */
  String delimited() {
    StringBuilder out =
        new StringBuilder("business_date,stan,rrn,terminal,type,amount,currency,direction\n");
    for (Line line : lines) {
      if (line.entry().kind() == Kind.PAYOUT) {
        throw new IllegalStateException("payouts stand in the camt.053 file only");
      }
      out.append(day).append(',').append(line.stan()).append(',').append(line.rrn()).append(',');
      out.append(line.terminal()).append(',').append(line.entry().kind()).append(',');
      out.append(decimal(line.entry().amount())).append(',').append(currency).append(',');
      out.append(line.direction()).append('\n');
    }
    return out.append("TOTAL,")
        .append(lines.size())
        .append(',')
        .append(decimal(opening))
        .append(',')
        .append(decimal(closing))
        .append(',')
        .append(currency)
        .append('\n')
        .toString();
  }

  /** Major units with a dot. */
  String decimal(long minor) {
    return BigDecimal.valueOf(minor, currency.getDefaultFractionDigits()).toPlainString();
  }

  /** What Snaptill calls an operation: day, bank, terminal and STAN; a payout by its reference. */
  String operation(Line line) {
    if (line.entry().kind() == Kind.PAYOUT) {
      return line.entry().rrn();
    }
    return day.format(DateTimeFormatter.BASIC_ISO_DATE)
        + "/"
        + bank
        + "/"
        + line.terminal()
        + "/"
        + line.stan();
  }
}
