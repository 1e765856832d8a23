package dev.snaptill.voucher;

/** What a voucher's QR code says; all of them name the same voucher (vouchers.md, QR payload). */
public enum Form {
  /** A page with payee, amount and a tap-to-pay button: {@code https://host/v/<id>}. */
  LINK,
  /** A camera application opens a filled-in message: scan and send is one act. */
  SMSTO,
  /** Payee and amount travel inside, sealed. */
  TOKEN,
  /** EMVCo merchant-presented data, for applications that scan those. */
  EMV,
  /** The fourteen digits alone. */
  DIGITS
}
