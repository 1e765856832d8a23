package dev.snaptill.channel.smpp;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A text cut into short messages.
 *
 * @param bodies what goes into short_message, user data header included when there are several
 */
record Segments(int dataCoding, List<byte[]> bodies) {
  static final int UCS2 = 0x08;
  private static final int HEADER = 6;

  boolean concatenated() {
    return bodies.size() > 1;
  }

  /**
   * Cuts a text: 160 septets or 70 UTF-16 units in one message, else 153 or 67 in each part behind
   * a header with an 8-bit reference (TS 23.040 §9.2.3.24.1). Never cuts an escape sequence or a
   * surrogate pair.
   *
   * @param reference the same for all parts of one text; its low 8 bits are used
   */
  static Segments of(String text, DefaultCharset charset, int reference) {
    boolean septets = charset.holds(text);
    List<String> parts = septets ? cut(text, true, 160, 153) : cut(text, false, 70, 67);
    List<byte[]> bodies = new ArrayList<>(parts.size());
    for (int i = 0; i < parts.size(); i++) {
      byte[] body =
          septets ? charset.encode(parts.get(i)) : parts.get(i).getBytes(StandardCharsets.UTF_16BE);
      bodies.add(parts.size() == 1 ? body : withHeader(body, reference, parts.size(), i + 1));
    }
    return new Segments(septets ? 0 : UCS2, List.copyOf(bodies));
  }

  private static List<String> cut(String text, boolean septets, int alone, int each) {
    int length = 0;
    for (int i = 0; i < text.length(); i++) {
      length += cost(text.charAt(i), septets);
    }
    if (length <= alone) {
      return List.of(text);
    }
    List<String> parts = new ArrayList<>();
    int start = 0;
    while (start < text.length()) {
      int end = start;
      int used = 0;
      while (end < text.length() && used + cost(text.charAt(end), septets) <= each) {
        used += cost(text.charAt(end++), septets);
      }
      if (end < text.length()
          && Character.isSurrogatePair(text.charAt(end - 1), text.charAt(end))) {
        end--;
      }
      parts.add(text.substring(start, end));
      start = end;
    }
    return parts;
  }

  private static int cost(char c, boolean septets) {
    return septets ? Gsm7.septets(c) : 1;
  }

  private static byte[] withHeader(byte[] body, int reference, int total, int number) {
    byte[] out = new byte[HEADER + body.length];
    out[0] = 5;
    out[1] = 0;
    out[2] = 3;
    out[3] = (byte) reference;
    out[4] = (byte) total;
    out[5] = (byte) number;
    System.arraycopy(body, 0, out, HEADER, body.length);
    return out;
  }
}
