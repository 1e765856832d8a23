package dev.snaptill.voucher;

import org.jspecify.annotations.Nullable;

/**
 * What a payment takes of its voucher while it is under way, and keeps when it is done. Kept with
 * the payment, so that exactly this is given back, whatever became of the voucher meanwhile.
 *
 * @param minor the payment's amount
 * @param totalled it counts against the voucher's own total
 * @param order it counts against this order of the payee
 * @param shared the same payer may pay the voucher again
 * @param printed it counts against the payer's limit for printed vouchers
 */
public record Claim(
    long voucherId,
    long payeeId,
    long payerId,
    long minor,
    boolean totalled,
    @Nullable String order,
    boolean shared,
    boolean printed) {

  /** What a payment of this voucher takes. */
  public static Claim of(Voucher voucher, long payerId, long minor) {
    Terms terms = voucher.terms();
    return new Claim(
        voucher.id(),
        voucher.payeeId(),
        payerId,
        minor,
        terms.total() != null && terms.orderNumber() == null,
        terms.orderNumber(),
        terms.isShared(),
        terms.printed());
  }

  /** What its row has: nothing for an ordinary voucher of one use. */
  public @Nullable String text() {
    String flags = (totalled ? "T" : "") + (shared ? "S" : "") + (printed ? "P" : "");
    String text = order == null ? flags : flags + ":" + order;
    return text.isEmpty() ? null : text;
  }

  /** Reads {@link #text}. */
  public static Claim read(
      long voucherId, long payeeId, long payerId, long minor, @Nullable String text) {
    String all = text == null ? "" : text;
    int colon = all.indexOf(':');
    String flags = colon < 0 ? all : all.substring(0, colon);
    return new Claim(
        voucherId,
        payeeId,
        payerId,
        minor,
        flags.contains("T"),
        colon < 0 ? null : all.substring(colon + 1),
        flags.contains("S"),
        flags.contains("P"));
  }

  /** How many guards {@link VoucherStore#guards} gives for it. */
  public int guards() {
    return 1 + (order == null ? 0 : 1) + (shared ? 1 : 0);
  }
}
