package dev.snaptill.inbox;

import dev.snaptill.bus.Ask;
import dev.snaptill.channel.InboundMessage;
import dev.snaptill.outbox.Draft;
import dev.snaptill.store.Statement;
import java.util.ArrayList;
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
   * @param guards what must hold for it to end so
   * @param committed run once it has been committed
   */
  record Handled(
      Outcome outcome,
      List<Draft> answers,
      List<Statement> alongside,
      long repeatOf,
      List<Guarded> guards,
      @Nullable Runnable committed) {
    Handled(Outcome outcome, List<Draft> answers, List<Statement> alongside, long repeatOf) {
      this(outcome, answers, alongside, repeatOf, List.of(), null);
    }

    static Handled of(Outcome outcome, List<Draft> answers) {
      return new Handled(outcome, answers, List.of(), 0);
    }

    /** The same, if every guard holds; one without an undo must be the last. */
    Handled guardedBy(Guarded... more) {
      return new Handled(outcome, answers, alongside, repeatOf, List.of(more), committed);
    }

    Handled whenCommitted(Runnable then) {
      return new Handled(outcome, answers, alongside, repeatOf, guards, then);
    }

    Handled with(Draft... more) {
      List<Draft> all = new ArrayList<>(answers);
      all.addAll(List.of(more));
      return new Handled(outcome, all, alongside, repeatOf, guards, committed);
    }

    Handled with(List<Statement> more) {
      List<Statement> all = new ArrayList<>(alongside);
      all.addAll(more);
      return new Handled(outcome, answers, all, repeatOf, guards, committed);
    }
  }

  /**
   * A condition of an end.
   *
   * @param undo takes its effect back if a later guard refuses; null for the last one
   * @param otherwise how the message ends if this one refuses; without guards of its own
   */
  record Guarded(Statement guard, @Nullable Statement undo, Handled otherwise) {}

  /** How messages end. */
  enum Outcome {
    /** A payment with the message's id is under way; its receipts follow. */
    PAYMENT,
    REQUESTED,
    /** What was asked for is done, or waits for a yes. */
    DONE,
    CONFIRMING,
    /** The first outcome was told again. */
    REPEATED,
    REFUSED,
    HELPED,
    /** A receipt was shown to be true, or given as a picture. */
    CONFIRMED,
    /** Nothing was answered, on purpose. */
    SILENT
  }
}
