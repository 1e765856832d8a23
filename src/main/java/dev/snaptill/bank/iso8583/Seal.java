package dev.snaptill.bank.iso8583;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Puts messages on the wire as the bank wants them: codec, MAC, length. And reads them back, where
 * the MAC is checked over the very bytes that came. Event loop only.
 */
final class Seal {
  private static final String NO_MAC_YET = "0".repeat(2 * MacKey.BYTES);

  private final LengthPrefix length;
  private final Codec codec;
  private final @Nullable MacConfig mac;
  private final @Nullable KeyRing keys;

  Seal(BankConfig config, @Nullable KeyRing keys) {
    this.length = config.profile().length();
    this.mac = config.mac().orElse(null);
    this.codec = new Codec(config.profile(), mac == null ? 0 : mac.field());
    this.keys = keys;
  }

  /** Null where the bank's messages carry no MAC. */
  @Nullable KeyRing keys() {
    return keys;
  }

  /** The whole frame, signed with the key of now. */
  byte[] write(Message message) throws MalformedMessage {
    MacKey key = keys == null ? null : keys.signing();
    if (keys != null && key == null) {
      throw new MalformedMessage("MAC: no key is known");
    }
    return write(message, key);
  }

  /** The whole frame, signed with this key; without a MAC if it is null. */
  byte[] write(Message message, @Nullable MacKey key) throws MalformedMessage {
    if (mac == null || key == null) {
      return length.frame(codec.encode(message));
    }
    Codec.Written out = codec.write(message.with(mac.field(), NO_MAC_YET));
    System.arraycopy(sign(out, key), 0, out.raw(), out.mac(), MacKey.BYTES);
    return length.frame(out.raw());
  }

  Message read(byte[] frame) throws MalformedMessage {
    return codec.decode(frame);
  }

  /** Whether the message carries a MAC by one of these keys. Compares in constant time. */
  boolean isSigned(Message message, List<MacKey> with) {
    Codec.Written in = message.written();
    if (in.mac() < 0) {
      return false;
    }
    byte[] given = Arrays.copyOfRange(in.raw(), in.mac(), in.mac() + MacKey.BYTES);
    boolean found = false;
    for (MacKey key : with) {
      found |= MessageDigest.isEqual(given, sign(in, key));
    }
    return found;
  }

  private byte[] sign(Codec.Written message, MacKey key) {
    if (mac == null) {
      throw new IllegalStateException("this bank's messages carry no MAC");
    }
    byte[] raw = message.raw();
    byte[] covered = Arrays.copyOfRange(raw, message.body(), message.mac());
    if (mac.covers() == MacConfig.Cover.WHOLE) {
      int after = message.mac() + MacKey.BYTES;
      int before = covered.length;
      covered = Arrays.copyOf(covered, before + raw.length - after);
      System.arraycopy(raw, after, covered, before, raw.length - after);
    }
    byte[] out = key.sign(covered);
    if (mac.encoding() == MacConfig.Encoding.HEX) {
      return Hex.text(out, 0, MacKey.BYTES / 2).getBytes(StandardCharsets.US_ASCII);
    }
    return out;
  }
}
