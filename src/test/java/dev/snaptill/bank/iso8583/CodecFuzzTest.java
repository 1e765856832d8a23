package dev.snaptill.bank.iso8583;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.Arrays;

/** Whatever comes off the wire is read or refused, in the time and memory of its own bytes. */
class CodecFuzzTest {
  private static final Codec[] CODECS = {
    new Codec(Profiles.plain(), 128), new Codec(Profiles.pos(), 64)
  };
  private static final LengthPrefix[] PREFIXES = {
    Profiles.plain().length(), new LengthPrefix(4, LengthPrefix.Format.ASCII, true)
  };

  /** The first byte chooses the profile; the rest is one message. */
  @FuzzTest(maxDuration = "2m")
  void messages(byte[] data) {
    if (data.length == 0) {
      return;
    }
    Codec codec = CODECS[data[0] & 1];
    try {
      Message message = codec.decode(Arrays.copyOfRange(data, 1, data.length));
      if (!codec.decode(codec.encode(message)).equals(message)) {
        throw new AssertionError("what was read is not what is written: " + message);
      }
    } catch (MalformedMessage refused) {
      // as it should be
    }
  }

  /** The first byte chooses the prefix and how the rest, a stream, is cut into chunks. */
  @FuzzTest(maxDuration = "2m")
  void streams(byte[] data) {
    if (data.length == 0) {
      return;
    }
    FrameReader reader = new FrameReader(PREFIXES[data[0] & 1]);
    int step = 1 + (data[0] >> 1 & 63);
    for (int at = 1; at < data.length; at += step) {
      FrameReader.Cut cut =
          reader.take(Arrays.copyOfRange(data, at, Math.min(data.length, at + step)));
      if (cut.messages().stream().anyMatch(m -> m.length > Codec.MAX_BYTES)) {
        throw new AssertionError("a message beyond the bound");
      }
      if (cut.isBroken()) {
        return;
      }
    }
  }
}
