package dev.snaptill.simulator.carrier;

import java.time.Duration;

/**
 * How a carrier sends delivery receipts. The specification leaves most of it to the carrier (SMPP
 * 3.4 appendix B), and carriers make use of that.
 *
 * @param delay only with {@link Timing#LATE}
 */
public record ReceiptHabits(Timing timing, Duration delay, Form form, Ids ids, State state) {

  /** When a receipt comes. */
  public enum Timing {
    /** Some time after the submit_sm_resp. */
    USUAL,
    /** Before the submit_sm_resp. */
    EARLY,
    LATE,
    /** Never; query_sm tells. */
    MISSING
  }

  /** What it looks like. */
  public enum Form {
    /** All the words of appendix B and both TLVs. */
    FULL,
    /** The words alone. */
    WORDS,
    /** The TLVs alone. */
    TLVS,
    /** Neither counts nor dates, and the words in small letters with blanks. */
    SHORT,
    /** Dates of twelve and fourteen digits, an error that is no number, long words for states. */
    LONG,
    /** Dates and error are there and blank. */
    BLANK,
    /** The words in message_payload, with more bits in esm_class than one expects. */
    PAYLOAD
  }

  /** How it writes the id that the submit_sm_resp wrote in hexadecimal. */
  public enum Ids {
    SAME,
    DECIMAL,
    /** In small letters, with zeros in front. */
    PADDED
  }

  /** What it says. */
  public enum State {
    DELIVRD(2, "DELIVERED"),
    EXPIRED(3, "EXPIRED"),
    UNDELIV(5, "UNDELIVERABLE"),
    REJECTD(8, "REJECTED"),
    UNKNOWN(7, "UNKNOWN");

    final byte number;
    final String word;

    State(int number, String word) {
      this.number = (byte) number;
      this.word = word;
    }
  }

  static final ReceiptHabits USUAL =
      new ReceiptHabits(Timing.USUAL, Duration.ZERO, Form.FULL, Ids.SAME, State.DELIVRD);

  public ReceiptHabits timing(Timing timing, Duration delay) {
    return new ReceiptHabits(timing, delay, form, ids, state);
  }

  public ReceiptHabits form(Form form) {
    return new ReceiptHabits(timing, delay, form, ids, state);
  }

  public ReceiptHabits ids(Ids ids) {
    return new ReceiptHabits(timing, delay, form, ids, state);
  }

  public ReceiptHabits state(State state) {
    return new ReceiptHabits(timing, delay, form, ids, state);
  }
}
