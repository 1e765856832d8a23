package dev.snaptill.channel.mm7;

import dev.snaptill.channel.InboundMessage.RefusedMedia;
import dev.snaptill.value.Address;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a payer sent, taken out of its SOAP and MIME (TS 23.140 §8.7.2).
 *
 * @param linkedId the MMSC's id of the message, the same when it posts it again; or null
 * @param subject empty if none
 * @param text text parts, one below the other; empty if none
 * @param pictures of known kinds and sizes, at most five
 * @param refused why a picture that came along is not among them, or null
 * @param sent when the MMSC says it was sent, or null
 */
record DeliverReq(
    @Nullable String transactionId,
    @Nullable String linkedId,
    Address sender,
    Address recipient,
    String subject,
    String text,
    List<Picture> pictures,
    @Nullable RefusedMedia refused,
    @Nullable Instant sent) {

  /** A picture's bytes and the media type its first bytes tell. */
  record Picture(byte[] bytes, String mediaType) {
    @Override
    public String toString() {
      return "Picture[" + mediaType + " " + bytes.length + " bytes]";
    }
  }

  /** The id that stays when an MMSC posts again with new boundaries (journal.md), or null. */
  @Nullable String hardKey() {
    if (linkedId != null) {
      return "L:" + linkedId;
    }
    return transactionId == null ? null : "T:" + transactionId;
  }

  /** Never the text or the full numbers: this may reach a log. */
  @Override
  public String toString() {
    return "DeliverReq[" + sender + " pictures=" + pictures.size() + "]";
  }
}
