package dev.snaptill.channel;

import dev.snaptill.value.Address;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A message as it came off a wire, before anyone asked what it means.
 *
 * @param channel the configured name of the carrier, MMSC or account it came by; unique in the
 *     configuration
 * @param hardKey an id that the channel vouches for as unique (MM7 LinkedID, an SMSC's message id),
 *     or null if it has none
 * @param softKey what makes a repeat recognisable when there is no hard key: sender, recipient, raw
 *     text and user data header run together; hashed before it is stored
 * @param recipient the short code or number it was sent to
 * @param text decoded text, empty if none; at most a few thousand characters
 * @param media pictures already in the media store
 * @param refusedMedia why a picture that came along was not kept ("too big", "unknown kind"), or
 *     null
 * @param sent when the carrier says it was sent, if it says
 * @param replyHandle opaque to all but the channel: lets an answer refer to this message
 */
public record InboundMessage(
    String channel,
    @Nullable String hardKey,
    String softKey,
    Address sender,
    Address recipient,
    String text,
    List<MediaRef> media,
    @Nullable RefusedMedia refusedMedia,
    @Nullable Instant sent,
    Instant received,
    @Nullable String replyHandle,
    Trust trust) {

  /** Why a picture could not be kept; the payer is told. */
  public enum RefusedMedia {
    TOO_BIG,
    TOO_MANY,
    UNKNOWN_KIND
  }

  /** Never the text or the full numbers: this may reach a log. */
  @Override
  public String toString() {
    return "InboundMessage[" + channel + " " + sender + " media=" + media.size() + "]";
  }
}
