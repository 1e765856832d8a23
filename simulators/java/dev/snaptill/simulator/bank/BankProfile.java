package dev.snaptill.simulator.bank;

import java.util.Arrays;
import java.util.Locale;

/** How a bank's messages look on the wire. */
public enum BankProfile {
  /** Two bytes of length, digits in ASCII, binary bitmaps, MAC in 128. */
  PLAIN(0, 128),
  /**
   * As point-of-sale terminals speak in China: two bytes of length, five of TPDU (its addresses
   * swapped in answers), six of header, digits in BCD, MAC in 64.
   */
  POS(11, 64);

  private final int envelope;
  private final int macField;

  BankProfile(int envelope, int macField) {
    this.envelope = envelope;
    this.macField = macField;
  }

  /** Bytes of TPDU and header before the message type. */
  int envelope() {
    return envelope;
  }

  int macField() {
    return macField;
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * @throws IllegalArgumentException naming what there is
   */
  public static BankProfile of(String text) {
    return Arrays.stream(values())
        .filter(p -> p.toString().equals(text))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("a profile is plain or pos"));
  }
}
