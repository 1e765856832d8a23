package dev.snaptill.command;

import com.google.i18n.phonenumbers.NumberParseException;
import com.google.i18n.phonenumbers.PhoneNumberUtil;
import com.google.i18n.phonenumbers.PhoneNumberUtil.PhoneNumberFormat;
import com.google.i18n.phonenumbers.Phonenumber.PhoneNumber;
import dev.snaptill.value.Address;
import java.util.Optional;

/** Telephone numbers as people type them. */
final class Numbers {
  private static final PhoneNumberUtil UTIL = PhoneNumberUtil.getInstance();

  private final String region;

  /**
   * @param region the country whose numbers are typed without a country code, ISO 3166
   */
  Numbers(String region) {
    this.region = region;
  }

  /** E.164; empty if there can be no such number. */
  Optional<Address> read(String typed) {
    String digits = typed.replaceAll("[\\s().-]", "");
    if (!digits.matches("\\+?\\d{6,16}")) {
      return Optional.empty();
    }
    String number = digits.startsWith("00") ? "+" + digits.substring(2) : digits;
    try {
      PhoneNumber parsed = UTIL.parse(number, region);
      boolean good =
          number.startsWith("+") ? UTIL.isPossibleNumber(parsed) : UTIL.isValidNumber(parsed);
      return Optional.of(Address.tel(UTIL.format(parsed, PhoneNumberFormat.E164)))
          .filter(address -> good && address.isE164());
    } catch (NumberParseException e) {
      return Optional.empty();
    }
  }
}
