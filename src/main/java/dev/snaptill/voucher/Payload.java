package dev.snaptill.voucher;

import dev.snaptill.value.Ids;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a voucher's QR code says, read: every {@link Form}, whoever drew it. The one place that
 * tells what a text or a picture names. Nothing here proves a voucher to be ours; the check digits,
 * CRC or tag only tell that it was read as it was written.
 */
public final class Payload {
  private static final int LONGEST = VoucherCodes.LONGEST;
  private static final Pattern SMS =
      Pattern.compile(
          "(?i)(?:smsto|sms|mmsto):\\+?\\d{3,15}[:?&;]{1,3}(?:body=)?(.{1,400})", Pattern.DOTALL);

  /** Any host: an old poster may name one we had before, and the id alone decides. */
  private static final Pattern LINK =
      Pattern.compile(
          "(?i)https?://[^\\s/?#]{1,253}(?:/[^\\s/?#]{1,100}){0,4}?/v/([0-9a-z]{13})/?(?:[?#]\\S*)?");

  private static final Pattern PLAIN_LINK = Pattern.compile("https?://[^\\s/?#]+/v/[0-9a-z]{13}");
  private static final Pattern TOKEN = Pattern.compile("ST1\\.[A-Za-z0-9_-]{60,190}");

  private Payload() {}

  /** The {@code smsto:} form for a short code. */
  public static String smsTo(String shortCode, String code) {
    return "smsto:" + shortCode + ":" + code;
  }

  /**
   * A text as it is drawn: a link without a path of its own in capitals, which a QR code holds in
   * fewer modules (ISO/IEC 18004, alphanumeric mode) and which lead to the same page.
   */
  public static String drawn(String text) {
    return PLAIN_LINK.matcher(text).matches() ? text.toUpperCase(Locale.ROOT) : text;
  }

  /**
   * The voucher that a scanned or typed text names, whatever its form; empty for one longer than
   * {@link VoucherCodes#LONGEST}, blanks around it apart.
   */
  public static Optional<Reference> read(String text) {
    String stripped = text.strip();
    if (stripped.length() > LONGEST) {
      return Optional.empty();
    }
    Matcher sms = SMS.matcher(stripped);
    return sms.matches() ? plain(unescaped(sms.group(1))) : plain(stripped);
  }

  /** The 14 digits in a text that names a voucher by them. */
  public static Optional<String> code(String text) {
    return read(text)
        .filter(Reference.Code.class::isInstance)
        .map(code -> ((Reference.Code) code).digits());
  }

  private static Optional<Reference> plain(String text) {
    Matcher link = LINK.matcher(text.strip());
    if (link.matches()) {
      long id = Ids.parse(link.group(1).toLowerCase(Locale.ROOT));
      return id < 0 ? Optional.empty() : Optional.of(new Reference.Id(id, null));
    }
    if (TOKEN.matcher(text.strip()).matches()) {
      return Optional.of(new Reference.Token(text.strip()));
    }
    Optional<Emv.Said> emv = Emv.read(text);
    if (emv.isPresent()) {
      return emv.map(said -> new Reference.Id(said.voucherId(), said.amount()));
    }
    return VoucherCodes.normalise(text).filter(VoucherCodes::checks).map(Reference.Code::new);
  }

  /** {@code %20} and the like, as {@code sms:} links have them (RFC 5724 section 2.2). */
  private static String unescaped(String body) {
    if (body.indexOf('%') < 0) {
      return body;
    }
    try {
      return URLDecoder.decode(body.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException noEscape) {
      return body;
    }
  }
}
