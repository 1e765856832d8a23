package dev.snaptill.channel.smpp;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One bind as it was a moment ago.
 *
 * @param bind {@code trx0}, {@code tx0}, {@code rx1}: kind and number within the carrier
 * @param endpoint host and port it is bound at or tries next
 * @param since when the state began
 * @param windowUsed submit_sm without an answer
 * @param window how many there may be now: less than configured after the peer said throttled
 * @param queued submit_sm that wait for the window, the rate, or the end of a pause
 * @param inPerSecond deliver_sm and data_sm, over the last ten seconds or so
 * @param outPerSecond submit_sm, likewise
 * @param throttled whether it is silent because the peer said throttled or queue full
 * @param why in words, for the operator: "bound as snaptill at SMSC-1", "already bound (0x05)"
 * @param lastError why it was last lost, refused, or throttled; null if it never was
 */
public record BindStatus(
    String bind,
    String endpoint,
    State state,
    Instant since,
    int windowUsed,
    int window,
    int queued,
    double inPerSecond,
    double outPerSecond,
    boolean throttled,
    String why,
    @Nullable String lastError) {

  /** Whether it carries messages. */
  public enum State {
    BOUND,
    /** Lost or refused: it will be bound again. */
    UNBOUND,
    /** The operator has stopped its carrier. */
    STOPPED
  }
}
