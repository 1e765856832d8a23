package dev.snaptill.channel.mm7;

import org.jspecify.annotations.Nullable;

/**
 * What an MMSC answered to a SubmitReq: a SubmitRsp, or an RSErrorRsp in a fault.
 *
 * @param code StatusCode, or 0 if the answer has none
 * @param messageId how the MMSC calls our message from now on; empty if it doesn't say
 */
record SubmitAnswer(int code, String messageId) {
  private static final SubmitAnswer NOT_UNDERSTOOD = new SubmitAnswer(0, "");
  private static final int MAX_ID = 200;

  /** Reads an answer whatever its packaging, namespace and release. */
  static SubmitAnswer parse(@Nullable String contentType, byte[] body) {
    try {
      MimePart soap = new Packaging(MimeReader.read(contentType, body)).soap().orElse(null);
      if (soap == null) {
        return NOT_UNDERSTOOD;
      }
      XmlNode message = SoapEnvelope.parse(soap).message();
      String code = message.findText("StatusCode").orElse("");
      String messageId = Texts.clean(message.findText("MessageID").orElse(""), MAX_ID);
      return new SubmitAnswer(code.matches("\\d{1,6}") ? Integer.parseInt(code) : 0, messageId);
    } catch (MalformedBodyException | RuntimeException unreadable) {
      return NOT_UNDERSTOOD;
    }
  }

  /** Whether it says anything at all; an id without a status was seen and means success. */
  boolean isUnderstood() {
    return code > 0 || !messageId.isEmpty();
  }

  SubmitStatus status() {
    return code == 0 ? SubmitStatus.DONE : SubmitStatus.of(code);
  }
}
