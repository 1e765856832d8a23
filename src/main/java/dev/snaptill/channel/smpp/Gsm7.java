package dev.snaptill.channel.smpp;

/** The GSM 7-bit default alphabet and its extension table, the {@link Septets} of most carriers. */
final class Gsm7 {
  private static final Septets ALPHABET = Septets.of(0, 0);

  /** How many septets a character takes, by character below 0x2100; beyond there are none. */
  private static final byte[] COST = new byte[0x2100];

  static {
    for (char c = 0; c < COST.length; c++) {
      COST[c] = (byte) ALPHABET.septets(c);
    }
  }

  private Gsm7() {}

  /** How many septets a character takes: 1, 2, or 0 if the alphabet lacks it. */
  static int septets(char c) {
    return c < COST.length ? COST[c] : 0;
  }

  /** Encodes a text all of whose characters have {@link #septets}. */
  static byte[] encode(String text) {
    return ALPHABET.encode(text);
  }

  /** Decodes one septet per octet, as {@link Septets#decode} does. */
  static String decode(byte[] octets, int from) {
    return ALPHABET.decode(octets, from);
  }
}
