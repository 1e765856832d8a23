package dev.snaptill.channel.smpp;

import dev.snaptill.channel.DeliveryReport;
import dev.snaptill.channel.InboundMessage;
import dev.snaptill.channel.Trust;
import dev.snaptill.value.Address;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Turns a carrier's deliver_sm and data_sm into messages. Thread-safe, and never throws. */
final class InboundDecoder {
  /** More text than any phone sends; what is beyond is cut off. */
  private static final int LONGEST_TEXT = 4_000;

  private static final HexFormat HEX = HexFormat.of();

  private final CarrierConfig config;
  private final Numbers numbers;
  private final Clock clock;

  InboundDecoder(CarrierConfig config, Numbers numbers, Clock clock) {
    this.config = config;
    this.numbers = numbers;
    this.clock = clock;
  }

  /** Decodes a whole PDU, header included. */
  Inbound decode(int commandId, byte[] octets) {
    try {
      InboundPdu pdu = InboundPdu.parse(commandId, octets);
      if (pdu == null) {
        return new Inbound.Unusable("its fields don't fit into it");
      }
      return pdu.isReport() ? report(pdu) : message(pdu);
    } catch (RuntimeException e) {
      // a message we can't read must not end the bind: its neighbours would come again and again
      return new Inbound.Unusable(e.getClass().getSimpleName());
    }
  }

  private Inbound report(InboundPdu pdu) {
    UserDataHeader header = pdu.hasHeader() ? UserDataHeader.read(pdu.userData()) : null;
    String text =
        TextDecoder.decode(
            pdu.dataCoding(),
            config.defaultCharset(),
            pdu.userData(),
            header == null ? 0 : header.end());
    Receipt receipt = Receipt.read(pdu, text);
    String key =
        receipt == null ? "" : MessageIds.canonical(receipt.id(), config.quirks().idInReceipt());
    return receipt == null || key.isEmpty()
        ? new Inbound.Report(null)
        : new Inbound.Report(
            new DeliveryReport(
                config.name(), key, receipt.state(), receipt.code(), clock.instant()));
  }

  private Inbound message(InboundPdu pdu) {
    Address sender = numbers.read(pdu.sourceTon(), pdu.source());
    if (sender == null) {
      return new Inbound.Unusable("no source_addr");
    }
    Address recipient = numbers.read(pdu.destinationTon(), pdu.destination());
    if (recipient == null) {
      return new Inbound.Unusable("no destination_addr");
    }
    byte[] userData = pdu.userData();
    int from = 0;
    UserDataHeader.Part part = segment(pdu);
    int locking = 0;
    int single = 0;
    if (pdu.hasHeader()) {
      UserDataHeader header = UserDataHeader.read(userData);
      if (header == null) {
        return new Inbound.Unusable("user data header longer than the message");
      }
      from = header.end();
      part = header.part() != null ? header.part() : part;
      locking = header.locking();
      single = header.single();
    }
    LongPart.Coding coding =
        new LongPart.Coding(pdu.dataCoding(), config.defaultCharset(), locking, single);
    byte[] octets = Arrays.copyOfRange(userData, from, userData.length);
    String text = coding.read(octets);
    Trust trust = sender.isE164() ? config.trust() : Trust.WEAK;
    Instant now = clock.instant();
    return new Inbound.Message(
        new InboundMessage(
            config.name(),
            hardKey(pdu),
            sender.value() + "|" + recipient.value() + "|" + HEX.formatHex(userData),
            sender,
            recipient,
            text.length() > LONGEST_TEXT ? text.substring(0, LONGEST_TEXT) : text,
            List.of(),
            null,
            null,
            now,
            null,
            trust),
        pdu.receiptWanted(),
        part == null
            ? null
            : new LongPart(config.name(), sender, recipient, trust, now, part, coding, octets));
  }

  private static UserDataHeader.@Nullable Part segment(InboundPdu pdu) {
    int reference = number(pdu.tlvs().get(InboundPdu.TAG_SAR_REFERENCE), 2);
    int total = number(pdu.tlvs().get(InboundPdu.TAG_SAR_TOTAL_SEGMENTS), 1);
    int number = number(pdu.tlvs().get(InboundPdu.TAG_SAR_SEGMENT), 1);
    return reference < 0 || total < 0 || number < 0
        ? null
        : UserDataHeader.Part.of(UserDataHeader.Kind.SAR, reference, total, number);
  }

  /** An unsigned number of so many octets; -1 if it isn't there or is of another length. */
  private static int number(byte @Nullable [] value, int octets) {
    if (value == null || value.length != octets) {
      return -1;
    }
    return octets == 1 ? value[0] & 0xFF : (value[0] & 0xFF) << 8 | (value[1] & 0xFF);
  }

  /** The carrier's own id from the configured TLV: as text if it is printable, else in hex. */
  private @Nullable String hardKey(InboundPdu pdu) {
    byte[] value = config.hardKeyTlv() == 0 ? null : pdu.tlvs().get(config.hardKeyTlv());
    if (value == null || value.length == 0 || value.length > 256) {
      return null;
    }
    String text = new String(value, StandardCharsets.ISO_8859_1).replaceAll("\0+$", "");
    return text.matches("[\\x21-\\x7e]+") ? text : HEX.formatHex(value);
  }
}
