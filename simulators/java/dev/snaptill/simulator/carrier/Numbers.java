package dev.snaptill.simulator.carrier;

import org.jsmpp.bean.TypeOfNumber;

/**
 * Addresses as SMPP writes them (SMPP 3.4 §5.2.5) and as people do: E.164 with a plus, a short
 * code, or letters.
 */
final class Numbers {
  /** Anything longer is a subscriber's number even when its type of number says nothing. */
  private static final int LONGEST_SHORT_CODE = 8;

  private Numbers() {}

  static TypeOfNumber typeOf(String address) {
    return address.startsWith("+") ? TypeOfNumber.INTERNATIONAL : TypeOfNumber.UNKNOWN;
  }

  static String digits(String address) {
    return address.startsWith("+") ? address.substring(1) : address;
  }

  static String canonical(byte typeOfNumber, String address) {
    boolean digits = !address.isEmpty() && address.chars().allMatch(c -> c >= '0' && c <= '9');
    boolean international =
        typeOfNumber == TypeOfNumber.INTERNATIONAL.value()
            || address.length() > LONGEST_SHORT_CODE && !address.startsWith("0");
    return digits && international ? "+" + address : address;
  }
}
