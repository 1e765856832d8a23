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
   * Decodes without shift tables, see {@link #decode(int, DefaultCharset, int, int, byte[], int)}.
   */
  static String decode(int dataCoding, DefaultCharset defaultCharset, byte[] octets, int from) {
    return decode(dataCoding, defaultCharset, 0, 0, octets, from);
  }

  /**
   * Decodes the octets from an index on; never fails. What can't be read shows as U+FFFD; NUL,
   * which no database takes, and a byte order mark are left out.
   *
   * @param locking identifier of a locking shift table, 0 for none
   * @param single identifier of a single shift table, 0 for none
   */
  static String decode(
      int dataCoding,
      DefaultCharset defaultCharset,
      int locking,
      int single,
      byte[] octets,
      int from) {
    String text =
        switch (alphabet(dataCoding)) {
          case DEFAULT ->
              locking == 0 && single == 0
                  ? defaultCharset.decode(octets, from)
                  // shift tables are tables of septets, whatever else the carrier sends as 0
                  : Septets.of(locking, single).decode(octets, from);
          case LATIN1 -> read(octets, from, StandardCharsets.ISO_8859_1);
          case CYRILLIC -> read(octets, from, CYRILLIC);
          case HEBREW -> read(octets, from, HEBREW);
          case UTF16 -> utf16(octets, from);
          case KOREAN -> read(octets, from, KOREAN);
        };
    return clean(text);
  }

  private enum Alphabet {
    DEFAULT,
    LATIN1,
    CYRILLIC,
    HEBREW,
    UTF16,
    KOREAN
  }

  private static Alphabet alphabet(int dataCoding) {
    return switch (dataCoding) {
      // IA5, and Latin-1, and "8-bit binary", in which some gateways send plain text
      case 0x01, 0x02, 0x03, 0x04 -> Alphabet.LATIN1;
      case 0x06 -> Alphabet.CYRILLIC;
      case 0x07 -> Alphabet.HEBREW;
      case 0x08 -> Alphabet.UTF16;
      case 0x0E -> Alphabet.KOREAN;
      default -> classed(dataCoding);
    };
  }

  /**
   * Codings taken over from TS 23.038 §4: 00xxxxxx and 01xxxxxx carry the alphabet in bits 3 and 2
   * and, with bit 4, a message class (0 is a flash message); 1111xxxx has it in bit 2; of messages
   * that only say that others wait, 1110xxxx is in UCS-2.
   */
  private static Alphabet classed(int dataCoding) {
    int alphabet = dataCoding >> 2 & 0x03;
    int group = dataCoding & 0xF0;
    if (group == 0xE0) {
      return Alphabet.UTF16;
    }
    if (group == 0xF0) {
      return (alphabet & 1) == 1 ? Alphabet.LATIN1 : Alphabet.DEFAULT;
    }
    if ((dataCoding & 0x80) != 0 || group == 0) {
      return Alphabet.DEFAULT;
    }
    return switch (alphabet) {
      case 1 -> Alphabet.LATIN1;
      case 2 -> Alphabet.UTF16;
      default -> Alphabet.DEFAULT;
    };
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
