package dev.snaptill.channel;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an operator sees of one carrier or MMSC.
 *
 * @param kind {@code smpp} or {@code mm7}
 * @param running false while an operator keeps it stopped
 * @param up whether messages can be sent through it now, as far as it can tell
 * @param window how many requests of ours may be without an answer; 0 if there is no such bound
 * @param inUse how many are
 * @param received messages since the start
 * @param sent messages since the start
 * @param receivedPerSecond over the last minute
 * @param sentPerSecond over the last minute
 * @param parts its binds, or an MMSC's two directions
 * @param lastError what went wrong last; never holds a text or a number
 */
public record LinkStatus(
    String name,
    String kind,
    boolean running,
    boolean up,
    int window,
    int inUse,
    long received,
    long sent,
    double receivedPerSecond,
    double sentPerSecond,
    List<Part> parts,
    @Nullable String lastError,
    @Nullable Instant lastErrorAt) {

  public LinkStatus {
    parts = List.copyOf(parts);
  }

  /**
   * One bind, or one direction.
   *
   * @param state in the wire's own word, such as {@code bound_trx}
   */
  public record Part(String name, String state, boolean up, int inUse) {}
}
