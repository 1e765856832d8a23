package dev.snaptill.channel.smpp;

import dev.snaptill.channel.smpp.QuirksConfig.IdFormat;
import java.math.BigInteger;
import java.util.Locale;

/**
 * A carrier's message ids in the one form in which that of a submit_sm_resp and that of its
 * delivery receipt are equal. Carriers write the first in hexadecimal and the second in decimal, or
 * pad one of them with zeros, or change its case.
 */
final class MessageIds {
  /** SMPP 3.4 §5.2.23: 65 octets with the closing NUL. */
  static final int LONGEST = 64;

  private MessageIds() {}

  /** The canonical form; empty if nothing is left of it. */
  static String canonical(String id, IdFormat format) {
    String given = id.strip().toLowerCase(Locale.ROOT);
    if (given.isEmpty() || given.length() > LONGEST) {
      return "";
    }
    return switch (format) {
      case HEX -> {
        String digits = given.startsWith("0x") ? given.substring(2) : given;
        yield digits.matches("[0-9a-f]+") ? number(digits, 16) : text(given);
      }
      case DECIMAL -> given.matches("[0-9]+") ? number(given, 10) : text(given);
      case TEXT -> text(given);
    };
  }

  private static String number(String digits, int radix) {
    return new BigInteger(digits, radix).toString(16);
  }

  private static String text(String given) {
    boolean uuid = given.matches("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
    String plain = uuid ? given.replace("-", "") : given;
    int zeros = 0;
    while (zeros < plain.length() - 1 && plain.charAt(zeros) == '0') {
      zeros++;
    }
    return plain.substring(zeros);
  }
}
