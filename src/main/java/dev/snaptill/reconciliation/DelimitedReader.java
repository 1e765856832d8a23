package dev.snaptill.reconciliation;

import dev.snaptill.bank.BankOperation;
import dev.snaptill.reconciliation.BankLine.Direction;
import dev.snaptill.reconciliation.BankLine.Place;
import dev.snaptill.value.Money;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.Currency;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The delimited day file: a header, one posting a line, and a last line with the day's totals. Only
 * ASCII, and every field has one strict form, so that no field can hold a spreadsheet's formula.
 */
final class DelimitedReader implements LineReader {
  static final String HEADER = "business_date,stan,rrn,terminal,type,amount,currency,direction";
  private static final int LONGEST = 200;
  private static final Pattern LINE =
      Pattern.compile(
          "(\\d{4}-\\d{2}-\\d{2}),(\\d{6}),([0-9A-Za-z]{1,12}) {0,11},([0-9A-Za-z]{1,8}) {0,7},"
              + "(DEBIT|CREDIT|REVERSAL|TRANSFER),(\\d{1,12}(?:\\.\\d{1,3})?),([A-Z]{3}),([DCN])");
  private static final Pattern TOTAL =
      Pattern.compile(
          "TOTAL,(\\d{1,10}),(-?\\d{1,15}(?:\\.\\d{1,3})?),(-?\\d{1,15}(?:\\.\\d{1,3})?),([A-Z]{3})");

  private final InputStream in;
  private final long mostLines;
  private long number;
  private @Nullable LocalDate day;
  private @Nullable String currency;
  private @Nullable Totals totals;

  DelimitedReader(InputStream in, FileLimits limits) throws BadFileException {
    this.in = new BufferedInputStream(new BoundedInput(in, limits.bytes(), -1, 0), 1 << 16);
    this.mostLines = limits.lines();
    String header = line();
    if (header == null || !header.equals(HEADER)) {
      throw new BadFileException("line 1", "is not the header " + HEADER);
    }
  }

  @Override
  public boolean listsTransfers() {
    return true;
  }

  @Override
  public @Nullable BankLine next() throws BadFileException {
    String text = line();
    if (text == null) {
      throw new BadFileException(where(), "the file ends without its TOTAL line");
    }
    Matcher total = TOTAL.matcher(text);
    if (total.matches()) {
      end(total);
      return null;
    }
    Matcher fields = LINE.matcher(text);
    if (!fields.matches()) {
      throw new BadFileException(where(), "is not of the form " + HEADER);
    }
    if (++number > mostLines) {
      throw new BadFileException("the file has more than " + mostLines + " lines");
    }
    LocalDate date = date(fields.group(1));
    String letters = fields.group(7);
    if (day == null) {
      day = date;
      currency = currency(letters);
    } else if (!day.equals(date)) {
      throw new BadFileException(where(), "is of another business day than the first");
    } else if (!letters.equals(currency)) {
      throw new BadFileException(where(), "is in another currency than the first");
    }
    int stan = Integer.parseInt(fields.group(2));
    if (stan == 0) {
      throw new BadFileException(where(), "has the STAN 000000");
    }
    Money amount =
        Money.parse(fields.group(6), letters)
            .orElseThrow(
                () -> new BadFileException(where(), "has more fraction digits than " + letters));
    return new BankLine(
        number,
        new Place(date, fields.group(4), stan),
        fields.group(3),
        BankOperation.Type.valueOf(fields.group(5)),
        amount,
        direction(fields.group(8)));
  }

  private static Direction direction(String letter) {
    return switch (letter) {
      case "C" -> Direction.CREDITED;
      case "D" -> Direction.DEBITED;
      default -> Direction.NONE;
    };
  }

  private void end(Matcher total) throws BadFileException {
    long count = Long.parseLong(total.group(1));
    if (count != number) {
      throw new BadFileException(
          where(), "the file has " + number + " lines, its TOTAL says " + count);
    }
    String letters = currency(total.group(4));
    if (currency != null && !letters.equals(currency)) {
      throw new BadFileException(where(), "is in another currency than the lines");
    }
    long opening = minor(total.group(2), letters);
    long closing = minor(total.group(3), letters);
    if (line() != null) {
      throw new BadFileException("the file goes on after its TOTAL line");
    }
    if (day == null) {
      throw new BadFileException("the file has no lines, so it doesn't say of which day it is");
    }
    totals = new Totals(null, day, letters, number, opening, closing);
  }

  private LocalDate date(String text) throws BadFileException {
    try {
      return LocalDate.parse(text);
    } catch (DateTimeException e) {
      throw new BadFileException(where(), "has no such date");
    }
  }

  private String currency(String letters) throws BadFileException {
    try {
      return Currency.getInstance(letters).getCurrencyCode();
    } catch (IllegalArgumentException e) {
      throw new BadFileException(where(), "has no ISO 4217 currency");
    }
  }

  private long minor(String decimal, String letters) throws BadFileException {
    try {
      return new BigDecimal(decimal).movePointRight(Money.exponent(letters)).longValueExact();
    } catch (ArithmeticException e) {
      throw new BadFileException(where(), "has more fraction digits than " + letters);
    }
  }

  /** One line without its end; null after the last. */
  private @Nullable String line() throws BadFileException {
    StringBuilder text = new StringBuilder(100);
    try {
      for (int c = in.read(); ; c = in.read()) {
        if (c < 0) {
          return text.length() == 0 ? null : text.toString();
        }
        if (c == '\n') {
          return text.toString();
        }
        if (c == '\r') {
          if (in.read() != '\n') {
            throw new BadFileException(where(), "has a carriage return in it");
          }
          return text.toString();
        }
        if (c < ' ' || c > '~') {
          throw new BadFileException(where(), "has a byte that is not printable ASCII");
        }
        if (text.length() >= LONGEST) {
          throw new BadFileException(where(), "is longer than " + LONGEST + " characters");
        }
        text.append((char) c);
      }
    } catch (IOException e) {
      throw new BadFileException("the file " + e.getMessage());
    }
  }

  private String where() {
    return "line " + (number + 2);
  }

  @Override
  public Totals totals() {
    if (totals == null) {
      throw new IllegalStateException("not at the end yet");
    }
    return totals;
  }
}
