package dev.snaptill.channel.smpp;

import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jsmpp.SMPPConstant;
import org.jsmpp.bean.BindType;
import org.jspecify.annotations.Nullable;

/**
 * A bind_transmitter, bind_receiver or bind_transceiver (SMPP 3.4 §4.1).
 *
 * @param octets the whole PDU
 */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody
record BindRequestPdu(
    byte[] octets, BindType type, int sequence, String systemId, String password) {
  /** Header, and every field at its longest (SMPP 3.4 §4.1.1), and room for a few TLVs. */
  static final int LONGEST = 512;

  static final int HEADER = 16;

  /** Reads a whole PDU; null if it is no bind request that can be read. */
  static @Nullable BindRequestPdu parse(byte[] pdu) {
    ByteBuffer fields = ByteBuffer.wrap(pdu);
    BindType type =
        switch (fields.getInt(4)) {
          case SMPPConstant.CID_BIND_TRANSMITTER -> BindType.BIND_TX;
          case SMPPConstant.CID_BIND_RECEIVER -> BindType.BIND_RX;
          case SMPPConstant.CID_BIND_TRANSCEIVER -> BindType.BIND_TRX;
          default -> null;
        };
    Who who = who(pdu);
    return type == null || who == null
        ? null
        : new BindRequestPdu(pdu, type, fields.getInt(12), who.systemId, who.password);
  }

  private record Who(String systemId, String password) {}

  /** The first two fields, which an outbind has too. */
  private static @Nullable Who who(byte[] pdu) {
    int endOfId = end(pdu, HEADER, 16);
    int endOfPassword = endOfId < 0 ? -1 : end(pdu, endOfId + 1, 9);
    return endOfPassword < 0
        ? null
        : new Who(
            new String(pdu, HEADER, endOfId - HEADER, StandardCharsets.ISO_8859_1),
            new String(pdu, endOfId + 1, endOfPassword - endOfId - 1, StandardCharsets.ISO_8859_1));
  }

  /** Reads a whole PDU; null if it is no outbind (SMPP 3.4 §4.1.7.1) that can be read. */
  static @Nullable Outbind outbind(byte[] pdu, Socket from) {
    Who who = ByteBuffer.wrap(pdu).getInt(4) == SMPPConstant.CID_OUTBIND ? who(pdu) : null;
    return who == null
        ? null
        : new Outbind(who.systemId, who.password, from.getInetAddress().getHostAddress(), from);
  }

  /** Where the NUL of a field is that may have so many octets; -1 if there is none. */
  private static int end(byte[] pdu, int from, int most) {
    for (int at = from; at < pdu.length && at < from + most; at++) {
      if (pdu[at] == 0) {
        return at;
      }
    }
    return -1;
  }

  /** The answer to any request: a header alone. */
  static byte[] answer(byte[] request, int status) {
    ByteBuffer fields = ByteBuffer.wrap(request);
    int command = fields.getInt(4);
    boolean isRequest = (command & SMPPConstant.MASK_CID_RESP) == 0;
    return ByteBuffer.allocate(HEADER)
        .putInt(HEADER)
        .putInt(isRequest ? command | SMPPConstant.MASK_CID_RESP : SMPPConstant.CID_GENERIC_NACK)
        .putInt(status)
        .putInt(fields.getInt(12))
        .array();
  }

  /** Never the password. */
  @Override
  public String toString() {
    return type + " of " + systemId;
  }
}
