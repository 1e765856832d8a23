package dev.snaptill.simulator.bench;

import java.util.Locale;

/** One voucher and its payment. Guarded by the lock of {@link Load}. */
final class Payment {
  private static final String BASE_32 = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

  final String payer;
  final String payee;
  final String amount;
  final String code;

  /** Where the API has the voucher's picture. */
  final String picture;

  /** {@link System#nanoTime()} just before its message is sent. */
  long sent;

  /** {@link System#nanoTime()} after the second submit_sm_resp; 0 while it is unfinished. */
  long finished;

  /** What the texts said; empty until they came. */
  String payerReceipt = "";

  String payeeReceipt = "";

  /** Whether the payer was told something else than a receipt. */
  boolean refused;

  /**
   * @param amount as texts say it, such as {@code 12.50 CNY}
   * @param code what the payer sends
   * @param picture a path of the API
   */
  Payment(String payer, String payee, String amount, String code, String picture) {
    this.payer = payer;
    this.payee = payee;
    this.amount = amount;
    this.code = code;
    this.picture = picture;
  }

  boolean told() {
    return !payerReceipt.isEmpty() && payerReceipt.equals(payeeReceipt);
  }

  /** ISO 8583 field 37 of this payment: the receipt's thirteen base-32 characters in base 36. */
  String rrn() {
    String receipt = payerReceipt.replace("-", "");
    if (receipt.length() < 13) {
      return "";
    }
    long id = 0;
    for (char c : receipt.substring(0, 13).toCharArray()) {
      id = (id << 5) | BASE_32.indexOf(c);
    }
    String reference = Long.toString(id, 36).toUpperCase(Locale.ROOT);
    return "0".repeat(12 - reference.length()) + reference;
  }
}
