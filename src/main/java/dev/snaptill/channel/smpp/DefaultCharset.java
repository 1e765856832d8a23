package dev.snaptill.channel.smpp;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/** What a carrier means by data_coding 0, "SMSC default alphabet" (SMPP 3.4 §5.2.19). */
public enum DefaultCharset {
  /** GSM 7-bit, one septet in each octet. */
  GSM7,
  LATIN1,
  ASCII;

  String decode(byte[] octets, int from) {
    return switch (this) {
      case GSM7 -> Gsm7.decode(octets, from);
      // senders who say ASCII and send more mean Latin-1
      case LATIN1, ASCII ->
          new String(octets, from, octets.length - from, StandardCharsets.ISO_8859_1);
    };
  }

  /**
   * Whether a text arrives whole under data_coding 0. The SMSC packs Latin-1 and ASCII into GSM
   * septets for the phone, so a character must be in both.
   */
  boolean holds(String text) {
    int limit = this == ASCII ? 0x80 : 0x100;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Gsm7.septets(c) == 0 || (this != GSM7 && c >= limit)) {
        return false;
      }
    }
    return true;
  }

  /** Encodes a text that it {@link #holds}. */
  byte[] encode(String text) {
    return switch (this) {
      case GSM7 -> Gsm7.encode(text);
      case LATIN1, ASCII -> text.getBytes(charset());
    };
  }

  private Charset charset() {
    return this == ASCII ? StandardCharsets.US_ASCII : StandardCharsets.ISO_8859_1;
  }
}
