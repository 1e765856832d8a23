package dev.snaptill.channel.smpp;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/** Turns the octets of a short message into text, by data_coding (SMPP 3.4 §5.2.19). */
final class TextDecoder {
  private static final Charset CYRILLIC = charset("ISO-8859-5");
  private static final Charset HEBREW = charset("ISO-8859-8");
  private static final Charset KOREAN = charset("EUC-KR");

  private TextDecoder() {}

  /**
   * Decodes the octets from an index on; never fails. What can't be read shows as U+FFFD; NUL,
   * which no database takes, and a byte order mark are left out.
   */
  static String decode(int dataCoding, DefaultCharset defaultCharset, byte[] octets, int from) {
    String text =
        switch (dataCoding) {
          case 0x00 -> defaultCharset.decode(octets, from);
          // IA5, and Latin-1, and "8-bit binary", in which some gateways send plain text
          case 0x01, 0x02, 0x03, 0x04 -> read(octets, from, StandardCharsets.ISO_8859_1);
          case 0x06 -> read(octets, from, CYRILLIC);
          case 0x07 -> read(octets, from, HEBREW);
          case 0x08 -> utf16(octets, from);
          case 0x0E -> read(octets, from, KOREAN);
          default -> classed(dataCoding, defaultCharset, octets, from);
        };
    return clean(text);
  }

  /**
   * Codings taken over from TS 23.038 §4, with a message class (0 is a flash message): 00x1xxxx
   * carries the alphabet in bits 3 and 2, 1111xxxx in bit 2.
   */
  private static String classed(
      int dataCoding, DefaultCharset defaultCharset, byte[] octets, int from) {
    int alphabet = dataCoding >> 2 & 0x03;
    if ((dataCoding & 0xC0) == 0 && alphabet == 2) {
      return utf16(octets, from);
    }
    boolean eightBit = alphabet == 1 || ((dataCoding & 0xF0) == 0xF0 && alphabet == 3);
    return eightBit
        ? read(octets, from, StandardCharsets.ISO_8859_1)
        : defaultCharset.decode(octets, from);
  }

  private static String read(byte[] octets, int from, Charset charset) {
    return new String(octets, from, octets.length - from, charset);
  }

  /** Java's own decoder swallows the character behind half a surrogate pair: it may be a digit. */
  private static String utf16(byte[] octets, int from) {
    StringBuilder out = new StringBuilder((octets.length - from) / 2 + 1);
    for (int i = from; i + 1 < octets.length; i += 2) {
      char unit = unit(octets, i);
      boolean pair = i + 3 < octets.length && Character.isSurrogatePair(unit, unit(octets, i + 2));
      if (pair) {
        out.append(unit).append(unit(octets, i + 2));
        i += 2;
      } else {
        out.append(Character.isSurrogate(unit) ? '\uFFFD' : unit);
      }
    }
    if ((octets.length - from) % 2 != 0) {
      out.append('\uFFFD');
    }
    return out.toString();
  }

  private static char unit(byte[] octets, int at) {
    return (char) ((octets[at] & 0xFF) << 8 | (octets[at + 1] & 0xFF));
  }

  private static String clean(String text) {
    String read = text.startsWith("\uFEFF") ? text.substring(1) : text;
    return read.indexOf('\0') < 0 ? read : read.replace("\0", "");
  }

  private static Charset charset(String name) {
    // a cut-down Java runtime may lack the extended charsets; digits read the same in Latin-1
    return Charset.isSupported(name) ? Charset.forName(name) : StandardCharsets.ISO_8859_1;
  }
}
