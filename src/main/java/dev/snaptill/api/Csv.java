package dev.snaptill.api;

import java.util.List;

/**
 * Rows of RFC 4180. A cell that a spreadsheet would take for a formula gets a single quote in
 * front, but for plain numbers: a negative amount stays one.
 */
final class Csv {
  private static final String STARTS_FORMULA = "=+-@\t\r";

  private Csv() {}

  static String row(List<String> cells) {
    StringBuilder row = new StringBuilder();
    for (String cell : cells) {
      if (!row.isEmpty()) {
        row.append(',');
      }
      row.append(cell(cell));
    }
    return row.append("\r\n").toString();
  }

  static String cell(String text) {
    boolean formula =
        !text.isEmpty()
            && STARTS_FORMULA.indexOf(text.charAt(0)) >= 0
            && !text.matches("-\\d+(\\.\\d+)?");
    String safe = formula ? "'" + text : text;
    return safe.matches("(?s).*[\",\r\n].*") ? '"' + safe.replace("\"", "\"\"") + '"' : safe;
  }
}
