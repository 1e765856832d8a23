package dev.snaptill.settlement;

import dev.snaptill.value.Ids;
import dev.snaptill.voucher.VoucherCodes;
import java.util.Locale;

/** Receipt numbers: a payment's id, in thirteen characters for people, twelve for banks. */
public final class Receipts {
  private Receipts() {}

  /** As people see it, and type it: {@code 0AM7-ER0J-40000-48}. */
  public static String number(long paymentId) {
    String id = Ids.text(paymentId).toUpperCase(Locale.ROOT);
    return id.substring(0, 4)
        + "-"
        + id.substring(4, 8)
        + "-"
        + id.substring(8)
        + "-"
        + VoucherCodes.checkDigits(Long.toString(paymentId));
  }

  /**
   * The payment of a receipt number as somebody typed it; -1 if it is none. Dashes and blanks don't
   * matter, and o, i and l are read as the digits they look like (Crockford's base 32).
   */
  public static long parse(String typed) {
    if (typed.length() > 60) {
      return -1;
    }
    String plain =
        typed
            .replaceAll("[\\s\\-\u2010-\u2015.]", "")
            .toLowerCase(Locale.ROOT)
            .replace('o', '0')
            .replaceAll("[il]", "1");
    if (plain.length() != 15) {
      return -1;
    }
    long id = Ids.parse(plain.substring(0, 13));
    return id >= 0 && VoucherCodes.checkDigits(Long.toString(id)).equals(plain.substring(13))
        ? id
        : -1;
  }

  /** The same on the banks' side: ISO 8583 field 37, twelve characters of base 36; until 2059. */
  public static String reference(long paymentId) {
    String digits = Long.toString(paymentId, 36).toUpperCase(Locale.ROOT);
    if (digits.length() > 12) {
      throw new IllegalArgumentException("ids of this size have no reference of 12 characters");
    }
    return "0".repeat(12 - digits.length()) + digits;
  }
}
