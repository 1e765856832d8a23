package dev.snaptill.channel.smpp;

import dev.snaptill.channel.DeliveryReport;
import dev.snaptill.channel.InboundMessage;
import dev.snaptill.channel.Trust;
import dev.snaptill.value.Address;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
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
    boolean part = segmented(pdu);
    if (pdu.hasHeader()) {
      UserDataHeader header = UserDataHeader.read(userData);
      if (header == null) {
        return new Inbound.Unusable("user data header longer than the message");
      }
      from = header.end();
      part |= header.part() != null;
    }
    String text = TextDecoder.decode(pdu.dataCoding(), config.defaultCharset(), userData, from);
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
            clock.instant(),
            null,
            sender.isE164() ? config.trust() : Trust.WEAK),
        part);
  }

  private static boolean segmented(InboundPdu pdu) {
    byte[] total = pdu.tlvs().get(InboundPdu.TAG_SAR_TOTAL_SEGMENTS);
    return total != null && total.length == 1 && (total[0] & 0xFF) > 1;
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
