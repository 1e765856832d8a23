package dev.snaptill.inbox;

import dev.snaptill.config.Settings;
import java.time.Duration;

/**
 * Rules of confirmation by reply and of texts without end.
 *
 * @param life how long a one-time number is good for
 * @param tries wrong numbers that end what waits for a yes, this one included
 * @param open how many a payer may have open
 * @param failed failed ones of a day after which senders who can't be believed are ignored
 * @param perDay how many may be asked for in a day
 * @param alarm failed ones of a channel within an hour that raise its alarm
 * @param region whose telephone numbers people type without a country code, ISO 3166
 * @param replies answers a number gets within an hour; what it sends is carried out all the same
 */
public record ConfirmationConfig(
    Duration life,
    int tries,
    int open,
    int failed,
    int perDay,
    int alarm,
    String region,
    int replies) {

  public static ConfirmationConfig from(Settings s) {
    return new ConfirmationConfig(
        s.duration("life", Duration.ofMinutes(5), Duration.ofMinutes(1), Duration.ofHours(1)),
        s.integer("tries", 3, 1, 10),
        s.integer("open", 3, 1, 20),
        s.integer("failed_per_day", 5, 1, 100),
        s.integer("per_day", 30, 1, 1000),
        s.integer("alarm", 20, 1, 1_000_000),
        s.text("region", "CN", "[A-Z]{2}", "two letters of ISO 3166 such as CN"),
        s.integer("replies_per_hour", 60, 1, 100_000));
  }
}
