package dev.snaptill.bank.iso8583;

import dev.snaptill.bank.iso8583.FieldFormat.Align;
import dev.snaptill.bank.iso8583.FieldFormat.Kind;
import dev.snaptill.bank.iso8583.FieldFormat.Length;
import dev.snaptill.bank.iso8583.Profile.Bitmap;
import dev.snaptill.bank.iso8583.Profile.Digits;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Turns messages into bytes and back by a {@link Profile} (ISO 8583:1987). The length prefix is not
 * part of it: see {@link LengthPrefix} and {@link FrameReader}. Holds no state; any thread may use
 * it.
 */
final class Codec {
  /** The longest message that is written or read, in bytes without the length prefix. */
  static final int MAX_BYTES = 4096;

  private static final int TPDU_BYTES = 5;

  private final Profile profile;
  private final @Nullable FieldFormat[] formats = new @Nullable FieldFormat[Message.LAST + 1];
  private final byte[] before;
  private final int macField;

  Codec(Profile profile) {
    this(profile, 0);
  }

  /**
   * @param macField whose place in the bytes is remembered: 64, 128, or 0 for none
   */
  Codec(Profile profile, int macField) {
    this.profile = profile;
    this.macField = macField;
    profile.fields().forEach((field, format) -> formats[field] = format);
    try {
      this.before = Hex.bytes(profile.tpdu() + profile.header(), "TPDU and header");
    } catch (MalformedMessage impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /**
   * Writes a message: TPDU, header, type, bitmaps, fields. Values must have the exact length of
   * fixed fields; nothing is padded or cut silently.
   */
  byte[] encode(Message message) throws MalformedMessage {
    return write(message).raw;
  }

  /** A message's bytes and where its MAC stands in them; -1 if it has none. */
  record Written(byte[] raw, int body, int mac) {}

  /** As {@link #encode}, and tells where the MAC stands. */
  Written write(Message message) throws MalformedMessage {
    Writer out = new Writer();
    int mac = -1;
    out.bytes(before);
    if (message.type().length() != 4) {
      throw new MalformedMessage("message type: has not four digits");
    }
    out.digits(message.type(), profile.type(), Align.RIGHT, "message type");
    out.bitmaps(message);
    for (int field = 2; field <= Message.LAST; field++) {
      String value = message.get(field);
      if (value != null) {
        mac = field == macField ? out.at : mac;
        out.field(field, value);
      }
    }
    return new Written(Arrays.copyOf(out.buffer, out.at), before.length, mac);
  }

  /**
   * Reads a message that takes up all the given bytes. The array becomes the message's raw bytes
   * and must not be changed afterwards.
   */
  Message decode(byte[] bytes) throws MalformedMessage {
    if (bytes.length > MAX_BYTES) {
      throw new MalformedMessage("message: longer than " + MAX_BYTES + " bytes");
    }
    Reader in = new Reader(bytes);
    if (!profile.tpdu().isEmpty() && bytes.length > 0 && bytes[0] != 0x60) {
      throw new MalformedMessage("TPDU: does not begin with 60");
    }
    in.skip(profile.tpdu().isEmpty() ? 0 : TPDU_BYTES, "TPDU");
    in.skip(profile.header().length() / 2, "header");
    int body = in.at;
    int mac = -1;
    Message.Builder out = Message.of(in.digits(4, profile.type(), Align.RIGHT, "message type"));
    long first = in.bitmap();
    long second = first < 0 ? in.bitmap() : 0;
    for (int field = 2; field <= Message.LAST; field++) {
      long map = field <= 64 ? first : second;
      if ((map >>> (63 - (field - 1) % 64) & 1) != 0) {
        mac = field == macField ? in.at : mac;
        out.set(field, in.field(field));
      }
    }
    if (in.at != bytes.length) {
      throw new MalformedMessage(
          "message: " + (bytes.length - in.at) + " bytes after the last field");
    }
    return out.readFrom(new Written(bytes, body, mac));
  }

  private FieldFormat format(int field) throws MalformedMessage {
    FieldFormat format = formats[field];
    if (format == null) {
      throw new MalformedMessage("field " + field + ": not in profile " + profile.name());
    }
    return format;
  }

  private static boolean allowed(Kind kind, int character) {
    return switch (kind) {
      case N -> character >= '0' && character <= '9';
      case AN -> character >= 0x20 && character <= 0x7e;
      case ANS -> character >= 0x20 && character <= 0xff && character != 0x7f;
      case B -> true;
    };
  }

  /** Writes into a buffer of the greatest allowed size. */
  private final class Writer {
    private final byte[] buffer = new byte[MAX_BYTES];
    private int at;

    private void bytes(byte[] in) throws MalformedMessage {
      need(in.length);
      System.arraycopy(in, 0, buffer, at, in.length);
      at += in.length;
    }

    private void need(int count) throws MalformedMessage {
      if (count > buffer.length - at) {
        throw new MalformedMessage("message: longer than " + MAX_BYTES + " bytes");
      }
    }

    private void bitmaps(Message message) throws MalformedMessage {
      long first = 0;
      long second = 0;
      for (int field : message.fields()) {
        long bit = 1L << (63 - (field - 1) % 64);
        if (field <= 64) {
          first |= bit;
        } else {
          second |= bit;
        }
      }
      if (second != 0) {
        first |= Long.MIN_VALUE;
      }
      bitmap(first);
      if (second != 0) {
        bitmap(second);
      }
    }

    private void bitmap(long map) throws MalformedMessage {
      byte[] eight = new byte[8];
      for (int i = 0; i < 8; i++) {
        eight[i] = (byte) (map >>> (56 - 8 * i));
      }
      bytes(
          profile.bitmap() == Bitmap.BINARY
              ? eight
              : Hex.text(eight, 0, 8).getBytes(StandardCharsets.US_ASCII));
    }

    private void field(int field, String value) throws MalformedMessage {
      FieldFormat format = format(field);
      String what = "field " + field;
      byte[] binary = format.kind() == Kind.B ? Hex.bytes(value, what) : null;
      int size = binary == null ? value.length() : binary.length;
      if (format.length() == Length.FIXED ? size != format.size() : size > format.size()) {
        throw new MalformedMessage(what + ": " + size + " long instead of " + format.size());
      }
      if (format.length() != Length.FIXED) {
        String count = String.valueOf(1000 + size).substring(4 - format.length().digits);
        digits(count, profile.numeric(), Align.RIGHT, what);
      }
      switch (format.kind()) {
        case B -> bytes(binary == null ? new byte[0] : binary);
        case N -> digits(value, profile.numeric(), format.align(), what);
        case AN, ANS -> text(value, format.kind(), what);
      }
    }

    private void text(String value, Kind kind, String what) throws MalformedMessage {
      need(value.length());
      for (int i = 0; i < value.length(); i++) {
        char c = value.charAt(i);
        if (!allowed(kind, c)) {
          throw new MalformedMessage(what + ": has a character that is not " + kind);
        }
        buffer[at++] = (byte) c;
      }
    }

    private void digits(String value, Digits digits, Align align, String what)
        throws MalformedMessage {
      if (digits == Digits.ASCII) {
        text(value, Kind.N, what);
        return;
      }
      int bytes = (value.length() + 1) / 2;
      need(bytes);
      int nibble = align == Align.RIGHT ? value.length() % 2 : 0;
      for (int i = 0; i < value.length(); i++, nibble++) {
        char c = value.charAt(i);
        if (!allowed(Kind.N, c)) {
          throw new MalformedMessage(what + ": has a character that is not a digit");
        }
        buffer[at + nibble / 2] |= (byte) ((c - '0') << (nibble % 2 == 0 ? 4 : 0));
      }
      at += bytes;
    }
  }

  /** Reads, and never beyond the end. */
  private final class Reader {
    private final byte[] bytes;
    private int at;

    private Reader(byte[] bytes) {
      this.bytes = bytes;
    }

    /** Steps over the next bytes and gives where they begin. */
    private int skip(int count, String what) throws MalformedMessage {
      if (count > bytes.length - at) {
        throw new MalformedMessage(what + ": the message ends within it");
      }
      at += count;
      return at - count;
    }

    private long bitmap() throws MalformedMessage {
      if (profile.bitmap() == Bitmap.BINARY) {
        return eight(bytes, skip(8, "bitmap"));
      }
      String hex = new String(bytes, skip(16, "bitmap"), 16, StandardCharsets.ISO_8859_1);
      return eight(Hex.bytes(hex, "bitmap"), 0);
    }

    private static long eight(byte[] in, int offset) {
      long map = 0;
      for (int i = 0; i < 8; i++) {
        map = map << 8 | (in[offset + i] & 0xff);
      }
      return map;
    }

    private String field(int field) throws MalformedMessage {
      FieldFormat format = format(field);
      String what = "field " + field;
      int size = format.size();
      if (format.length() != Length.FIXED) {
        size =
            Integer.parseInt(
                digits(format.length().digits, profile.numeric(), Align.RIGHT, what + "'s length"));
        if (size > format.size()) {
          throw new MalformedMessage(what + ": " + size + " long, at most " + format.size());
        }
      }
      return switch (format.kind()) {
        case B -> Hex.text(bytes, skip(size, what), size);
        case N -> digits(size, profile.numeric(), format.align(), what);
        case AN, ANS -> text(size, format.kind(), what);
      };
    }

    private String text(int size, Kind kind, String what) throws MalformedMessage {
      int from = skip(size, what);
      for (int i = from; i < at; i++) {
        if (!allowed(kind, bytes[i] & 0xff)) {
          throw new MalformedMessage(what + ": has a byte that is not " + kind);
        }
      }
      return new String(bytes, from, size, StandardCharsets.ISO_8859_1);
    }

    private String digits(int count, Digits digits, Align align, String what)
        throws MalformedMessage {
      if (digits == Digits.ASCII) {
        return text(count, Kind.N, what);
      }
      int from = skip((count + 1) / 2, what);
      int odd = count % 2;
      int first = align == Align.RIGHT ? odd : 0;
      char[] out = new char[count];
      for (int i = 0; i < count; i++) {
        int digit = nibble(from, first + i);
        if (digit > 9) {
          throw new MalformedMessage(what + ": has a nibble that is not a digit");
        }
        out[i] = (char) ('0' + digit);
      }
      if (odd != 0) {
        int filler = nibble(from, align == Align.RIGHT ? 0 : count);
        // Some banks fill up on the right with F instead of 0.
        if (filler != 0 && !(filler == 15 && align == Align.LEFT)) {
          throw new MalformedMessage(what + ": is filled up with neither 0 nor F");
        }
      }
      return new String(out);
    }

    private int nibble(int from, int index) {
      int b = bytes[from + index / 2];
      return index % 2 == 0 ? b >> 4 & 15 : b & 15;
    }
  }
}
