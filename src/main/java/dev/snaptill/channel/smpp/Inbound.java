package dev.snaptill.channel.smpp;

import dev.snaptill.channel.DeliveryReport;
import dev.snaptill.channel.InboundMessage;
import org.jspecify.annotations.Nullable;

/** What a deliver_sm or data_sm turned out to be. */
sealed interface Inbound {
  /**
   * @param receiptWanted whether a receipt is asked for once it is stored
   * @param part if it is one part of a long message: what to keep until the others are there
   */
  record Message(InboundMessage message, boolean receiptWanted, @Nullable LongPart part)
      implements Inbound {}

  /**
   * A delivery receipt or another report about a message of ours.
   *
   * @param report null if it doesn't say which message or how it is
   */
  record Report(@Nullable DeliveryReport report) implements Inbound {}

  /**
   * Can't be read, now or ever: it is acknowledged, or the carrier would send it for days.
   *
   * @param why in words, without anything of its content
   */
  record Unusable(String why) implements Inbound {}
}
