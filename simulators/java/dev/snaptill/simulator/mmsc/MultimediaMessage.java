package dev.snaptill.simulator.mmsc;

import java.time.Instant;
import java.util.List;

/**
 * A multimedia message accepted for phones.
 *
 * @param id the MessageID given in the SubmitRsp
 * @param from the sender's address as written, a short code mostly
 * @param to recipients: E.164 with its plus
 * @param text all text parts, a line each; empty when there is none
 */
public record MultimediaMessage(
    String id,
    String from,
    List<String> to,
    String subject,
    String text,
    List<Picture> pictures,
    Instant at) {}
