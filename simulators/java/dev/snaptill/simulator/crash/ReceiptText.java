package dev.snaptill.simulator.crash;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A text that says that money was paid or received.
 *
 * @param minor amount in minor units
 * @param number as it stands there, with its hyphens and check digits
 */
record ReceiptText(boolean payer, long minor, String number) {
  private static final Pattern RECEIPT =
      Pattern.compile(
          "(Paid|Received) (\\d+)\\.(\\d\\d) CNY (?:to|from) .*?Receipt ([0-9A-Z-]{16,24})\\..*");
  private static final String BASE_32 = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

  static Optional<ReceiptText> of(String text) {
    Matcher found = RECEIPT.matcher(text);
    if (!found.matches()) {
      return Optional.empty();
    }
    long minor = Long.parseLong(found.group(2)) * 100 + Long.parseLong(found.group(3));
    return Optional.of(new ReceiptText(!found.group(1).equals("Received"), minor, found.group(4)));
  }

  /** A text that tells nothing new: still under way, or told before. */
  static boolean isNoEnd(String text) {
    return text.startsWith("Already paid: ")
        || text.startsWith("Your payment is being processed.")
        || text.contains(" takes longer than usual. ");
  }

  /** The payment's id as the API tells it: thirteen characters. */
  String payment() {
    return number.replace("-", "").substring(0, 13).toLowerCase(Locale.ROOT);
  }

  /**
   * ISO 8583 field 37 of a payment.
   *
   * @param payment its id, thirteen characters of base 32
   */
  static String rrn(String payment) {
    long id = 0;
    for (char c : payment.toUpperCase(Locale.ROOT).toCharArray()) {
      id = (id << 5) | BASE_32.indexOf(c);
    }
    String reference = Long.toString(id, 36).toUpperCase(Locale.ROOT);
    return "0".repeat(12 - reference.length()) + reference;
  }
}
