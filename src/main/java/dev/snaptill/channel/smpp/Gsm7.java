package dev.snaptill.channel.smpp;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;

/**
 * The GSM 7-bit default alphabet and its extension table (3GPP TS 23.038 §6.2.1), one septet in
 * each octet as SMPP carries it.
 */
final class Gsm7 {
  private static final int ESCAPE = 0x1B;
  private static final String BASIC =
      "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ\u001bÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
          + "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";
  private static final char[] EXTENSION = new char[128];

  /** Septet, or escape in the high byte and septet, or -1; by character below 0x2100. */
  private static final short[] SEPTETS = new short[0x2100];

  static {
    Arrays.fill(SEPTETS, (short) -1);
    for (int i = 0; i < 128; i++) {
      if (i != ESCAPE) {
        SEPTETS[BASIC.charAt(i)] = (short) i;
      }
    }
    String extended = "\f^{}\\[~]|€";
    int[] codes = {0x0A, 0x14, 0x28, 0x29, 0x2F, 0x3C, 0x3D, 0x3E, 0x40, 0x65};
    for (int i = 0; i < codes.length; i++) {
      EXTENSION[codes[i]] = extended.charAt(i);
      SEPTETS[extended.charAt(i)] = (short) (ESCAPE << 8 | codes[i]);
    }
  }

  private Gsm7() {}

  /** How many septets a character takes: 1, 2, or 0 if the alphabet lacks it. */
  static int septets(char c) {
    short code = c < SEPTETS.length ? SEPTETS[c] : -1;
    return code < 0 ? 0 : code > 0x7F ? 2 : 1;
  }

  /** Encodes a text all of whose characters have {@link #septets}. */
  static byte[] encode(String text) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(text.length() + 8);
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (septets(c) == 0) {
        throw new IllegalArgumentException("not in the GSM 7-bit alphabet");
      }
      int code = SEPTETS[c];
      if (code > 0x7F) {
        out.write(ESCAPE);
      }
      out.write(code & 0x7F);
    }
    return out.toByteArray();
  }

  /**
   * Decodes one septet per octet. An unknown escape sequence shows the basic character, as TS
   * 23.038 asks of a receiver; a lone escape shows a space; octets above 0x7F show U+FFFD.
   */
  static String decode(byte[] octets, int from) {
    StringBuilder out = new StringBuilder(octets.length - from);
    for (int i = from; i < octets.length; i++) {
      int octet = octets[i] & 0xFF;
      if (octet > 0x7F) {
        out.append('\uFFFD');
      } else if (octet != ESCAPE) {
        out.append(BASIC.charAt(octet));
      } else if (i + 1 == octets.length || octets[i + 1] == ESCAPE || octets[i + 1] < 0) {
        out.append(' ');
      } else {
        int next = octets[++i];
        out.append(EXTENSION[next] != 0 ? EXTENSION[next] : BASIC.charAt(next));
      }
    }
    return out.toString();
  }
}
