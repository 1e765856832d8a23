package dev.snaptill.channel.mm7;

import com.google.i18n.phonenumbers.NumberParseException;
import com.google.i18n.phonenumbers.PhoneNumberUtil;
import com.google.i18n.phonenumbers.PhoneNumberUtil.PhoneNumberFormat;
import com.google.i18n.phonenumbers.Phonenumber.PhoneNumber;
import dev.snaptill.value.Address;
import java.text.Normalizer;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Turns the addresses MMSCs write into canonical ones. Seen on wires: {@code
 * +3859100010010/TYPE=PLMN}, {@code number@domain}, no leading plus, national form, short codes as
 * Number (TS 23.140 §8.7.1; mms.md).
 */
final class PhoneNumbers {
  private static final PhoneNumberUtil UTIL = PhoneNumberUtil.getInstance();
  private static final int MAX_RAW = 128;

  private final String region;
  private final List<String> shortCodes;

  /**
   * @param region the country whose numbers come without a country code
   * @param shortCodes left as they are
   */
  PhoneNumbers(String region, List<String> shortCodes) {
    this.region = region;
    this.shortCodes = shortCodes;
  }

  static boolean knowsRegion(String region) {
    return UTIL.getSupportedRegions().contains(region);
  }

  /**
   * E.164 where it is a subscriber's number, else the digits as they stand (a short code); empty if
   * it is no number at all, such as a mail address.
   */
  Optional<Address> canonical(String raw) {
    String digits = strip(raw);
    if (digits == null) {
      return Optional.empty();
    }
    String bare = digits.startsWith("+") ? digits.substring(1) : digits;
    for (String code : shortCodes) {
      if (code.equals(digits) || code.equals(bare)) {
        return Optional.of(Address.tel(code));
      }
    }
    return Optional.of(Address.tel(digits.startsWith("+") ? international(digits) : local(digits)));
  }

  /** A number without any dressing: an optional plus and 3 to 20 digits; null if it isn't one. */
  private static @Nullable String strip(String raw) {
    if (raw.length() > MAX_RAW) {
      return null;
    }
    String text = Normalizer.normalize(raw, Normalizer.Form.NFKC).strip();
    String lower = text.toLowerCase(Locale.ROOT);
    if (lower.startsWith("tel:")) {
      text = text.substring(4);
      lower = lower.substring(4);
    }
    int type = lower.indexOf("/type=");
    if (type >= 0) {
      text = text.substring(0, type);
    }
    int at = text.indexOf('@');
    if (at >= 0) {
      text = text.substring(0, at);
    }
    String digits = text.replaceAll("[\\s().-]", "");
    return digits.matches("\\+?[0-9]{3,20}") ? digits : null;
  }

  /** An explicit plus is believed even where the numbering plan is newer than our table. */
  private String international(String digits) {
    PhoneNumber parsed = parse(digits);
    if (parsed != null && UTIL.isPossibleNumber(parsed)) {
      return UTIL.format(parsed, PhoneNumberFormat.E164);
    }
    return digits.matches("\\+[1-9]\\d{6,14}") ? digits : digits.substring(1);
  }

  private String local(String digits) {
    PhoneNumber home = parse(digits);
    if (home != null && UTIL.isValidNumber(home)) {
      return UTIL.format(home, PhoneNumberFormat.E164);
    }
    PhoneNumber abroad = digits.length() >= 10 ? parse("+" + digits) : null;
    if (abroad != null && UTIL.isValidNumber(abroad)) {
      return UTIL.format(abroad, PhoneNumberFormat.E164);
    }
    String prefix = String.valueOf(UTIL.getCountryCodeForRegion(region));
    boolean longEnough = digits.length() >= prefix.length() + 8 && digits.length() <= 15;
    return longEnough && digits.startsWith(prefix) ? "+" + digits : digits;
  }

  private @Nullable PhoneNumber parse(String digits) {
    try {
      return UTIL.parse(digits, region);
    } catch (NumberParseException notANumber) {
      return null;
    }
  }
}
