package dev.snaptill.channel.mm7;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What an MMSC posted to us. */
sealed interface Mm7Request {

  /** A payer's message. */
  record Deliver(SoapEnvelope envelope, DeliverReq message) implements Mm7Request {}

  /**
   * What became of a message we sent (TS 23.140 §8.7.3, §8.7.4).
   *
   * @param kind {@code delivery_report} or {@code read_reply}
   * @param messageId as the MMSC called it in its SubmitRsp, or null
   * @param status MMStatus, for example {@code Retrieved}, or null
   * @param at when it became of it, or null
   */
  record Report(
      SoapEnvelope envelope,
      String kind,
      @Nullable String messageId,
      @Nullable String status,
      @Nullable Instant at)
      implements Mm7Request {}

  /**
   * Something that gets an error for its answer.
   *
   * @param envelope what could be read of it, or null
   */
  record Refused(@Nullable SoapEnvelope envelope, Mm7Status status, String why)
      implements Mm7Request {}
}
