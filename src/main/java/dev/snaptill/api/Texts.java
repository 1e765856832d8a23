package dev.snaptill.api;

import dev.snaptill.value.Money;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Currency;
import java.util.Locale;

/** Checks and forms of single values, beyond what the API document can say. */
final class Texts {
  private Texts() {}

  /** A text for people; no control characters, and short enough for its column. */
  static String plain(String field, String text, int most) {
    if (text.length() > most) {
      throw ProblemException.badField(field, "is longer than " + most + " characters");
    }
    if (text.codePoints().anyMatch(Texts::hidden)) {
      throw ProblemException.badField(field, "has control characters");
    }
    return text;
  }

  private static boolean hidden(int c) {
    int type = Character.getType(c);
    return Character.isISOControl(c)
        || type == Character.LINE_SEPARATOR
        || type == Character.PARAGRAPH_SEPARATOR
        || type == Character.SURROGATE
        // U+202A–E and U+2066–9 reverse what people read; other format characters join letters
        || (c >= 0x202A && c <= 0x202E)
        || (c >= 0x2066 && c <= 0x2069);
  }

  static String currency(String code) {
    try {
      return Currency.getInstance(code).getCurrencyCode();
    } catch (IllegalArgumentException e) {
      throw ProblemException.badField("currency", "is not an ISO 4217 currency");
    }
  }

  /** An amount above zero. */
  static Money amount(String field, String decimal, String currency) {
    Money amount =
        Money.parse(decimal, currency)
            .orElseThrow(
                () ->
                    ProblemException.badField(field, "has more fraction digits than " + currency));
    if (!amount.isPositive()) {
      throw ProblemException.badField(field, "is not more than 0");
    }
    return amount;
  }

  static String lower(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  static <E extends Enum<E>> E upper(Class<E> type, String value) {
    return Enum.valueOf(type, value.toUpperCase(Locale.ROOT));
  }

  static String time(Instant time) {
    return time.truncatedTo(ChronoUnit.MILLIS).toString();
  }
}
