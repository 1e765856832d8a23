package dev.snaptill.channel.smpp;

import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jsmpp.DefaultPDUSender;
import org.jsmpp.SMPPConstant;
import org.jsmpp.bean.BindType;
import org.jsmpp.bean.NumberingPlanIndicator;
import org.jsmpp.bean.TypeOfNumber;
import org.jsmpp.extra.NegativeResponseException;
import org.jsmpp.extra.SessionState;
import org.jsmpp.session.BindParameter;
import org.jsmpp.session.SMPPSession;
import org.jspecify.annotations.Nullable;

/**
 * One session with a carrier, used once: connect, bind, carry PDUs, close. Writing never blocks;
 * {@link #connectAndBind}, {@link #unbindAndClose} and {@link #close} do.
 */
final class Link {
  private static final int TAG_CONGESTION_STATE = 0x0428;
  private static final Duration UNBIND_PATIENCE = Duration.ofSeconds(2);

  private final CarrierConfig config;
  private final Endpoint endpoint;
  private final BindType type;
  private final Loop loop;
  private final Events events;
  private final Session session;
  private final AtomicBoolean lost = new AtomicBoolean();

  /** Whether a flush is due; on the loop only. */
  private boolean flushing;

  private volatile @Nullable BatchedConnection connection;

  /**
   * A submit_sm_resp or generic_nack.
   *
   * @param status -1 for a generic_nack that names no reason
   * @param messageId the peer's name for the message, empty if it gave none
   * @param congestion the peer's congestion_state (SMPP 5.0 §4.8.4.18), 0 to 100; 0 if it has none
   */
  record Answer(int status, int sequence, String messageId, int congestion) {}

  /** What a link reports, on jsmpp's threads: none of these may block or close the link. */
  interface Events {
    /** A deliver_sm or data_sm came and wants {@link Link#respond}. */
    void onRequest(Link link, int commandId, int sequence, byte[] pdu);

    /** A submit_sm was answered, or a query_sm refused. */
    void onResponse(Link link, Answer answer);

    /** A query_sm was answered. */
    void onQueried(Link link, int status, int sequence, byte[] pdu);

    /** It was bound and is no more. */
    void onLost(Link link, String why);
  }

  /** Gives access to jsmpp's sequence numbers, so that its requests and ours never share one. */
  private static final class Session extends SMPPSession {
    Session(InterceptingReader reader, ConnectionOpener opener) {
      super(new DefaultPDUSender(), reader, opener::open);
    }

    int next() {
      return sequence().nextValue();
    }
  }

  private interface ConnectionOpener {
    BatchedConnection open(String host, int port) throws IOException;
  }

  /**
   * @param given a connection that the carrier has made to us; null: we connect to it
   */
  Link(
      CarrierConfig config,
      Endpoint endpoint,
      BindType type,
      String name,
      Loop loop,
      Events events,
      @Nullable Socket given) {
    this.config = config;
    this.endpoint = endpoint;
    this.type = type;
    this.loop = loop;
    this.events = events;
    this.session =
        new Session(
            new InterceptingReader(new Incoming()),
            (host, port) -> {
              String writer = "smpp-writer-" + name;
              BatchedConnection opened =
                  given != null
                      ? BatchedConnection.over(given, writer)
                      : BatchedConnection.open(
                          endpoint, config.tls(), config.responseTimeout(), writer);
              connection = opened;
              return opened;
            });
    session.setEnquireLinkTimer((int) config.enquireLink().toMillis());
    session.setTransactionTimer(config.responseTimeout().toMillis());
    // what is left to jsmpp's pool is rare; one thread keeps bind_resp, unbind and the like in
    // order
    session.setPduProcessorDegree(1);
    session.addSessionStateListener((now, before, source) -> stateChanged(now, before));
  }

  private void stateChanged(SessionState now, SessionState before) {
    if (before.isBound() && !now.isBound() && lost.compareAndSet(false, true)) {
      events.onLost(
          this, now == SessionState.UNBOUND ? "the peer unbound" : "the connection broke");
    }
  }

