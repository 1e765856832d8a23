package dev.snaptill.bank.iso8583;

/**
 * The length that stands before every message on the TCP connection.
 *
 * @param bytes 2 or 4
 * @param inclusive whether the length counts itself
 */
public record LengthPrefix(int bytes, Format format, boolean inclusive) {

  /** How the number is written; binary is unsigned, most significant byte first. */
  public enum Format {
    BINARY,
    ASCII,
    BCD
  }

  public LengthPrefix {
    if (bytes != 2 && bytes != 4) {
      throw new IllegalArgumentException("a length prefix has 2 or 4 bytes");
    }
  }

  /** Puts the length before a message. Fails if the message is too long for this prefix. */
  byte[] frame(byte[] message) throws MalformedMessage {
    int length = message.length + (inclusive ? bytes : 0);
    byte[] out = new byte[bytes + message.length];
    int rest = length;
    for (int i = bytes - 1; i >= 0; i--) {
      switch (format) {
        case BINARY -> {
          out[i] = (byte) rest;
          rest >>>= 8;
        }
        case ASCII -> {
          out[i] = (byte) ('0' + rest % 10);
          rest /= 10;
        }
        case BCD -> {
          out[i] = (byte) ((rest / 10 % 10) << 4 | rest % 10);
          rest /= 100;
        }
      }
    }
    if (rest != 0) {
      throw new MalformedMessage("length: " + length + " does not fit its prefix");
    }
    System.arraycopy(message, 0, out, bytes, message.length);
    return out;
  }

  /**
   * How many bytes follow the prefix that stands at an offset.
   *
   * @return 0 to {@link Codec#MAX_BYTES}; 0 is what some banks send to keep a line open
   */
  int read(byte[] in, int offset) throws MalformedMessage {
    long length = 0;
    for (int i = offset; i < offset + bytes; i++) {
      int b = in[i] & 0xff;
      switch (format) {
        case BINARY -> length = length << 8 | b;
        case ASCII -> length = length * 10 + digit(b - '0', in, offset);
        case BCD ->
            length = length * 100 + digit(b >>> 4, in, offset) * 10L + digit(b & 15, in, offset);
      }
    }
    long following = length - (inclusive ? bytes : 0);
    if (following < 0 || following > Codec.MAX_BYTES) {
      throw new MalformedMessage(
          "length: " + following + " is not between 0 and " + Codec.MAX_BYTES);
    }
    return (int) following;
  }

  private int digit(int value, byte[] in, int offset) throws MalformedMessage {
    if (value < 0 || value > 9) {
      throw new MalformedMessage("length: " + Hex.text(in, offset, bytes) + " is not a number");
    }
    return value;
  }
}
