package dev.snaptill.channel.smpp;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;

/** Whatever a carrier writes is a message, a report or unusable; its stream ends or goes on. */
class InboundFuzzTest {
  private static final CarrierConfig CARRIER = Configs.carrier(1, "hard_key_tlv: 0x1401");
  private static final InboundDecoder DECODER =
      new InboundDecoder(
          CARRIER,
          new Numbers(CARRIER),
          Clock.fixed(Instant.parse("2026-11-23T00:00:00Z"), ZoneOffset.UTC));

  /** The first byte chooses the command; the rest is a whole PDU. */
  @FuzzTest(maxDuration = "2m")
  void pdus(byte[] data) {
    if (data.length == 0) {
      return;
    }
    byte[] pdu = java.util.Arrays.copyOfRange(data, 1, data.length);
    Inbound read = DECODER.decode((data[0] & 1) == 0 ? 0x05 : 0x103, pdu);
    if (read instanceof Inbound.Unusable unusable && unusable.why().endsWith("Exception")) {
      throw new AssertionError("refused by accident: " + unusable.why());
    }
    if (read instanceof Inbound.Message message && message.message().text().length() > 4_000) {
      throw new AssertionError("a text beyond the bound");
    }
  }

  /** A carrier's side of a connection, from its first byte. */
  @FuzzTest(maxDuration = "2m")
  void streams(byte[] data) {
    InterceptingReader reader =
        new InterceptingReader(
            new InterceptingReader.Sink() {
              @Override
              public void request(int commandId, int sequence, byte[] pdu) {
                DECODER.decode(commandId, pdu);
              }

              @Override
              public void response(int commandId, int status, int sequence, byte[] pdu) {}

              @Override
              public void badLength() {}
            });
    DataInputStream in = new DataInputStream(new ByteArrayInputStream(data));
    try {
      while (true) {
        reader.readPDU(in, reader.readPDUHeader(in));
      }
    } catch (IOException ended) {
      // the bind is closed, and made anew
    }
  }
}
