package dev.snaptill.simulator.mmsc;

/**
 * What came of a DeliverReq.
 *
 * @param httpStatus of the last exchange; 0 when there was none (refused, timed out)
 * @param statusCode of the DeliverRsp (TS 23.140 §8.7.8.4), 1000 for accepted; 0 when none could be
 *     read
 */
public record DeliverOutcome(
    int httpStatus, int statusCode, int attempts, String transactionId, String linkedId) {
  public boolean accepted() {
    return httpStatus == 200 && statusCode == 1000;
  }
}
