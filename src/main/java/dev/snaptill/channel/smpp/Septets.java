package dev.snaptill.channel.smpp;

import java.io.ByteArrayOutputStream;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A 7-bit alphabet (3GPP TS 23.038 §6.2.1 and Annex A): a main table, and an extension table behind
 * an escape; one septet in each octet as SMPP carries it.
 */
final class Septets {
  private static final char ESCAPE = 0x1B;
  private static final String MAIN =
      "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ\u001bÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
          + "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";
  private static final String LETTERS = "abcdefghijklmnopqrstuvwxyz";

  /** Alphabets made so far, by identifiers of locking and single shift table. */
  private static final Septets[][] MADE = new Septets[14][14];

  private final char[] main;
  private final char[] extension;
  private final Map<Character, Integer> codes = new HashMap<>();

  private Septets(char[] main, char[] extension) {
    this.main = main;
    this.extension = extension;
    for (int i = 127; i >= 0; i--) {
      if (extension[i] != 0) {
        codes.put(extension[i], ESCAPE << 8 | i);
      }
    }
    for (int i = 127; i >= 0; i--) {
      if (i != ESCAPE && main[i] != 0) {
        codes.put(main[i], i);
      }
    }
  }

  /**
   * The alphabet with these shift tables.
   *
   * @param locking a language's identifier; 0, and what no language has, is the default alphabet
   * @param single the same for the extension table
   */
  static Septets of(int locking, int single) {
    Optional<Language> main = Language.of(locking).filter(Language::hasLocking);
    Optional<Language> extension = Language.of(single);
    int m = main.map(Language::id).orElse(0);
    int e = extension.map(Language::id).orElse(0);
    synchronized (MADE) {
      Septets made = MADE[m][e];
      if (made == null) {
        made =
            new Septets(
                main.map(language -> table(language.locking(), true)).orElseGet(MAIN::toCharArray),
                extension
                    .map(language -> table(language.single(), false))
                    .orElseGet(Septets::extension));
        MADE[m][e] = made;
      }
      return made;
    }
  }

  private static char[] extension() {
    return put(new char[128], "0A=\f", "14=^", "28={}", "2F=\\", "3C=[~]", "40=|", "65=€");
  }

  private static char[] table(String written, boolean locking) {
    if (written.indexOf('=') >= 0) {
      char[] table = locking ? MAIN.toCharArray() : extension();
      for (String place : written.split(" ")) {
        table[Integer.parseInt(place.substring(0, 2), 16)] =
            (char) Integer.parseInt(place.substring(3), 16);
      }
      return table;
    }
    return locking ? scriptMain(written) : scriptExtension(written);
  }

  private static char[] scriptMain(String written) {
    char[] frame =
        put(
            new char[128],
            "0A=\n",
            "0D=\r",
            "1B=\u001b",
            "20= !",
            "28=)(",
            "2C=,",
            "2E=.",
            "30=0123456789:;",
            "3F=?",
            "61=" + LETTERS);
    return fill(frame, written, 0);
  }

  private static char[] scriptExtension(String written) {
    char[] frame =
        put(
            new char[128],
            "00=@£$¥¿\"¤%&'\f*+",
            "0E=-/<=>¡^¡_#*",
            "28={}",
            "2F=\\",
            "3C=[~]",
            "40=|" + LETTERS.toUpperCase(java.util.Locale.ROOT),
            "65=€");
    return fill(frame, written, 0x19);
  }

  /** Each text from its place on. */
  private static char[] put(char[] table, String... places) {
    for (String place : places) {
      int at = Integer.parseInt(place.substring(0, 2), 16);
      place.getChars(3, place.length(), table, at);
    }
    return table;
  }

  /** Lists of code points into what is free, from a place on; an escape's place never is. */
  private static char[] fill(char[] frame, String written, int from) {
    char[] table = frame.clone();
    int at = from;
    for (String item : written.split(" ")) {
      int first = item.equals(".") ? 0 : Integer.parseInt(item.substring(0, 4), 16);
      int last = item.length() > 4 ? Integer.parseInt(item.substring(5), 16) : first;
      for (int code = first; code <= last; code++) {
        while (frame[at] != 0 || at == ESCAPE) {
          at++;
        }
        table[at++] = (char) code;
      }
    }
    return table;
  }

  /** How many septets a character takes: 1, 2, or 0 if the alphabet lacks it. */
  int septets(char c) {
    Integer code = codes.get(c);
    return code == null ? 0 : code > 0x7F ? 2 : 1;
  }

  /** Whether it has every character of a text. */
  boolean holds(String text) {
    return text.chars().allMatch(c -> codes.containsKey((char) c));
  }

  /** Encodes a text that it {@link #holds}. */
  byte[] encode(String text) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(text.length() + 8);
    for (int i = 0; i < text.length(); i++) {
      Integer code = codes.get(text.charAt(i));
      if (code == null) {
        throw new IllegalArgumentException("not in this 7-bit alphabet");
      }
      if (code > 0x7F) {
        out.write(ESCAPE);
      }
      out.write(code & 0x7F);
    }
    return out.toByteArray();
  }

  /**
   * Decodes one septet per octet. An unknown escape sequence shows the main table's character, as
   * TS 23.038 asks of a receiver; a lone escape, and a place left empty, shows a space; octets
   * above 0x7F show U+FFFD.
   */
  String decode(byte[] octets, int from) {
    StringBuilder out = new StringBuilder(octets.length - from);
    for (int i = from; i < octets.length; i++) {
      int octet = octets[i] & 0xFF;
      if (octet > 0x7F) {
        out.append('\uFFFD');
      } else if (octet != ESCAPE) {
        out.append(shown(main[octet]));
      } else if (i + 1 == octets.length || octets[i + 1] == ESCAPE || octets[i + 1] < 0) {
        out.append(' ');
      } else {
        int next = octets[++i];
        out.append(extension[next] != 0 ? extension[next] : shown(main[next]));
      }
    }
    return out.toString();
  }

  private static char shown(char c) {
    return c == 0 ? ' ' : c;
  }
}
