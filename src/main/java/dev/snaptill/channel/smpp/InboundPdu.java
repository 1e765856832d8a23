package dev.snaptill.channel.smpp;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.jsmpp.SMPPConstant;
import org.jspecify.annotations.Nullable;

/**
 * What is read of a deliver_sm or data_sm (SMPP 3.4 §4.6.1, §4.7.1). jsmpp's own decomposer throws
 * on a TLV that is cut off and leaves the carrier without an answer; here such a tail only costs
 * the TLVs behind it.
 *
 * @param receiptWanted whether registered_delivery asks for a receipt of success (§5.2.17; 3 is
 *     success alone in SMPP 5.0)
 * @param userData short_message, or message_payload if that is empty
 * @param tlvs by tag; the first of a kind
 */
record InboundPdu(
    int sourceTon,
    String source,
    int destinationTon,
    String destination,
    int esmClass,
    boolean receiptWanted,
    int dataCoding,
    byte[] userData,
    Map<Integer, byte[]> tlvs) {

  static final int TAG_RECEIPTED_MESSAGE_ID = 0x001E;
  static final int TAG_SAR_REFERENCE = 0x020C;
  static final int TAG_SAR_TOTAL_SEGMENTS = 0x020E;
  static final int TAG_SAR_SEGMENT = 0x020F;
  static final int TAG_MESSAGE_PAYLOAD = 0x0424;
  static final int TAG_MESSAGE_STATE = 0x0427;
  private static final int HEADER = 16;
  private static final int UDHI = 0x40;
  private static final int SMSC_RECEIPT = 0x03;

  /** Bits 5 to 2 of esm_class say what it is; none set: a message from a phone (§5.2.12). */
  private static final int MESSAGE_TYPE = 0x3C;

  /** Reads a whole PDU, header included; null if its fields don't fit into it. */
  static @Nullable InboundPdu parse(int commandId, byte[] pdu) {
    Reader in = new Reader(pdu);
    in.text(); // service_type
    int sourceTon = in.octet();
    in.octet();
    String source = in.text();
    int destinationTon = in.octet();
    in.octet();
    String destination = in.text();
    int esmClass = in.octet();
    int registered;
    int dataCoding;
    byte[] shortMessage = {};
    if (commandId == SMPPConstant.CID_DATA_SM) {
      registered = in.octet();
      dataCoding = in.octet();
    } else {
      in.octet(); // protocol_id
      in.octet(); // priority_flag
      in.text(); // schedule_delivery_time
      in.text(); // validity_period
      registered = in.octet();
      in.octet(); // replace_if_present_flag
      dataCoding = in.octet();
      in.octet(); // sm_default_msg_id
      shortMessage = in.octets(in.octet());
    }
    if (in.overrun) {
      return null;
    }
    Map<Integer, byte[]> tlvs = in.tlvs();
    byte[] payload = tlvs.get(TAG_MESSAGE_PAYLOAD);
    return new InboundPdu(
        sourceTon,
        source,
        destinationTon,
        destination,
        esmClass,
        (registered & SMSC_RECEIPT) == 1 || (registered & SMSC_RECEIPT) == 3,
        dataCoding,
        shortMessage.length == 0 && payload != null ? payload : shortMessage,
        tlvs);
  }

  boolean hasHeader() {
    return (esmClass & UDHI) != 0;
  }

  /** A delivery receipt or another report about a message of ours, not a message. */
  boolean isReport() {
    return (esmClass & MESSAGE_TYPE) != 0
        || (tlvs.containsKey(TAG_RECEIPTED_MESSAGE_ID) && tlvs.containsKey(TAG_MESSAGE_STATE));
  }

  /** Reads field by field; what lies beyond the end reads as empty and sets {@link #overrun}. */
  private static final class Reader {
    private final byte[] pdu;
    private int at = HEADER;
    private boolean overrun;

    Reader(byte[] pdu) {
      this.pdu = pdu;
    }

    int octet() {
      if (at >= pdu.length) {
        overrun = true;
        return 0;
      }
      return pdu[at++] & 0xFF;
    }

    byte[] octets(int length) {
      if (length > pdu.length - at) {
        overrun = true;
        return new byte[0];
      }
      byte[] out = new byte[length];
      System.arraycopy(pdu, at, out, 0, length);
      at += length;
      return out;
    }

    String text() {
      int end = at;
      while (end < pdu.length && pdu[end] != 0) {
        end++;
      }
      if (end >= pdu.length) {
        overrun = true;
        return "";
      }
      String out = new String(pdu, at, end - at, StandardCharsets.ISO_8859_1);
      at = end + 1;
      return out;
    }

    Map<Integer, byte[]> tlvs() {
      if (at >= pdu.length) {
        return Map.of();
      }
      Map<Integer, byte[]> out = new HashMap<>();
      while (at + 4 <= pdu.length) {
        int tag = octet() << 8 | octet();
        int length = octet() << 8 | octet();
        byte[] value = octets(length);
        if (overrun) {
          break;
        }
        out.putIfAbsent(tag, value);
      }
      return out;
    }
  }
}
