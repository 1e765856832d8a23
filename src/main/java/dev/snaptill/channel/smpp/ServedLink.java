package dev.snaptill.channel.smpp;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jsmpp.DefaultPDUSender;
import org.jsmpp.PDUReader;
import org.jsmpp.PDUStringException;
import org.jsmpp.SMPPConstant;
import org.jsmpp.bean.Command;
import org.jsmpp.bean.InterfaceVersion;
import org.jsmpp.extra.SessionState;
import org.jsmpp.session.BindRequest;
import org.jsmpp.session.SMPPServerSession;
import org.jspecify.annotations.Nullable;

/**
 * One session of somebody who binds to us. jsmpp answers bind, enquire_link and unbind and asks
 * whether the peer lives; messages and their responses are taken off its reader, as {@link
 * InterceptingReader} does for our own binds.
 */
final class ServedLink {
  private final ServedConnection connection;
  private final String name;
  private final Loop loop;
  private final Session session;
  private final AtomicBoolean lost = new AtomicBoolean();

  /** Whether a flush is due; on the loop only. */
  private boolean flushing;

  /** What a session reports, on its reader thread; must not block. */
  interface Events {
    /** A submit_sm, data_sm or deliver_sm came and wants {@link #respond}. */
    void onRequest(int commandId, int sequence, byte[] pdu);

    /** A deliver_sm was answered; -1 is a refusal without a reason. */
    void onResponse(int status, int sequence);

    void onLost(String why);
  }

  private static final class Session extends SMPPServerSession {
    Session(ServedConnection connection, Reader reader) {
      super(
          connection,
          (now, before, source) -> {},
          null,
          null,
          1,
          100,
          new DefaultPDUSender(),
          reader);
    }

    int next() {
      return sequence().nextValue();
    }
  }

  ServedLink(ServedConnection connection, CarrierConfig config, Loop loop, Events events) {
    this.connection = connection;
    this.name = config.name();
    this.loop = loop;
    this.session =
        new Session(
            connection,
            new Reader(
                connection,
                events,
                pdu -> loop.trace(config.name(), () -> PduTrace.line("IN", pdu))));
    session.setTransactionTimer(config.responseTimeout().toMillis());
    session.setEnquireLinkTimer((int) config.enquireLink().toMillis());
    session.addSessionStateListener(
        (now, before, source) -> {
          if (before.isBound() && !now.isBound() && lost.compareAndSet(false, true)) {
            events.onLost(
                now == SessionState.UNBOUND ? "the peer unbound" : "the connection broke");
          }
        });
  }

  /**
   * Answers the bind request; blocks until jsmpp has read it, which is there already.
   *
   * @param systemId what we call ourselves
   */
  void welcome(String systemId, long withinMillis) throws IOException {
    try {
      BindRequest request = session.waitForBind(withinMillis);
      request.accept(systemId, InterfaceVersion.IF_34);
    } catch (TimeoutException | PDUStringException | IllegalStateException e) {
      close();
      throw new IOException("the bind came to nothing", e);
    }
  }

  boolean isBound() {
    return !lost.get() && connection.isOpen() && session.getSessionState().isBound();
  }

  int nextSequence() {
    return session.next();
  }

  /**
   * Writes a PDU; it leaves together with all that is written in the same turn of the loop. On the
   * loop only.
   *
   * @return false if the link is gone
   */
  boolean write(byte[] pdu) {
    BatchedOutput out = connection.getOutputStream();
    loop.trace(name, () -> PduTrace.line("OUT", pdu));
    try {
      out.write(pdu);
    } catch (IOException e) {
      return false; // jsmpp's reader finds the connection closed and reports it
    }
    if (!flushing) {
      flushing = true;
      loop.execute(
          () -> {
            flushing = false;
            out.flush();
          });
    }
    return true;
  }

  /**
   * Writes the response to a request, with a message_id even if it is empty: some peers can't read
   * a bare header.
   */
  void respond(int commandId, int sequence, int status, String messageId) {
    ByteArrayOutputStream body = new ByteArrayOutputStream(32);
    body.writeBytes(new byte[16]);
    body.writeBytes(messageId.getBytes(StandardCharsets.US_ASCII));
    body.write(0);
    byte[] pdu = body.toByteArray();
    ByteBuffer.wrap(pdu)
        .putInt(pdu.length)
        .putInt(commandId | SMPPConstant.MASK_CID_RESP)
        .putInt(status)
        .putInt(sequence);
    write(pdu);
  }

  /** Unbinds, waits a moment for the answer, and closes; blocks. */
  void unbindAndClose() {
    session.setTransactionTimer(2_000);
    session.unbindAndClose();
    close();
  }

  /** Sends what is still to be sent, and closes; blocks for a moment. */
  void close() {
    session.close();
    connection.close();
  }

  /** Gives jsmpp all but messages and their responses. */
  private static final class Reader implements PDUReader {
    private final ServedConnection connection;
    private final Events events;
    private final Consumer<byte[]> trace;
    private byte @Nullable [] read;
    private boolean bound;

    Reader(ServedConnection connection, Events events, Consumer<byte[]> trace) {
      this.trace = trace;
      this.connection = connection;
      this.events = events;
    }

    @Override
    public Command readPDUHeader(DataInputStream in) throws IOException {
      while (true) {
        byte[] pdu = InterceptingReader.next(in, this::badLength);
        ByteBuffer fields = ByteBuffer.wrap(pdu);
        Command header = new Command();
        header.setCommandLength(pdu.length);
        header.setCommandId(fields.getInt(4));
        header.setCommandStatus(fields.getInt(8));
        header.setSequenceNumber(fields.getInt(12));
        // the first is the bind request, which is welcome already
        if (bound && take(header, pdu)) {
          continue;
        }
        bound = true;
        read = pdu;
        return header;
      }
    }

    private boolean take(Command header, byte[] pdu) {
      switch (header.getCommandId()) {
        case SMPPConstant.CID_SUBMIT_SM, SMPPConstant.CID_DATA_SM, SMPPConstant.CID_DELIVER_SM -> {
          trace.accept(pdu);
          events.onRequest(header.getCommandId(), header.getSequenceNumber(), pdu);
          return true;
        }
        case SMPPConstant.CID_DELIVER_SM_RESP -> {
          trace.accept(pdu);
          events.onResponse(header.getCommandStatus(), header.getSequenceNumber());
          return true;
        }
        case SMPPConstant.CID_GENERIC_NACK -> {
          // it may answer jsmpp's own enquire_link: both look whether it is theirs
          int status = header.getCommandStatus();
          events.onResponse(status == 0 ? -1 : status, header.getSequenceNumber());
          return false;
        }
        default -> {
          return false;
        }
      }
    }

    private void badLength() {
      try {
        byte[] nack = new byte[16];
        ByteBuffer.wrap(nack)
            .putInt(16)
            .putInt(SMPPConstant.CID_GENERIC_NACK)
            .putInt(Status.INVALID_COMMAND_LENGTH);
        connection.getOutputStream().write(nack);
        connection.getOutputStream().flush();
      } catch (IOException e) {
        // the session is closed either way
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
}