  /**
   * Connects and binds; blocks.
   *
   * @return the peer's system_id
   * @throws IOException if either fails; the cause of a refusal is a {@link
   *     NegativeResponseException}
   */
  String connectAndBind() throws IOException {
    BindParameter parameters =
        new BindParameter(
            type,
            config.systemId(),
            config.password(),
            config.systemType(),
            TypeOfNumber.UNKNOWN,
            NumberingPlanIndicator.UNKNOWN,
            config.quirks().addressRange().isEmpty() ? null : config.quirks().addressRange(),
            config.quirks().version().wire());
    try {
      String peer =
          session.connectAndBind(
              endpoint.host(), endpoint.port(), parameters, config.responseTimeout().toMillis());
      return peer == null ? "" : peer;
    } catch (IOException | RuntimeException e) {
      close(); // jsmpp leaves some failures open
      throw e;
    }
  }

  /**
   * Whether it is bound. jsmpp alone can't tell: a connection cut while connectAndBind returns is
   * called bound again by it.
   */
  boolean isBound() {
    BatchedConnection now = connection;
    return !lost.get() && now != null && now.isOpen() && session.getSessionState().isBound();
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
    BatchedOutput out = output();
    loop.trace(config.name(), () -> PduTrace.line("OUT", pdu));
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

  private BatchedOutput output() {
    return Objects.requireNonNull(connection, "not connected").getOutputStream();
  }

  /**
   * Writes the response to a deliver_sm or data_sm. Always with a message_id, empty as SMPP 3.4
   * §4.6.2 asks: some peers can't read a bare header.
   */
  boolean respond(int commandId, int sequence, int status) {
    byte[] pdu = new byte[17];
    ByteBuffer.wrap(pdu)
        .putInt(pdu.length)
        .putInt(commandId | SMPPConstant.MASK_CID_RESP)
        .putInt(status)
        .putInt(sequence);
    return write(pdu);
  }

  /** Unbinds, waits a moment for the answer, and closes; blocks. */
  void unbindAndClose() {
    // many peers just close, and jsmpp would wait for their answer all the same
    session.setTransactionTimer(
        Math.min(UNBIND_PATIENCE.toMillis(), config.responseTimeout().toMillis()));
    session.unbindAndClose();
    close();
  }

  /** Sends what is still to be sent, and closes; blocks for a moment. */
  void close() {
    session.close();
  }

  private final class Incoming implements InterceptingReader.Sink {
    @Override
    public void request(int commandId, int sequence, byte[] pdu) {
      loop.trace(config.name(), () -> PduTrace.line("IN", pdu));
      events.onRequest(Link.this, commandId, sequence, pdu);
    }

    @Override
    public void response(int commandId, int status, int sequence, byte[] pdu) {
      loop.trace(config.name(), () -> PduTrace.line("IN", pdu));
      if (commandId == SMPPConstant.CID_QUERY_SM_RESP) {
        events.onQueried(Link.this, status, sequence, pdu);
        return;
      }
      // a generic_nack may carry status 0, and is a refusal all the same
      boolean nack = commandId == SMPPConstant.CID_GENERIC_NACK;
      events.onResponse(
          Link.this,
          nack
              ? new Answer(status == 0 ? -1 : status, sequence, "", 0)
              : new Answer(status, sequence, messageId(pdu), congestion(pdu)));
    }

    @Override
    public void badLength() {
      ByteBuffer nack = ByteBuffer.allocate(16);
      nack.putInt(16)
          .putInt(SMPPConstant.CID_GENERIC_NACK)
          .putInt(Status.INVALID_COMMAND_LENGTH)
          .putInt(0);
      try {
        output().write(nack.array());
        output().flush();
      } catch (IOException e) {
        // the session is closed either way
      }
    }
  }

  /** message_id of a submit_sm_resp: up to a NUL, the end, or 64 octets (SMPP 3.4 §4.4.2). */
  private static String messageId(byte[] pdu) {
    int end = endOfId(pdu);
    return new String(pdu, 16, end - 16, StandardCharsets.ISO_8859_1);
  }

  private static int endOfId(byte[] pdu) {
    int end = 16;
    while (end < pdu.length && end < 16 + MessageIds.LONGEST && pdu[end] != 0) {
      end++;
    }
    return end;
  }

  private static int congestion(byte[] pdu) {
    int at = endOfId(pdu) + 1;
    while (at + 4 <= pdu.length) {
      int tag = (pdu[at] & 0xFF) << 8 | (pdu[at + 1] & 0xFF);
      int length = (pdu[at + 2] & 0xFF) << 8 | (pdu[at + 3] & 0xFF);
      if (tag == TAG_CONGESTION_STATE && length == 1 && at + 4 < pdu.length) {
        return Math.min(100, pdu[at + 4] & 0xFF);
      }
      at += 4 + length;
    }
    return 0;
  }
}
