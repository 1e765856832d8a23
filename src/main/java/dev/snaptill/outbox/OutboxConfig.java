package dev.snaptill.outbox;

import dev.snaptill.config.Settings;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is done about messages that don't arrive.
 *
 * @param tries how often a message is offered to its channel before it is a dead letter; with the
 *     pauses between them 100 take some 15 hours
 * @param fallbackTries how often before it goes to the channel that stands in, if there is one
 * @param fallback channels in the order in which they stand in for each other: what fails on one
 *     goes by the next. What fails on a channel that isn't named goes by the first
 * @param queryAfter how old a message is when its carrier is asked what became of it, and then
 *     again and again; zero never asks
 * @param reportWait how long a delivery report is waited for
 * @param earlyKept how long a report is kept whose message is not known (yet)
 * @param textsInstead by MMSC, the carrier for the texts of messages that it can't deliver
 */
public record OutboxConfig(
    int tries,
    int fallbackTries,
    List<String> fallback,
    Duration queryAfter,
    Duration reportWait,
    Duration earlyKept,
    StandIns textsInstead) {

  public OutboxConfig(
      int tries,
      int fallbackTries,
      List<String> fallback,
      Duration queryAfter,
      Duration reportWait,
      Duration earlyKept) {
    this(
        tries,
        fallbackTries,
        fallback,
        queryAfter,
        reportWait,
        earlyKept,
        StandIns.of(Set.of(), ""));
  }

  public static final OutboxConfig DEFAULT =
      new OutboxConfig(
          100, 8, List.of(), Duration.ofMinutes(15), Duration.ofDays(3), Duration.ofHours(1));

  /** Receipts and notices say the same whenever and by whatever way they come. */
  private static final Set<String> MAY_GO_ANOTHER_WAY =
      Set.of(
          Purpose.RECEIPT.name(),
          Purpose.NOTICE.name(),
          Purpose.VOUCHER_PICTURE.name(),
          Purpose.RECEIPT_PICTURE.name());

  /**
   * @param channels every channel that carries texts
   */
  public static OutboxConfig from(Settings s, Set<String> channels) {
    OutboxConfig config =
        new OutboxConfig(
            s.integer("tries", DEFAULT.tries, 1, 1_000),
            s.integer("fallback_tries", DEFAULT.fallbackTries, 1, 1_000),
            s.texts("fallback"),
            s.duration("query_after", DEFAULT.queryAfter, Duration.ZERO, Duration.ofDays(2)),
            s.duration(
                "report_wait", DEFAULT.reportWait, Duration.ofMinutes(1), Duration.ofDays(30)),
            s.duration("early_kept", DEFAULT.earlyKept, Duration.ofMinutes(1), Duration.ofDays(1)));
    Set<String> named = new HashSet<>();
    for (String channel : config.fallback) {
      if (!channels.contains(channel)) {
        s.error("fallback", "'" + channel + "' is none of the carriers " + channels);
      } else if (!named.add(channel)) {
        s.error("fallback", "'" + channel + "' is given twice");
      }
    }
    return config;
  }

  /**
   * The same, and what an MMSC can't deliver goes as a text: by the first channel that stands in
   * for others, else by the given one.
   */
  public OutboxConfig withTextsFor(Set<String> mmscs, String texts) {
    String carrier = fallback.isEmpty() ? texts : fallback.get(0);
    return new OutboxConfig(
        tries,
        fallbackTries,
        fallback,
        queryAfter,
        reportWait,
        earlyKept,
        StandIns.of(mmscs, carrier));
  }

  /** Whether what goes that way has to leave its pictures behind. */
  boolean leavesPictures(String channel) {
    return textsInstead.takes(channel);
  }

  /** The channel that stands in for the given one; null if none does. */
  @Nullable String after(String channel) {
    String text = textsInstead.instead(channel);
    if (text != null) {
      return text;
    }
    int next = fallback.indexOf(channel) + 1;
    return next < fallback.size() ? fallback.get(next) : null;
  }

  /**
   * Whether a message may be sent again by another way than it was meant to. One-time numbers
   * (answers) never are: they belong to the conversation they were asked in.
   */
  boolean mayGoAnotherWay(String purpose) {
    return MAY_GO_ANOTHER_WAY.contains(purpose);
  }
}
