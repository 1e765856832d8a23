package dev.snaptill.voucher;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a voucher's QR code says. The default is an {@code smsto:} text, which a camera application
 * opens as a filled-in message: scan and send is one act (vouchers.md, QR payload).
 */
public final class Payload {
  private static final Pattern SMSTO =
      Pattern.compile("(?i)(?:smsto|sms):\\+?\\d{3,15}[:?](?:body=)?(.{1,180})");
  private static final Pattern TOKEN = Pattern.compile("ST1\\.[A-Za-z0-9_-]{60,190}");

  private Payload() {}

  /** The {@code smsto:} form for a short code. */
  public static String smsTo(String shortCode, String code) {
    return "smsto:" + shortCode + ":" + code;
  }

  /** The voucher that a scanned or typed text names, whatever its form. */
  public static Optional<Reference> read(String text) {
    return text.length() > 200
        ? Optional.empty()
        : token(text).or(() -> code(text).map(Reference.Code::new));
  }

  private static Optional<Reference> token(String text) {
    Matcher smsTo = SMSTO.matcher(text.strip());
    String inner = smsTo.matches() ? smsTo.group(1).strip() : text.strip();
    return TOKEN.matcher(inner).matches()
        ? Optional.of(new Reference.Token(inner))
        : Optional.empty();
  }

  /**
   * The 14-digit code in a scanned or typed text, if it has the form of one and its digits check.
   */
  public static Optional<String> code(String text) {
    if (text.length() > 200) {
      return Optional.empty();
    }
    Matcher smsTo = SMSTO.matcher(text.strip());
    return VoucherCodes.normalise(smsTo.matches() ? smsTo.group(1) : text)
        .filter(VoucherCodes::checks);
  }
}
