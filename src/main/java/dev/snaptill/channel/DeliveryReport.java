package dev.snaptill.channel;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What became of an outbound message after its channel had taken it: an SMPP delivery receipt, an
 * MM7 DeliveryReportReq, an answer to {@code query_sm}.
 *
 * @param externalId as {@link SendResult.Accepted} had it, in the channel's canonical form
 * @param code the carrier's own word for it, for people; null if it gave none
 */
public record DeliveryReport(
    String channel, String externalId, State state, @Nullable String code, Instant at) {

  /** Where the message is. */
  public enum State {
    /** On its way; more will come. */
    UNDER_WAY,
    DELIVERED,
    FAILED,
    EXPIRED,
    /** The carrier itself does not know. */
    UNKNOWN
  }
}
