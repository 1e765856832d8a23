package dev.snaptill.simulator.carrier;

import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Texts into the octets of short messages and back: data_coding by SMPP 3.4 §5.2.19, parts by 3GPP
 * TS 23.040 §9.2.3.24.1.
 */
final class TextCoder {
  static final byte GSM7 = 0;
  static final byte UCS2 = 8;
  static final byte UDHI = 0x40;

  private static final int WHOLE_GSM7 = 160;
  private static final int PART_GSM7 = 153;
  private static final int WHOLE_UCS2 = 140;
  private static final int PART_UCS2 = 134;

  /** One part as it goes into short_message, header included. */
  record Encoded(byte esmClass, byte dataCoding, byte[] octets) {}

  private TextCoder() {}

  /**
   * GSM 7-bit where every character allows it, else UCS-2; more than one part shares {@code
   * reference} (8 bits).
   */
  static List<Encoded> encode(String text, int reference) {
    boolean gsm = Gsm7.canEncode(text);
    byte coding = gsm ? GSM7 : UCS2;
    byte[] whole = gsm ? Gsm7.encode(text) : text.getBytes(StandardCharsets.UTF_16BE);
    if (whole.length <= (gsm ? WHOLE_GSM7 : WHOLE_UCS2)) {
      return List.of(new Encoded((byte) 0, coding, whole));
    }
    List<byte[]> bodies = split(whole, gsm);
    if (bodies.size() > 255) {
      throw new IllegalArgumentException("a text of more than 255 parts");
    }
    List<Encoded> parts = new ArrayList<>(bodies.size());
    for (int i = 0; i < bodies.size(); i++) {
      ByteArrayOutputStream part = new ByteArrayOutputStream(140);
      part.writeBytes(new byte[] {5, 0, 3, (byte) reference, (byte) bodies.size(), (byte) (i + 1)});
      part.writeBytes(bodies.get(i));
      parts.add(new Encoded(UDHI, coding, part.toByteArray()));
    }
    return parts;
  }

  /** Cuts so that no escape and no surrogate pair falls apart. */
  private static List<byte[]> split(byte[] whole, boolean gsm) {
    int most = gsm ? PART_GSM7 : PART_UCS2;
    List<byte[]> bodies = new ArrayList<>();
    int from = 0;
    while (from < whole.length) {
      int to = Math.min(from + most, whole.length);
      if (to < whole.length && gsm && whole[to - 1] == Gsm7.ESCAPE) {
        to--;
      } else if (to < whole.length && !gsm && (whole[to - 2] & 0xFC) == 0xD8) {
        to -= 2;
      }
      bodies.add(java.util.Arrays.copyOfRange(whole, from, to));
      from = to;
    }
    return bodies;
  }

  /** The text from {@code from} on; 8-bit data is shown as Latin-1. */
  static String decode(byte dataCoding, byte[] octets, int from) {
    int coding = dataCoding & 0xFF;
    boolean withClass = coding >= 0xF0 || (coding & 0xF0) == 0x10;
    int alphabet = withClass ? ((coding & 0x04) == 0 ? GSM7 : 0x04) : coding;
    return switch (alphabet) {
      case GSM7 -> Gsm7.decode(octets, from);
      case UCS2 -> decode(StandardCharsets.UTF_16BE, octets, from);
      case 1 -> decode(StandardCharsets.US_ASCII, octets, from);
      default -> decode(StandardCharsets.ISO_8859_1, octets, from);
    };
  }

  private static String decode(Charset charset, byte[] octets, int from) {
    return new String(octets, from, octets.length - from, charset);
  }
}
