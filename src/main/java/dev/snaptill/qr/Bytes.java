package dev.snaptill.qr;

import java.nio.charset.StandardCharsets;

/** Numbers out of a byte array; reading past the end gives -1, which no length or size can be. */
final class Bytes {
  private Bytes() {}

  static int u8(byte[] b, int at) {
    return at >= 0 && at < b.length ? b[at] & 0xff : -1;
  }

  /** 16 bits, most significant byte first (JPEG, PNG). */
  static int big16(byte[] b, int at) {
    return has(b, at, 2) ? (b[at] & 0xff) << 8 | b[at + 1] & 0xff : -1;
  }

  /** 32 bits, most significant byte first; values over 2^31 - 1 come out negative. */
  static int big32(byte[] b, int at) {
    return has(b, at, 4) ? big16(b, at) << 16 | big16(b, at + 2) : -1;
  }

  /** 16 bits, least significant byte first (GIF, BMP). */
  static int little16(byte[] b, int at) {
    return has(b, at, 2) ? b[at] & 0xff | (b[at + 1] & 0xff) << 8 : -1;
  }

  /** 32 bits, least significant byte first; signed. */
  static int little32(byte[] b, int at) {
    return has(b, at, 4) ? little16(b, at) | little16(b, at + 2) << 16 : -1;
  }

  static boolean has(byte[] b, int at, int count) {
    return at >= 0 && count >= 0 && at <= b.length - count;
  }

  /** Whether the Latin-1 text stands at that place. */
  static boolean says(byte[] b, int at, String text) {
    byte[] wanted = text.getBytes(StandardCharsets.ISO_8859_1);
    if (!has(b, at, wanted.length)) {
      return false;
    }
    for (int i = 0; i < wanted.length; i++) {
      if (b[at + i] != wanted[i]) {
        return false;
      }
    }
    return true;
  }
}
