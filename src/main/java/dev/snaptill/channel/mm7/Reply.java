package dev.snaptill.channel.mm7;

import dev.snaptill.channel.Intake;
import org.jspecify.annotations.Nullable;

/**
 * What goes back to an MMSC.
 *
 * @param http the HTTP status
 * @param soap the body, or null for none
 * @param result what it is counted as
 */
record Reply(int http, @Nullable String soap, String result) {

  /** No SOAP answer: an HTTP error makes the MMSC post it again. */
  static final Reply NOT_STORED = new Reply(503, null, "failed");

  /** Errors too go with HTTP 200: the Status tells, and an HTTP error would bring them again. */
  static Reply soap(
      MmscConfig mmsc, @Nullable SoapEnvelope request, Mm7Status status, String result) {
    return new Reply(200, SoapAnswer.write(request, status, mmsc), result);
  }

  /** Only what is stored is acknowledged; a repeat gets the same answer as the first. */
  static Reply to(MmscConfig mmsc, SoapEnvelope request, Intake intake) {
    return to(mmsc, request, intake, "stored");
  }

  /**
   * @param stored what it is counted as where it was stored
   */
  static Reply to(MmscConfig mmsc, SoapEnvelope request, Intake intake, String stored) {
    if (intake instanceof Intake.Stored) {
      return soap(mmsc, request, Mm7Status.SUCCESS, stored);
    }
    if (intake instanceof Intake.Repeat) {
      return soap(mmsc, request, Mm7Status.SUCCESS, "repeat");
    }
    return intake instanceof Intake.Failed
        ? NOT_STORED
        : soap(mmsc, request, Mm7Status.UNAVAILABLE, "busy");
  }
}
