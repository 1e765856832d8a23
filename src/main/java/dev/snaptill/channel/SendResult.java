package dev.snaptill.channel;

import java.time.Duration;
import java.util.List;

/** What a wire answered to an {@link OutboundMessage}. */
public sealed interface SendResult {
  /**
   * Taken; the other side calls it by this id.
   *
   * @param reported what delivery reports will come for, in the order of sending; empty if none was
   *     asked for. Each is remembered until its report comes, which costs a row.
   */
  record Accepted(String externalId, List<Part> reported) implements SendResult {
    /** Taken, and no more will be heard of it. */
    public Accepted(String externalId) {
      this(externalId, List.of());
    }
  }

  /**
   * One part of a message, or the whole of one that has no parts.
   *
   * @param id the other side's id for it, exactly as it gave it; at most 100 characters
   * @param key the same in the channel's canonical form: what {@link DeliveryReport#externalId}
   *     will be
   */
  record Part(String id, String key) {}

  /** Not taken, may be tried again after this long. */
  record RetryAfter(Duration delay, String why) implements SendResult {}

  /** Never going to be taken. */
  record Rejected(String code) implements SendResult {}

  /** Handed over, never answered: it may or may not have been taken. Not to be repeated blindly. */
  record Unknown(String why) implements SendResult {}
}
