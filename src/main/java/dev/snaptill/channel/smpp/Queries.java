package dev.snaptill.channel.smpp;

import dev.snaptill.channel.DeliveryReport.State;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.function.Consumer;
import org.jsmpp.PDUStringException;
import org.jsmpp.util.DefaultComposer;
import org.jsmpp.util.PDUComposer;
import org.jspecify.annotations.Nullable;

/** The query_sm of one bind (SMPP 3.4 §4.8): a few at a time. Lives on the loop. */
final class Queries {
  private static final int MOST = 10;
  private static final PDUComposer COMPOSER = new DefaultComposer();

  private final Loop loop;
  private final long timeout;
  private final Map<Integer, Asked> asked = new HashMap<>();

  private record Asked(Consumer<Found> done, long since) {}

  /** What the peer knows. */
  sealed interface Found {
    /**
     * @param error the peer's own error_code, 0 for none
     */
    record Is(State state, int error) implements Found {}

    record NotTold(String why) implements Found {}
  }

  Queries(CarrierConfig config, Loop loop) {
    this.loop = loop;
    this.timeout = config.submitTimeout().toNanos();
  }

  boolean hasRoom() {
    return asked.size() < MOST;
  }

  void ask(Link link, String messageId, Numbers.Wire from, Consumer<Found> done) {
    int sequence = link.nextSequence();
    byte[] pdu;
    try {
      pdu =
          COMPOSER.querySm(
              sequence, messageId, (byte) from.ton(), (byte) from.npi(), from.address());
    } catch (PDUStringException e) {
      done.accept(new Found.NotTold(String.valueOf(e.getMessage())));
      return;
    }
    if (link.write(pdu)) {
      asked.put(sequence, new Asked(done, loop.nanos()));
    } else {
      done.accept(new Found.NotTold("the connection broke"));
    }
  }

  /** A query_sm_resp: message_id, final_date, message_state, error_code. */
  void answered(int sequence, int status, byte[] pdu) {
    Asked question = asked.remove(sequence);
    if (question != null) {
      question.done.accept(
          status == Status.OK ? read(pdu) : new Found.NotTold(Status.text(status)));
    }
  }

  /** A generic_nack; false if it is to something else. */
  boolean refused(int sequence, int status) {
    Asked question = asked.remove(sequence);
    if (question == null) {
      return false;
    }
    question.done.accept(new Found.NotTold(Status.text(status)));
    return true;
  }

  private static Found read(byte[] pdu) {
    int at = 16;
    for (int text = 0; text < 2; text++) {
      while (at < pdu.length && pdu[at] != 0) {
        at++;
      }
      at++;
    }
    @Nullable State state = at < pdu.length ? MessageState.of(pdu[at] & 0xFF) : null;
    int error = at + 1 < pdu.length ? pdu[at + 1] & 0xFF : 0;
    return state == null ? new Found.NotTold("no message_state") : new Found.Is(state, error);
  }

  void expire() {
    long oldest = loop.nanos() - timeout;
    for (Iterator<Asked> all = asked.values().iterator(); all.hasNext(); ) {
      Asked question = all.next();
      if (question.since - oldest <= 0) {
        all.remove();
        loop.execute(() -> question.done.accept(new Found.NotTold("no answer in time")));
      }
    }
  }

  /** The link is gone. */
  void close(String why) {
    Map<Integer, Asked> open = Map.copyOf(asked);
    asked.clear();
    open.values().forEach(question -> question.done.accept(new Found.NotTold(why)));
  }
}
