package dev.snaptill.channel.mm7;

import dev.snaptill.ops.Traces;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Writes MM7 exchanges into the trace: envelopes with what is in them masked but for the elements
 * of the protocol itself; of the content only sizes.
 */
final class Mm7Trace {
  private static final Set<String> SHOWN =
      Set.of(
          "mm7version",
          "transactionid",
          "messageid",
          "linkedid",
          "statuscode",
          "statustext",
          "mmstatus",
          "priority",
          "timestamp",
          "date",
          "deliveryreport",
          "readreply",
          "expirydate",
          "vaspid",
          "vasid",
          "mmsrelayserverid",
          "faultcode",
          "faultstring");
  private static final int MAX_VALUE = 100;

  private final Traces traces;

  Mm7Trace(Traces traces) {
    this.traces = traces;
  }

  /** A request of an MMSC and our answer. */
  void in(
      MmscLine line, @Nullable String contentType, long bytes, Mm7Request request, Reply reply) {
    traces.note(
        line.name(),
        () ->
            "IN "
                + bytes
                + " bytes "
                + headerOf(contentType)
                + " "
                + soap(envelopeOf(request))
                + contentOf(request)
                + " -> HTTP "
                + reply.http()
                + " "
                + reply.result());
  }

  /** A request of ours. */
  void out(MmscLine line, String operation, String transactionId, int bytes) {
    traces.note(
        line.name(), () -> "OUT " + operation + " " + transactionId + " " + bytes + " bytes");
  }

  /** What came back to it. */
  void answered(MmscLine line, String transactionId, int http, SubmitAnswer answer) {
    traces.note(
        line.name(),
        () ->
            "OUT "
                + transactionId
                + " -> HTTP "
                + http
                + " status "
                + answer.code()
                + " "
                + answer.messageId());
  }

  /** Anything else worth a line; without texts, codes and numbers. */
  void note(MmscLine line, String what) {
    traces.note(line.name(), () -> what);
  }

  private static String headerOf(@Nullable String contentType) {
    if (contentType == null) {
      return "(no Content-Type)";
    }
    return contentType.length() > MAX_VALUE ? contentType.substring(0, MAX_VALUE) : contentType;
  }

  private static @Nullable SoapEnvelope envelopeOf(Mm7Request request) {
    if (request instanceof Mm7Request.Deliver deliver) {
      return deliver.envelope();
    }
    return request instanceof Mm7Request.Report report
        ? report.envelope()
        : ((Mm7Request.Refused) request).envelope();
  }

  private static String contentOf(Mm7Request request) {
    if (request instanceof Mm7Request.Deliver deliver) {
      StringBuilder out = new StringBuilder();
      deliver.message().pictures().forEach(picture -> out.append(" ").append(picture));
      return out + " text of " + deliver.message().text().length() + " characters";
    }
    return request instanceof Mm7Request.Refused refused ? " refused: " + refused.why() : "";
  }

  static String soap(@Nullable SoapEnvelope envelope) {
    if (envelope == null) {
      return "(no envelope)";
    }
    StringBuilder out = new StringBuilder();
    out.append("TransactionID=").append(envelope.transactionId()).append(' ');
    write(envelope.message(), out, 0);
    return out.toString();
  }

  private static void write(XmlNode node, StringBuilder out, int depth) {
    out.append('<').append(node.name()).append('>');
    String text = node.text();
    if (!text.isEmpty()) {
      boolean shown = SHOWN.contains(node.name().toLowerCase(Locale.ROOT));
      out.append(
          shown && text.length() <= MAX_VALUE ? text : "*".repeat(Math.min(8, text.length())));
    }
    if (depth < 8) {
      node.children().forEach(child -> write(child, out, depth + 1));
    }
    out.append("</").append(node.name()).append('>');
  }
}
