package dev.snaptill.bank;

import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.List;

/**
 * What identifies one message to a bank for ever (bank.md, write-ahead).
 *
 * @param bank configured name of the bank
 * @param terminal ISO 8583 field 41, eight characters
 * @param businessDay the bank's own day, moved by its cut-over
 * @param stan ISO 8583 field 11, 1 to 999,999
 */
public record OperationKey(String bank, String terminal, LocalDate businessDay, int stan) {

  /** One text for the database and for logs: {@code 20261123/north/T0000001/000123}. */
  public String text() {
    String digits = Integer.toString(1_000_000 + stan);
    return businessDay.format(DateTimeFormatter.BASIC_ISO_DATE)
        + "/"
        + bank
        + "/"
        + terminal
        + "/"
        + digits.substring(1);
  }

  /** Reads {@link #text()}. */
  public static OperationKey parse(String text) {
    List<String> parts = List.of(text.split("/", 4));
    return new OperationKey(
        parts.get(1),
        parts.get(2),
        LocalDate.parse(parts.get(0), DateTimeFormatter.BASIC_ISO_DATE),
        Integer.parseInt(parts.get(3)));
  }
}
