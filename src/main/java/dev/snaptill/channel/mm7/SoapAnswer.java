package dev.snaptill.channel.mm7;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes our answers: the request's namespace, MM7Version and TransactionID are echoed. */
final class SoapAnswer {
  private static final String SOAP = "http://schemas.xmlsoap.org/soap/envelope/";
  private static final Map<String, String> ANSWERS =
      Map.of(
          "DeliverReq", "DeliverRsp",
          "DeliveryReportReq", "DeliveryReportRsp",
          "ReadReplyReq", "ReadReplyRsp");

  private SoapAnswer() {}

  /** Whether a request of that name has an answer of its own; all else gets VASPErrorRsp. */
  static boolean knows(String request) {
    return ANSWERS.containsKey(request);
  }

  /**
   * @param request what is answered, or null if it could not be read
   * @param status of the table in TS 23.140 §8.7.8.3
   * @param own version and namespace that stand in where there is nothing to echo
   */
  static String write(@Nullable SoapEnvelope request, Mm7Status status, MmscConfig own) {
    String namespace = own.namespace();
    String version = own.version();
    if (request != null && request.namespace() != null) {
      namespace = request.namespace();
    }
    if (request != null && request.version() != null && request.versionIsKnown()) {
      version = request.version();
    }
    String answer = request == null ? null : ANSWERS.get(request.name());
    String content =
        "<MM7Version>"
            + Xml.escape(version)
            + "</MM7Version><Status><StatusCode>"
            + status.code()
            + "</StatusCode><StatusText>"
            + Xml.escape(status.text())
            + "</StatusText></Status>";
    String body =
        answer == null
            ? "<env:Fault><faultcode>env:Client</faultcode><faultstring>"
                + Xml.escape(status.text())
                + "</faultstring><detail>"
                + element("VASPErrorRsp", namespace, content)
                + "</detail></env:Fault>"
            : element(answer, namespace, content);
    String transactionId = request == null ? null : request.transactionId();
    return envelope(transactionId, namespace, body);
  }

  private static String element(String name, String namespace, String content) {
    return "<" + name + " xmlns=\"" + Xml.escape(namespace) + "\">" + content + "</" + name + ">";
  }

  /** An envelope; without an id it has no header. */
  static String envelope(@Nullable String transactionId, String namespace, String body) {
    String header =
        transactionId == null
            ? ""
            : "<env:Header><mm7:TransactionID xmlns:mm7=\""
                + Xml.escape(namespace)
                + "\" env:mustUnderstand=\"1\">"
                + Xml.escape(transactionId)
                + "</mm7:TransactionID></env:Header>";
    return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<env:Envelope xmlns:env=\""
        + SOAP
        + "\">"
        + header
        + "<env:Body>"
        + body
        + "</env:Body></env:Envelope>";
  }
}
