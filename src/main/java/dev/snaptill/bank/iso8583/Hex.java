package dev.snaptill.bank.iso8583;

/** Bytes as upper-case hexadecimal digits. */
final class Hex {
  private static final char[] DIGITS = "0123456789ABCDEF".toCharArray();

  private Hex() {}

  static String text(byte[] in, int offset, int count) {
    char[] out = new char[count * 2];
    for (int i = 0; i < count; i++) {
      out[2 * i] = DIGITS[(in[offset + i] >> 4) & 15];
      out[2 * i + 1] = DIGITS[in[offset + i] & 15];
    }
    return new String(out);
  }

  /** The value of one digit, or -1; upper and lower case. */
  static int digit(int character) {
    if (character >= '0' && character <= '9') {
      return character - '0';
    }
    int lower = character | 0x20;
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
  }

  /** Reads an even count of digits; {@code what} stands in the error. */
  static byte[] bytes(String text, String what) throws MalformedMessage {
    if (text.length() % 2 != 0) {
      throw new MalformedMessage(what + ": an odd count of hexadecimal digits");
    }
    byte[] out = new byte[text.length() / 2];
    for (int i = 0; i < out.length; i++) {
      int high = digit(text.charAt(2 * i));
      int low = digit(text.charAt(2 * i + 1));
      if (high < 0 || low < 0) {
        throw new MalformedMessage(what + ": not hexadecimal digits");
      }
      out[i] = (byte) (high << 4 | low);
    }
    return out;
  }
}
