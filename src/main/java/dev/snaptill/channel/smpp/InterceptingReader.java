package dev.snaptill.channel.smpp;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.util.Objects;
import org.jsmpp.PDUReader;
import org.jsmpp.SMPPConstant;
import org.jsmpp.bean.Command;
import org.jspecify.annotations.Nullable;

/**
 * Reads PDUs for one jsmpp session and takes those about messages out of its hands, on its reader
 * thread: jsmpp would run requests and responses through one pool, hold a thread for each message
 * until it is stored, and drop a malformed one without an answer. The rest (bind, enquire_link,
 * unbind, generic_nack) goes to jsmpp.
 */
final class InterceptingReader implements PDUReader {
  private static final int HEADER = 16;

  /** message_payload takes 64 KiB, all else is small. */
  private static final int LONGEST = 70_000;

  private final Sink sink;
  private byte @Nullable [] read;
  private boolean bound;

  /** Takes whole PDUs, on the session's reader thread; must not block. */
  interface Sink {
    /** A deliver_sm or data_sm. */
    void request(int commandId, int sequence, byte[] pdu);

    /** A submit_sm_resp, query_sm_resp or generic_nack, possibly to a request that isn't ours. */
    void response(int commandId, int status, int sequence, byte[] pdu);

    /** The stream can't be followed any more: answer, and the session is closed. */
    void badLength();
  }

  InterceptingReader(Sink sink) {
    this.sink = sink;
  }

  /**
   * Returns the next header that is jsmpp's business.
   *
   * @throws SocketTimeoutException if nothing came for the enquire_link time
   * @throws IOException if the connection broke, stalled within a PDU, or carries nonsense
   */
  @Override
  public Command readPDUHeader(DataInputStream in) throws IOException {
    while (true) {
      byte[] pdu = next(in);
      ByteBuffer fields = ByteBuffer.wrap(pdu);
      int id = fields.getInt(4);
      int status = fields.getInt(8);
      int sequence = fields.getInt(12);
      if (take(id, status, sequence, pdu)) {
        continue;
      }
      read = pdu;
      Command header = new Command();
      header.setCommandLength(pdu.length);
      header.setCommandId(id);
      header.setCommandStatus(status);
      header.setSequenceNumber(sequence);
      return header;
    }
  }

  private boolean take(int id, int status, int sequence, byte[] pdu) {
    switch (id) {
      case SMPPConstant.CID_BIND_TRANSCEIVER_RESP,
          SMPPConstant.CID_BIND_TRANSMITTER_RESP,
          SMPPConstant.CID_BIND_RECEIVER_RESP -> {
        bound |= status == Status.OK;
        return false;
      }
      case SMPPConstant.CID_DELIVER_SM, SMPPConstant.CID_DATA_SM -> {
        if (bound) {
          sink.request(id, sequence, pdu);
        }
        return bound;
      }
      case SMPPConstant.CID_SUBMIT_SM_RESP, SMPPConstant.CID_QUERY_SM_RESP -> {
        sink.response(id, status, sequence, pdu);
        return true;
      }
      case SMPPConstant.CID_GENERIC_NACK -> {
        // it may answer jsmpp's own bind or enquire_link: both look whether it is theirs
        sink.response(id, status, sequence, pdu);
        return false;
      }
      case SMPPConstant.CID_ALERT_NOTIFICATION -> {
        return true; // wants no answer (SMPP 3.4 §4.12), and tells nothing of use here
      }
      default -> {
        return false;
      }
    }
  }

  private byte[] next(DataInputStream in) throws IOException {
    return next(in, sink::badLength);
  }

  /**
   * One whole PDU. Only between two of them may the peer be silent.
   *
   * @param badLength told before the failure, if the stream can't be followed any more
   */
  static byte[] next(DataInputStream in, Runnable badLength) throws IOException {
    int first = in.read();
    if (first < 0) {
      throw new EOFException("the peer closed the connection");
    }
    try {
      int length = first << 24 | in.readUnsignedByte() << 16 | in.readUnsignedShort();
      if (length < HEADER || length > LONGEST) {
        badLength.run();
        throw new IOException("command_length " + length + " is not between 16 and " + LONGEST);
      }
      byte[] pdu = new byte[length];
      ByteBuffer.wrap(pdu).putInt(length);
      in.readFully(pdu, 4, length - 4);
      return pdu;
    } catch (SocketTimeoutException e) {
      throw new IOException("the peer stalled within a PDU", e);
    }
  }

  @Override
  public byte[] readPDU(DataInputStream in, Command header) {
    byte[] pdu = Objects.requireNonNull(read, "no header was read");
    read = null;
    return pdu;
  }

  @Override
  public byte[] readPDU(
      DataInputStream in, int commandLength, int commandId, int commandStatus, int sequence) {
    throw new UnsupportedOperationException("jsmpp reads by header");
  }
}
