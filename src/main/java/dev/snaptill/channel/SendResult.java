package dev.snaptill.channel;

import java.time.Duration;

/** What a wire answered to an {@link OutboundMessage}. */
public sealed interface SendResult {
  /** Taken; the other side calls it by this id. */
  record Accepted(String externalId) implements SendResult {}

  /** Not taken, may be tried again after this long. */
  record RetryAfter(Duration delay, String why) implements SendResult {}

  /** Never going to be taken. */
  record Rejected(String code) implements SendResult {}

  /** Handed over, never answered: it may or may not have been taken. Not to be repeated blindly. */
  record Unknown(String why) implements SendResult {}
}
