package dev.snaptill.inbox;

import dev.snaptill.bus.Ask;
import dev.snaptill.channel.InboundMessage;
import dev.snaptill.outbox.Draft;
import dev.snaptill.store.Statement;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Bus addresses of the inbox. */
public final class Inbox {
  private Inbox() {}

  /** Asks what a stored message comes to. A failure leaves it to the sweep. */
  static final Ask<StoredMessage, Handled> HANDLE =
      new Ask<>("inbox.handle", StoredMessage.class, Handled.class);

  /**
   * A message whose row is committed.
   *
   * @param id of its row
   * @param attempt higher when the last answer could not be committed
   * @param proof the registered phone has confirmed what it asks for: a guard that uses this
   *     confirmation up, to be committed with what it allows; null if nothing was confirmed
   */
  record StoredMessage(
      long id, InboundMessage message, byte[] dedupeKey, int attempt, @Nullable Statement proof) {
    StoredMessage(long id, InboundMessage message, byte[] dedupeKey, int attempt) {
      this(id, message, dedupeKey, attempt, null);
    }

    boolean isConfirmed() {
      return proof != null;
    }

    /** Never the text: this may reach a log. */
    @Override
    public String toString() {
      return "StoredMessage[" + id + "]";
    }
  }

  /**
   * What a message came to. Committed as one unit with the message's end.
   *
   * @param outcome a word for the row and the metrics
   * @param repeatOf an earlier message that this one repeats, 0 if none
   */
  record Handled(Outcome outcome, List<Draft> answers, List<Statement> alongside, long repeatOf) {
    static Handled of(Outcome outcome, List<Draft> answers) {
      return new Handled(outcome, answers, List.of(), 0);
    }
  }

  /** How messages end. */
  enum Outcome {
    /** A payment with the message's id is under way; its receipts follow. */
    PAYMENT,
    REQUESTED,
    /** A subscription was made or changed. */
    SUBSCRIBED,
    /** The first outcome was told again. */
    REPEATED,
    REFUSED,
    HELPED,
    /** Nothing was answered, on purpose. */
    SILENT
  }
}
