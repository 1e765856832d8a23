package dev.snaptill.simulator.bench;

/** One voucher and its payment. Guarded by the lock of {@link Load}. */
final class Payment {
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

  /** The receipt number as banks see it (ISO 8583 field 37): without dashes and check digits. */
  String rrn() {
    String digits = payerReceipt.replace("-", "");
    return digits.length() < 12 ? "" : digits.substring(0, 12);
  }
}
