package dev.snaptill.channel.smpp;

import dev.snaptill.channel.InboundMessage;
import dev.snaptill.channel.SendResult;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import org.jsmpp.bean.OptionalParameter;

/**
 * Delivery receipts for what a system submitted to us and asked one for: DELIVERED, once the
 * message is stored. What it led to is said by our answer, not here. They are held in memory only:
 * after two minutes without a receiver, or a restart, there is none, and the submit_sm_resp has
 * said the same. Lives on the loop.
 */
final class ServedReceipts {
  private static final int MOST = 5_000;

  /** For two minutes in all. */
  private static final int TRIES = 25;

  private static final Duration PAUSE = Duration.ofSeconds(5);

  /** esm_class of an SMSC delivery receipt (SMPP 3.4 §5.2.12). */
  private static final int RECEIPT = 0x04;

  private static final byte DELIVERED = 2;

  private static final DateTimeFormatter MINUTE =
      DateTimeFormatter.ofPattern("yyMMddHHmm").withZone(ZoneOffset.UTC);

  private final Numbers numbers;
  private final Deliveries deliveries;
  private final Loop loop;
  private final Clock clock;
  private final SmppMetrics metrics;
  private int waiting;

  ServedReceipts(
      Numbers numbers, Deliveries deliveries, Loop loop, Clock clock, SmppMetrics metrics) {
    this.numbers = numbers;
    this.deliveries = deliveries;
    this.loop = loop;
    this.clock = clock;
    this.metrics = metrics;
  }

  /**
   * @param id as the submit_sm_resp gave it
   */
  void delivered(InboundMessage message, String id) {
    Numbers.Wire from = numbers.write(message.recipient());
    Numbers.Wire to = numbers.write(message.sender());
    if (from == null || to == null || waiting >= MOST) {
      metrics.submitted("receipt_dropped");
      return;
    }
    waiting++;
    send(segments(id, message.received(), clock.instant()), from, to, id, TRIES);
  }

  /** SMPP 3.4 appendix B, and the TLVs that say the same. */
  private static Segments segments(String id, Instant submitted, Instant done) {
    String text =
        "id:%s sub:001 dlvrd:001 submit date:%s done date:%s stat:DELIVRD err:000 text:"
            .formatted(id, MINUTE.format(submitted), MINUTE.format(done));
    return new Segments(
        0,
        false,
        List.of(
            new Segments.Segment(
                text.getBytes(StandardCharsets.US_ASCII),
                List.of(
                    new OptionalParameter.Receipted_message_id(id),
                    new OptionalParameter.Message_state(DELIVERED)))));
  }

  private void send(
      Segments segments, Numbers.Wire from, Numbers.Wire to, String id, int triesLeft) {
    deliveries.add(
        new Deliveries.Delivery(
            segments,
            RECEIPT,
            from,
            to,
            id,
            loop.nanos(),
            result -> {
              if (result instanceof SendResult.RetryAfter && triesLeft > 1) {
                loop.after(PAUSE, () -> send(segments, from, to, id, triesLeft - 1));
              } else {
                waiting--;
                boolean taken = result instanceof SendResult.Accepted;
                metrics.submitted(taken ? "receipt" : "receipt_dropped");
              }
            }));
  }
}
