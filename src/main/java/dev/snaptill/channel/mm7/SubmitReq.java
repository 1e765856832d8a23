package dev.snaptill.channel.mm7;

import dev.snaptill.channel.OutboundMessage;
import dev.snaptill.value.Address;
import dev.snaptill.value.Ids;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A SubmitReq on the wire (TS 23.140 §8.7.1): the SOAP part, then SMIL, pictures and text as one
 * multipart. Strict where others are not: quoted boundaries, bracketed Content-IDs, a start
 * parameter, a transfer encoding on each part.
 *
 * @param transactionId the same for every attempt at a message
 * @param contentType the HTTP header
 */
record SubmitReq(String transactionId, String contentType, byte[] body) {
  private static final Base64.Encoder BASE64 =
      Base64.getMimeEncoder(76, "\r\n".getBytes(StandardCharsets.US_ASCII));

  /** A part of the content: its name serves as Content-ID and Content-Location. */
  private record Part(String name, String contentType, byte[] bytes) {}

  /**
   * @param pictures their bytes, in order
   * @param linkedId the message this one answers, or null
   * @param smaller how often the pictures were made smaller; a request with other content is
   *     another transaction
   */
  static SubmitReq write(
      MmscConfig mmsc,
      OutboundMessage message,
      List<byte[]> pictures,
      @Nullable String linkedId,
      int smaller) {
    String id = Ids.text(message.id());
    String transactionId =
        id
            + (linkedId == null && message.replyHandle() != null ? "-2" : "")
            + (smaller > 0 ? "-small" + smaller : "");
    String outer = "snaptill-" + id + "-outer";
    String inner = "snaptill-" + id + "-inner";
    ByteArrayOutputStream out = new ByteArrayOutputStream(64 * 1024);
    line(out, "--" + outer);
    line(out, "Content-Type: text/xml; charset=\"utf-8\"");
    line(out, "Content-Transfer-Encoding: 8bit");
    line(out, "Content-ID: <soap-" + id + ">");
    line(out, "");
    line(out, envelope(mmsc, message, transactionId, "content-" + id, linkedId));
    line(out, "--" + outer);
    line(
        out,
        "Content-Type: multipart/related; type=\"application/smil\"; start=\"<smil>\";"
            + " boundary=\""
            + inner
            + "\"");
    line(out, "Content-ID: <content-" + id + ">");
    line(out, "");
    for (Part part : parts(message, pictures)) {
      write(out, inner, part);
    }
    line(out, "--" + inner + "--");
    line(out, "--" + outer + "--");
    return new SubmitReq(
        transactionId,
        "multipart/related; type=\"text/xml\"; start=\"<soap-"
            + id
            + ">\"; boundary=\""
            + outer
            + "\"",
        out.toByteArray());
  }

  private static String envelope(
      MmscConfig mmsc,
      OutboundMessage message,
      String transactionId,
      String contentId,
      @Nullable String linkedId) {
    StringBuilder xml = new StringBuilder(1_024);
    xml.append("<SubmitReq xmlns=\"").append(Xml.escape(mmsc.namespace())).append("\">");
    element(xml, "MM7Version", mmsc.version());
    xml.append("<SenderIdentification>");
    element(xml, "VASPID", mmsc.vaspId());
    element(xml, "VASID", mmsc.vasId());
    address(xml, "SenderAddress", message.from());
    xml.append("</SenderIdentification><Recipients>");
    address(xml, "To", message.to());
    xml.append("</Recipients>");
    element(xml, "LinkedID", linkedId);
    element(xml, "ExpiryDate", message.notAfter().truncatedTo(ChronoUnit.SECONDS).toString());
    element(xml, "DeliveryReport", "true");
    element(xml, "Priority", "Normal");
    xml.append("<Content href=\"cid:").append(contentId).append("\" allowAdaptations=\"false\"/>");
    xml.append("</SubmitReq>");
    return SoapAnswer.envelope(transactionId, mmsc.namespace(), xml.toString());
  }

  static void element(StringBuilder xml, String name, @Nullable String value) {
    if (value != null) {
      xml.append('<').append(name).append('>').append(Xml.escape(value));
      xml.append("</").append(name).append('>');
    }
  }

  private static void address(StringBuilder xml, String name, Address address) {
    xml.append('<').append(name).append('>');
    element(xml, address.isE164() ? "Number" : "ShortCode", address.value());
    xml.append("</").append(name).append('>');
  }

  private static List<Part> parts(OutboundMessage message, List<byte[]> pictures) {
    List<Part> shown = new ArrayList<>();
    for (int i = 0; i < pictures.size(); i++) {
      PictureKind kind = PictureKind.of(pictures.get(i), message.pictures().get(i).contentType());
      String type = kind == null ? "application/octet-stream" : kind.mediaType();
      String extension = kind == null ? "bin" : kind.extension();
      shown.add(new Part("picture" + (i + 1) + "." + extension, type, pictures.get(i)));
    }
    if (!message.text().isEmpty() || shown.isEmpty()) {
      byte[] text = message.text().getBytes(StandardCharsets.UTF_8);
      shown.add(new Part("text.txt", "text/plain; charset=\"utf-8\"", text));
    }
    List<Part> out = new ArrayList<>();
    out.add(
        new Part(
            "smil",
            "application/smil; charset=\"utf-8\"",
            smil(shown).getBytes(StandardCharsets.UTF_8)));
    out.addAll(shown);
    return out;
  }

  /** One slide a picture; the text stands below the first. */
  private static String smil(List<Part> shown) {
    List<Part> pictures = shown.stream().filter(p -> !p.name().equals("text.txt")).toList();
    boolean text = pictures.size() < shown.size();
    StringBuilder out = new StringBuilder(512);
    out.append("<smil><head><layout><root-layout width=\"100%\" height=\"100%\"/>");
    out.append("<region id=\"Image\" top=\"0%\" left=\"0%\" width=\"100%\" height=\"75%\"");
    out.append(" fit=\"meet\"/>");
    out.append("<region id=\"Text\" top=\"75%\" left=\"0%\" width=\"100%\" height=\"25%\"/>");
    out.append("</layout></head><body>");
    for (int slide = 0; slide < Math.max(1, pictures.size()); slide++) {
      out.append("<par dur=\"20s\">");
      if (slide < pictures.size()) {
        out.append("<img src=\"").append(pictures.get(slide).name());
        out.append("\" region=\"Image\"/>");
      }
      if (slide == 0 && text) {
        out.append("<text src=\"text.txt\" region=\"Text\"/>");
      }
      out.append("</par>");
    }
    return out.append("</body></smil>").toString();
  }

  private static void write(ByteArrayOutputStream out, String boundary, Part part) {
    line(out, "--" + boundary);
    line(out, "Content-Type: " + part.contentType() + "; name=\"" + part.name() + "\"");
    line(out, "Content-Transfer-Encoding: base64");
    line(out, "Content-ID: <" + part.name() + ">");
    line(out, "Content-Location: " + part.name());
    line(out, "");
    out.writeBytes(BASE64.encode(part.bytes()));
    line(out, "");
  }

  private static void line(ByteArrayOutputStream out, String text) {
    out.writeBytes(text.getBytes(StandardCharsets.UTF_8));
    out.write('\r');
    out.write('\n');
  }

  /** Never the content: this may reach a log. */
  @Override
  public String toString() {
    return "SubmitReq[" + transactionId + " " + body.length + " bytes]";
  }
}
