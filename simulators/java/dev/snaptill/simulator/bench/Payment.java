package dev.snaptill.simulator.bench;

import java.util.Locale;

/** One voucher and its payment. Guarded by the lock of {@link Load}. */
final class Payment {
  private static final String CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

  final String payer;
  final String payee;
  final String amount;
  final String code;

  /** {@link System#nanoTime()} just before its deliver_sm. */
  long sent;

  /** {@link System#nanoTime()} after the second submit_sm_resp; 0 while it is unfinished. */
  long finished;

  /** What the texts said; empty until they came. */
  String payerReceipt = "";

  String payeeReceipt = "";

  /**
   * @param amount as texts say it, such as {@code 12.50 CNY}
   * @param code what the payer sends
   */
  Payment(String payer, String payee, String amount, String code) {
    this.payer = payer;
    this.payee = payee;
    this.amount = amount;
    this.code = code;
  }

  boolean told() {
    return !payerReceipt.isEmpty() && payerReceipt.equals(payeeReceipt);
  }

  /**
   * The reference under which banks have it (ISO 8583 field 37): a receipt number is thirteen
   * characters of Crockford's base 32 and two check digits, a reference twelve of base 36. Empty if
   * there is no such receipt number.
   */
  String rrn() {
    String number = payerReceipt.replace("-", "");
    if (number.length() != 15) {
      return "";
    }
    long id = 0;
    for (int i = 0; i < 13; i++) {
      id = id << 5 | CROCKFORD.indexOf(number.charAt(i));
    }
    String reference = Long.toString(id, 36).toUpperCase(Locale.ROOT);
    return "0".repeat(Math.max(0, 12 - reference.length())) + reference;
  }
}
