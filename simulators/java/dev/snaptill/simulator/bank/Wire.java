package dev.snaptill.simulator.bank;

import com.solab.iso8583.IsoMessage;
import java.text.ParseException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Between frames and messages: the format, and the MACs where the bank has any. */
final class Wire {
  /**
   * A message that came in.
   *
   * @param envelope TPDU and header for the answer
   * @param genuine false where the MAC is wrong, or missing though there has to be one
   * @param key under which its MAC was right, if any
   */
  record Received(
      Connection from,
      IsoMessage message,
      byte[] envelope,
      boolean genuine,
      byte @Nullable [] key) {}

  private final WireFormat format;
  private final @Nullable MacKeys keys;

  Wire(WireFormat format, @Nullable MacKeys keys) {
    this.format = format;
    this.keys = keys;
  }

  WireFormat format() {
    return format;
  }

  Optional<MacKeys> keys() {
    return Optional.ofNullable(keys);
  }

  Received read(Connection from, byte[] frame) throws ParseException {
    IsoMessage message = format.decode(frame);
    byte[] envelope = format.envelopeBack(frame);
    if (keys == null) {
      return new Received(from, message, envelope, true, null);
    }
    byte[] mac = format.mac(frame, message);
    boolean opening = isOpening(message);
    if (mac.length == 0) {
      return new Received(from, message, envelope, opening && !keys.hasFirst(), null);
    }
    byte[] key = keys.verify(format.covered(frame, message), mac, opening).orElse(null);
    return new Received(from, message, envelope, key != null, key);
  }

  /** Sign-on and the question for a key: what a client may say before it knows any key. */
  private static boolean isOpening(IsoMessage message) {
    String function = Fields.text(message, 70);
    return (message.getType() & ~0xf) == 0x800
        && (function.equals("001") || function.equals("101"));
  }

  /**
   * The bytes of an answer. Sign-on and key exchange are answered under the key they came with, or
   * unsigned as they came: the client may know no other.
   */
  byte[] answer(Received to, IsoMessage answer, boolean rightMac) {
    byte[] key = current();
    if (to.genuine() && isOpening(to.message())) {
      key = to.key();
    }
    return write(answer, to.envelope(), key, rightMac);
  }

  /** The bytes of a message of the bank's own. */
  byte[] unasked(IsoMessage message) {
    return write(message, format.envelope(), current(), true);
  }

  /** The refusal of what could not be read; null where there is nobody to answer. */
  byte @Nullable [] refusal(byte[] frame) {
    IsoMessage refusal = format.refusalOfUnreadable(frame);
    return refusal == null ? null : write(refusal, format.envelopeBack(frame), current(), true);
  }

  private byte @Nullable [] current() {
    return keys == null ? null : keys.current().orElse(null);
  }

  private byte[] write(
      IsoMessage message, byte[] envelope, byte @Nullable [] key, boolean rightMac) {
    return keys == null || key == null
        ? format.encode(message, envelope)
        : format.encodeSigned(message, envelope, keys.algorithm(), key, rightMac);
  }
}
