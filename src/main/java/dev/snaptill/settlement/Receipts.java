package dev.snaptill.settlement;

import dev.snaptill.value.Ids;
import dev.snaptill.voucher.VoucherCodes;
import java.util.Locale;

/** Receipt numbers: a payment's id in twelve characters and two check digits. */
public final class Receipts {
  private Receipts() {}

  /** As people see it: {@code 5J2K-8WQD-0Z3A-47}. */
  public static String number(long paymentId) {
    String id = reference(paymentId);
    return id.substring(0, 4)
        + "-"
        + id.substring(4, 8)
        + "-"
        + id.substring(8)
        + "-"
        + VoucherCodes.checkDigits(Long.toString(paymentId));
  }

  /** The same on the banks' side: ISO 8583 field 37, twelve characters. */
  public static String reference(long paymentId) {
    return Ids.text(paymentId).substring(1).toUpperCase(Locale.ROOT);
  }
}
