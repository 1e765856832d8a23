package dev.snaptill.channel.mm7;

import dev.snaptill.value.Address;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an MMSC answered to a SubmitReq: a SubmitRsp, or an RSErrorRsp in a fault.
 *
 * @param code StatusCode, or 0 if the answer has none
 * @param messageId how the MMSC calls our message from now on; empty if it doesn't say
 * @param refused digits of the addresses that a partial success names in its details
 */
record SubmitAnswer(int code, String messageId, List<String> refused) {
  private static final SubmitAnswer NOT_UNDERSTOOD = new SubmitAnswer(0, "", List.of());
  private static final int MAX_REFUSED = 20;
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
      return new SubmitAnswer(
          code.matches("\\d{1,6}") ? Integer.parseInt(code) : 0, messageId, refused(message));
    } catch (MalformedBodyException | RuntimeException unreadable) {
      return NOT_UNDERSTOOD;
    }
  }

  /** Numbers anywhere in the status' Details (TS 23.140 §8.7.8.3.1). */
  private static List<String> refused(XmlNode message) {
    XmlNode status = message.child("Status").orElse(message);
    List<String> found = new ArrayList<>();
    status.child("Details").ifPresent(details -> gather(details, found));
    return List.copyOf(found);
  }

  private static void gather(XmlNode node, List<String> found) {
    String digits = node.text().replaceFirst("(?i)/TYPE=.*", "").replaceAll("[^0-9]", "");
    if (digits.length() >= 3 && digits.length() <= 20 && found.size() < MAX_REFUSED) {
      found.add(digits);
    }
    node.children().forEach(child -> gather(child, found));
  }

  /** Whether a partial success leaves out the one it was sent to. */
  boolean leavesOut(Address to) {
    String digits = to.value().replaceAll("[^0-9]", "");
    return refused.contains(digits);
  }

  /** Whether it says anything at all; an id without a status was seen and means success. */
  boolean isUnderstood() {
    return code > 0 || !messageId.isEmpty();
  }

  SubmitStatus status() {
    return code == 0 ? SubmitStatus.DONE : SubmitStatus.of(code);
  }
}
