package dev.snaptill.simulator.carrier;

import java.time.Instant;

/**
 * A whole short message (parts joined) on its way to a phone.
 *
 * @param id the message id given in the submit_sm_resp, of the last part if it had several
 * @param from the sender as the ESME wrote it, E.164 with its plus, a short code or letters
 * @param to E.164 with its plus, or a short code
 */
public record ShortMessage(String id, String from, String to, String text, Instant at) {}
