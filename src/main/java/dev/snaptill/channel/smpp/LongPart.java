package dev.snaptill.channel.smpp;

import dev.snaptill.channel.Trust;
import dev.snaptill.value.Address;
import java.time.Instant;

/**
 * One part of a long message as it came, to be kept until the others are there.
 *
 * @param channel the carrier or system it came by
 * @param where its place in its message
 * @param coding how its octets read; parts cut within a character read only joined
 * @param octets the text's, behind any user data header
 */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody
record LongPart(
    String channel,
    Address sender,
    Address recipient,
    Trust trust,
    Instant received,
    UserDataHeader.Part where,
    Coding coding,
    byte[] octets) {

  /** Everything that decides what octets mean. */
  record Coding(int dataCoding, DefaultCharset defaultCharset, int locking, int single) {
    String read(byte[] octets) {
      return TextDecoder.decode(dataCoding, defaultCharset, locking, single, octets, 0);
    }
  }

  /** Never the text or the full numbers: this may reach a log. */
  @Override
  public String toString() {
    return "LongPart[" + channel + " " + where.number() + " of " + where.total() + "]";
  }
}
