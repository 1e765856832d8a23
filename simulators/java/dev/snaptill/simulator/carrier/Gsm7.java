package dev.snaptill.simulator.carrier;

import java.io.ByteArrayOutputStream;
import java.util.HashMap;
import java.util.Map;

/**
 * The GSM 7-bit default alphabet, one septet an octet (unpacked), with its extension table: 3GPP TS
 * 23.038 §6.2.1.
 */
final class Gsm7 {
  static final int ESCAPE = 0x1B;

  private static final String BASIC =
      "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ\u001BÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";

  private static final Map<Integer, Character> EXTENSION =
      Map.of(
          0x0A, '\f', 0x14, '^', 0x28, '{', 0x29, '}', 0x2F, '\\', 0x3C, '[', 0x3D, '~', 0x3E, ']',
          0x40, '|', 0x65, '€');

  private static final Map<Character, byte[]> CODES = codes();

  private Gsm7() {}

  private static Map<Character, byte[]> codes() {
    Map<Character, byte[]> codes = new HashMap<>();
    for (int i = 0; i < BASIC.length(); i++) {
      if (i != ESCAPE) {
        codes.put(BASIC.charAt(i), new byte[] {(byte) i});
      }
    }
    EXTENSION.forEach((code, c) -> codes.put(c, new byte[] {ESCAPE, code.byteValue()}));
    return codes;
  }

  static boolean canEncode(String text) {
    return text.chars().allMatch(c -> CODES.containsKey((char) c));
  }

  /** One octet a septet; throws IllegalArgumentException for a character outside the alphabet. */
  static byte[] encode(String text) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(text.length() + 8);
    for (int i = 0; i < text.length(); i++) {
      byte[] code = CODES.get(text.charAt(i));
      if (code == null) {
        throw new IllegalArgumentException("not in the GSM 7-bit alphabet at " + i);
      }
      out.write(code, 0, code.length);
    }
    return out.toByteArray();
  }

  static String decode(byte[] septets, int from) {
    StringBuilder text = new StringBuilder(septets.length);
    for (int i = from; i < septets.length; i++) {
      int code = septets[i] & 0x7F;
      if (code == ESCAPE && i + 1 < septets.length) {
        int next = septets[++i] & 0x7F;
        text.append(EXTENSION.getOrDefault(next, BASIC.charAt(next)));
      } else {
        text.append(code == ESCAPE ? ' ' : BASIC.charAt(code));
      }
    }
    return text.toString();
  }
}
