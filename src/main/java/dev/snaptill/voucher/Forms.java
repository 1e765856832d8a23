package dev.snaptill.voucher;

import dev.snaptill.store.Vault;
import dev.snaptill.value.Ids;

/** Every form of a voucher's code, from the voucher itself. */
public final class Forms {
  private final FormsConfig config;
  private final VoucherConfig vouchers;
  private final VoucherCodes codes;
  private final VoucherTokens tokens;

  public Forms(FormsConfig config, VoucherConfig vouchers, Vault vault) {
    this.config = config;
    this.vouchers = vouchers;
    this.codes = new VoucherCodes(vault);
    this.tokens = new VoucherTokens(vault);
  }

  /** The form where nobody asks for another: a sealed voucher's is its token. */
  public Form usual(Voucher voucher) {
    return voucher.terms().sealed() ? Form.TOKEN : config.usual();
  }

  /** What the code says in its usual form. */
  public String usualText(Voucher voucher) {
    return text(usual(voucher), voucher, "");
  }

  /** Where the pages are, without a slash at the end. */
  public String publicUrl() {
    return config.publicUrl();
  }

  /** The number people send vouchers to. */
  public String shortCode() {
    return vouchers.shortCode();
  }

  /** The 14 digits. */
  public String digits(Voucher voucher) {
    return codes.code(voucher.id(), voucher.codeAttempt());
  }

  /** The page about a voucher. */
  public String link(Voucher voucher) {
    return config.publicUrl() + "/v/" + Ids.text(voucher.id());
  }

  /**
   * What the code says, as a text to copy.
   *
   * @param payee the payee's name, which only EMVCo data shows
   */
  public String text(Form form, Voucher voucher, String payee) {
    return switch (form) {
      case LINK -> link(voucher);
      case SMSTO -> Payload.smsTo(vouchers.shortCode(), digits(voucher));
      case TOKEN -> tokens.seal(voucher);
      case EMV ->
          Emv.write(
              voucher.id(),
              new Emv.Merchant(
                  !voucher.terms().isShared(),
                  voucher.currency(),
                  voucher.fixedAmount().orElse(null),
                  payee,
                  reference(voucher)),
              config);
      case DIGITS -> digits(voucher);
    };
  }

  /** The same, as it is drawn. */
  public String drawn(Form form, Voucher voucher, String payee) {
    return Payload.drawn(text(form, voucher, payee));
  }

  /** What the payer's application shows: the payee's own number, or what can be typed instead. */
  private String reference(Voucher voucher) {
    String order = voucher.terms().orderNumber();
    return order == null || !order.matches("[ -~]{1,25}") ? digits(voucher) : order;
  }
}
