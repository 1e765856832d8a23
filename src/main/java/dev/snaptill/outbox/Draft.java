package dev.snaptill.outbox;

import dev.snaptill.channel.MediaRef;
import dev.snaptill.value.Address;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A message somebody wants sent.
 *
 * @param cause id of the message or payment it answers
 * @param life of no use after this long
 */
public record Draft(
    long cause,
    Purpose purpose,
    String channel,
    Address from,
    Address to,
    @Nullable String replyHandle,
    String text,
    List<MediaRef> pictures,
    Duration life) {

  /** A plain text. */
  public static Draft text(
      long cause, Purpose purpose, String channel, Address from, Address to, String text) {
    return new Draft(cause, purpose, channel, from, to, null, text, List.of(), Duration.ofDays(2));
  }

  /** Never the text or the full number: this may reach a log. */
  @Override
  public String toString() {
    return "Draft[" + purpose + " " + channel + " " + to + "]";
  }
}
