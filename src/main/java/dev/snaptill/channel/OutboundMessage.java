package dev.snaptill.channel;

import dev.snaptill.value.Address;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A message to be put on a wire.
 *
 * @param id unique and stable over retries
 * @param channel the configured carrier, MMSC or account that shall carry it
 * @param from the short code it is sent from
 * @param pictures in the media store; empty on channels whose capabilities lack pictures
 * @param notAfter of no use to anyone after this time
 */
public record OutboundMessage(
    long id,
    String channel,
    Address from,
    Address to,
    @Nullable String replyHandle,
    String text,
    List<MediaRef> pictures,
    Instant notAfter) {

  /** Never the text or the full number: this may reach a log. */
  @Override
  public String toString() {
    return "OutboundMessage[" + id + " " + channel + " " + to + "]";
  }
}
