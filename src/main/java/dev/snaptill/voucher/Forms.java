package dev.snaptill.voucher;

import dev.snaptill.value.Ids;
import java.net.URI;
import java.util.Locale;

/** Every form of a voucher's code, from the voucher itself. */
public final class Forms {
  private final FormsConfig config;
  private final VoucherConfig vouchers;
  private final VoucherCodes codes;

  public Forms(FormsConfig config, VoucherConfig vouchers, VoucherCodes codes) {
    this.config = config;
    this.vouchers = vouchers;
    this.codes = codes;
  }

  /** The form where nobody asks for another. */
  public Form usual() {
    return config.usual();
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
      case TOKEN -> throw new IllegalArgumentException("sealed tokens are not made here");
      case EMV ->
          Emv.write(
              voucher.id(),
              new Emv.Merchant(
                  voucher.maxUses() == 1,
                  voucher.amount().currency(),
                  voucher.amount(),
                  payee,
                  digits(voucher)),
              config);
      case DIGITS -> digits(voucher);
    };
  }

  /**
   * The same, as it is drawn: in capitals where case means nothing, as a QR code holds capitals in
   * fewer modules (ISO/IEC 18004, alphanumeric mode).
   */
  public String drawn(Form form, Voucher voucher, String payee) {
    String text = text(form, voucher, payee);
    String path = form == Form.LINK ? URI.create(config.publicUrl()).getRawPath() : "";
    return form == Form.LINK && (path == null || path.isEmpty())
        ? text.toUpperCase(Locale.ROOT)
        : text;
  }
}
