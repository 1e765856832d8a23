package dev.snaptill.channel.smpp;

import com.google.i18n.phonenumbers.NumberParseException;
import com.google.i18n.phonenumbers.PhoneNumberUtil;
import com.google.i18n.phonenumbers.PhoneNumberUtil.PhoneNumberFormat;
import com.google.i18n.phonenumbers.Phonenumber.PhoneNumber;
import dev.snaptill.value.Address;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Between addresses as SMPP carries them (type of number, numbering plan, digits; SMPP 3.4 §5.2.5)
 * and E.164. Thread-safe.
 */
final class Numbers {
  static final int TON_UNKNOWN = 0;
  static final int TON_INTERNATIONAL = 1;
  static final int TON_NETWORK_SPECIFIC = 3;
  static final int TON_ALPHANUMERIC = 5;
  static final int TON_ABBREVIATED = 6;

  /** No subscriber number in E.164 form is shorter, hardly any short code is longer. */
  private static final int LONGEST_BARE_SHORT_CODE = 6;

  private final PhoneNumberUtil util = PhoneNumberUtil.getInstance();
  private final String region;
  private final List<String> shortCodes;
  private final int shortCodeTon;
  private final int shortCodeNpi;
  private final int subscriberTon;
  private final int subscriberNpi;

  /** An address in the form of the wire. */
  record Wire(int ton, int npi, String address) {}

  Numbers(CarrierConfig config) {
    this.region = config.region();
    this.shortCodes = config.shortCodes();
    this.shortCodeTon = config.sourceTon();
    this.shortCodeNpi = config.sourceNpi();
    this.subscriberTon = config.quirks().destinationTon();
    this.subscriberNpi = config.quirks().destinationNpi();
  }

  /**
   * Reads an address. What is no subscriber number (short codes, names) is kept as it is.
   *
   * @return null if nothing is left of it
   */
  @Nullable Address read(int ton, String text) {
    String given = allDigits(text) ? text : text.strip().replaceAll("\\p{Cntrl}", "?");
    if (given.isEmpty() || given.length() > 63) {
      return null;
    }
    String bare = allDigits(given) ? given : given.replaceAll("[ ()./-]", "");
    boolean plus = bare.startsWith("+");
    String digits = plus ? bare.substring(1) : bare;
    if (ton == TON_ALPHANUMERIC || digits.isEmpty() || !allDigits(digits)) {
      return Address.tel(given);
    }
    if (isShortCode(digits) || ton == TON_NETWORK_SPECIFIC || ton == TON_ABBREVIATED) {
      return Address.tel(digits);
    }
    String number =
        plus || ton == TON_INTERNATIONAL
            ? international(digits)
            : ton == TON_UNKNOWN ? unmarked(digits) : valid(digits, region);
    return Address.tel(number == null ? digits : number);
  }

  private boolean isShortCode(String digits) {
    if (digits.length() <= LONGEST_BARE_SHORT_CODE) {
      return true;
    }
    for (String code : shortCodes) {
      if (code.endsWith("*")
          ? digits.startsWith(code.substring(0, code.length() - 1))
          : digits.equals(code)) {
        return true;
      }
    }
    return false;
  }

  /**
   * Marked as international: believed if it can be one, with or without a dialling prefix. Reading
   * it as a national number because that looks better would charge somebody else.
   */
  private @Nullable String international(String digits) {
    String number = digits.startsWith("00") ? digits.substring(2) : digits;
    String found = possible("+" + number);
    return found == null ? valid(digits, region) : found;
  }

  /** Not marked: many carriers leave both national and international numbers so. */
  private @Nullable String unmarked(String digits) {
    if (digits.startsWith("00")) {
      return valid("+" + digits.substring(2), region);
    }
    String national = valid(digits, region);
    return national == null ? valid("+" + digits, region) : national;
  }

  private @Nullable String possible(String text) {
    PhoneNumber number = parse(text, null);
    return number != null && util.isPossibleNumber(number) ? e164(number) : null;
  }

  private @Nullable String valid(String text, String where) {
    PhoneNumber number = parse(text, where);
    return number != null && util.isValidNumber(number) ? e164(number) : null;
  }

  private @Nullable PhoneNumber parse(String text, @Nullable String where) {
    try {
      return util.parse(text, where);
    } catch (NumberParseException e) {
      return null;
    }
  }

  private @Nullable String e164(PhoneNumber number) {
    String text = util.format(number, PhoneNumberFormat.E164);
    return Address.tel(text).isE164() ? text : null;
  }

  /**
   * Writes an address; null if it can't go on this wire: another scheme, or longer than 20 octets.
   */
  @Nullable Wire write(Address address) {
    String value = address.value();
    if (!address.scheme().equals("tel")) {
      return null;
    }
    if (address.isE164()) {
      return new Wire(subscriberTon, subscriberNpi, value.substring(1));
    }
    if (allDigits(value)) {
      return value.length() > 20 ? null : new Wire(shortCodeTon, shortCodeNpi, value);
    }
    // TS 23.040 §9.1.2.5: eleven characters of seven bits
    return value.length() > 11 || !value.matches("[\\x20-\\x7e]+")
        ? null
        : new Wire(TON_ALPHANUMERIC, 0, value);
  }

  private static boolean allDigits(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) < '0' || text.charAt(i) > '9') {
        return false;
      }
    }
    return !text.isEmpty();
  }
}
