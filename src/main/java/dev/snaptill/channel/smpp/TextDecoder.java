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
          case 0x08 -> read(octets, from, StandardCharsets.UTF_16BE);
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
      return read(octets, from, StandardCharsets.UTF_16BE);
    }
    boolean eightBit = alphabet == 1 || ((dataCoding & 0xF0) == 0xF0 && alphabet == 3);
    return eightBit
        ? read(octets, from, StandardCharsets.ISO_8859_1)
        : defaultCharset.decode(octets, from);
  }

  private static String read(byte[] octets, int from, Charset charset) {
    return new String(octets, from, octets.length - from, charset);
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
