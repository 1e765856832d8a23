package dev.snaptill.subscription;

import dev.snaptill.config.Settings;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.LocalTime;

/**
 * When people's accounts are debited, in the subscription's own time zone.
 *
 * @param debitFrom no debit before this time of the day
 * @param debitUntil and none from this time on
 * @param debitAt the usual time
 * @param notice at least so long before each debit its payer is told
 * @param retry a debit that is refused for lack of money is tried again each day for so long
 */
public record SubscriptionConfig(
    LocalTime debitFrom, LocalTime debitUntil, LocalTime debitAt, Duration notice, Duration retry) {

  public static final SubscriptionConfig DEFAULT =
      new SubscriptionConfig(
          LocalTime.of(7, 0),
          LocalTime.of(22, 0),
          LocalTime.of(9, 0),
          Duration.ofHours(24),
          Duration.ofDays(3));

  public static SubscriptionConfig from(Settings s) {
    LocalTime from = time(s, "debit_from", DEFAULT.debitFrom);
    LocalTime until = time(s, "debit_until", DEFAULT.debitUntil);
    LocalTime at = time(s, "debit_at", DEFAULT.debitAt);
    if (!from.isBefore(until)) {
      s.error("debit_until", "is not after debit_from");
    }
    if (at.isBefore(from) || !at.isBefore(until)) {
      s.error("debit_at", "is not between debit_from and debit_until");
    }
    return new SubscriptionConfig(
        from,
        until,
        at,
        s.duration("notice", DEFAULT.notice, Duration.ofHours(1), Duration.ofDays(7)),
        s.duration("retry", DEFAULT.retry, Duration.ZERO, Duration.ofDays(14)));
  }

  private static LocalTime time(Settings s, String key, LocalTime otherwise) {
    String text = s.text(key, otherwise.toString());
    try {
      return LocalTime.parse(text);
    } catch (DateTimeException e) {
      s.error(key, "'" + text + "' is not a time of the day such as \"07:00\"");
      return otherwise;
    }
  }
}
