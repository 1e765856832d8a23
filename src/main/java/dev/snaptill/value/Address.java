package dev.snaptill.value;

/**
 * Where a message comes from or goes to: a scheme and a canonical value, for example {@code
 * tel:+8613800000001}. Short codes are {@code tel:} addresses without a plus: {@code tel:10658}.
 */
public record Address(String scheme, String value) {

  public Address {
    if (!scheme.matches("[a-z]{2,10}") || value.isEmpty() || value.length() > 64) {
      throw new IllegalArgumentException("not an address");
    }
  }

  public static Address tel(String number) {
    return new Address("tel", number);
  }

  /** Reads {@code scheme:value}. */
  public static Address parse(String text) {
    int colon = text.indexOf(':');
    if (colon < 0) {
      throw new IllegalArgumentException("not an address: no scheme");
    }
    return new Address(text.substring(0, colon), text.substring(colon + 1));
  }

  /** Whether this is a telephone number in E.164 form: a plus and 7 to 15 digits. */
  public boolean isE164() {
    return scheme.equals("tel") && value.matches("\\+[1-9]\\d{6,14}");
  }

  /** For people and logs: {@code 138****0001}; the country code is left out. */
  public String masked() {
    String digits = value.startsWith("+86") ? value.substring(3) : value;
    return digits.length() < 8
        ? "****" + digits.substring(Math.max(0, digits.length() - 2))
        : digits.substring(0, 3) + "****" + digits.substring(digits.length() - 4);
  }

  /** The full form, {@code scheme:value}; for the database and the wire, never for logs. */
  public String canonical() {
    return scheme + ":" + value;
  }

  /** Masked, so that an address that slips into a log tells nobody's number. */
  @Override
  public String toString() {
    return scheme + ":" + masked();
  }
}
