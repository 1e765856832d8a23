package dev.snaptill.channel.mm7;

import dev.snaptill.channel.InboundMessage;
import dev.snaptill.channel.MediaRef;
import dev.snaptill.channel.Trust;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;

/** From MM7's words into the gateway's. */
final class InboundMessages {
  private InboundMessages() {}

  /**
   * @param media the message's pictures, already in the media store
   */
  static InboundMessage from(
      MmscConfig mmsc, DeliverReq req, List<MediaRef> media, Instant received) {
    return new InboundMessage(
        mmsc.name(),
        req.hardKey(),
        softKey(req, media),
        req.sender(),
        req.recipient(),
        req.text().isEmpty() ? req.subject() : req.text(),
        media,
        req.refused(),
        req.sent(),
        received,
        // an answer that names the LinkedID is shown in the same conversation (TS 23.140 §8.7.1)
        req.linkedId(),
        trust(mmsc, req));
  }

  /** The pictures are part of it: photos of two vouchers without a word are two messages. */
  private static String softKey(DeliverReq req, List<MediaRef> media) {
    String words =
        String.join(
            "|", req.sender().canonical(), req.recipient().canonical(), req.subject(), req.text());
    return media.isEmpty()
        ? words
        : words + "|" + media.stream().map(MediaRef::sha256).collect(Collectors.joining(","));
  }

  /** On an operator's own link a sender that isn't E.164 is not the operator's subscriber. */
  private static Trust trust(MmscConfig mmsc, DeliverReq req) {
    return mmsc.trust() == Trust.OPERATOR && !req.sender().isE164() ? Trust.WEAK : mmsc.trust();
  }
}
