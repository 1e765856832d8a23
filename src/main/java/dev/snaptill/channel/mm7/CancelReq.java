package dev.snaptill.channel.mm7;

import dev.snaptill.value.Ids;

/**
 * Asks an MMSC to forget a message (TS 23.140 §8.7.5): a bare envelope.
 *
 * @param transactionId the same for every attempt
 */
record CancelReq(String transactionId, String xml) {

  static CancelReq write(MmscConfig mmsc, Mm7.Cancel cancel) {
    String transactionId = Ids.text(cancel.id()) + "-cancel";
    StringBuilder xml = new StringBuilder(512);
    xml.append("<CancelReq xmlns=\"").append(Xml.escape(mmsc.namespace())).append("\">");
    SubmitReq.element(xml, "MM7Version", mmsc.version());
    xml.append("<SenderIdentification>");
    SubmitReq.element(xml, "VASPID", mmsc.vaspId());
    SubmitReq.element(xml, "VASID", mmsc.vasId());
    xml.append("</SenderIdentification>");
    SubmitReq.element(xml, "MessageID", cancel.messageId());
    xml.append("</CancelReq>");
    return new CancelReq(
        transactionId, SoapAnswer.envelope(transactionId, mmsc.namespace(), xml.toString()));
  }
}
