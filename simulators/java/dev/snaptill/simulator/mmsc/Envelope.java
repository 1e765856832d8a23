package dev.snaptill.simulator.mmsc;

import jakarta.activation.DataHandler;
import jakarta.mail.BodyPart;
import jakarta.mail.MessagingException;
import jakarta.mail.Multipart;
import jakarta.mail.Part;
import jakarta.mail.internet.ContentType;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMultipart;
import jakarta.mail.internet.MimeUtility;
import jakarta.mail.util.ByteArrayDataSource;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The MIME around an MM7 envelope: multipart/related of the SOAP part and the content (TS 23.140
 * §8.7.3).
 */
final class Envelope {
  private Envelope() {}

  /** An HTTP body and its Content-Type. */
  @SuppressWarnings("ArrayRecordComponent")
  record Post(String contentType, byte[] body) {}

  /** What a received body holds; no content for a bare SOAP request. */
  @SuppressWarnings("ArrayRecordComponent")
  record Received(byte[] soap, String text, List<Picture> pictures) {}

  /** What the SOAP part must know of the content. */
  interface SoapPart {
    byte[] write(String contentId);
  }

  private static final class Related extends MimeMultipart {
    Related() {
      super("related");
    }

    void finish() throws MessagingException {
      updateHeaders();
    }

    String typed(String type, String start) throws MessagingException {
      ContentType contentType = new ContentType(getContentType());
      contentType.setParameter("type", type);
      if (!start.isEmpty()) {
        contentType.setParameter("start", "<" + start + ">");
      }
      return MimeUtility.unfold(contentType.toString());
    }
  }

  /**
   * Boundaries and Content-IDs are new at every call, as when an MMSC posts again.
   *
   * @param mismatched the content's Content-ID differs from its href by a digit
   * @param bare the SOAP part has no Content-ID, and no start parameter points to it
   */
  static Post write(
      SoapPart soap, String text, List<Picture> pictures, boolean mismatched, boolean bare) {
    try {
      String soapId = id("soap");
      String contentId = id("content");
      Related outer = new Related();
      MimeBodyPart first = new MimeBodyPart();
      first.setDataHandler(data("text/xml; charset=utf-8", soap.write(contentId)));
      first.setHeader("Content-Transfer-Encoding", "8bit");
      if (!bare) {
        first.setContentID("<" + soapId + ">");
      }
      outer.addBodyPart(first);
      Related content = content(text, pictures);
      MimeBodyPart second = new MimeBodyPart();
      second.setContent(content);
      second.setHeader("Content-Type", content.typed("application/smil", smilId(content)));
      second.setContentID("<" + (mismatched ? oneDigitOff(contentId) : contentId) + ">");
      outer.addBodyPart(second);
      outer.finish();
      ByteArrayOutputStream body = new ByteArrayOutputStream();
      outer.writeTo(body);
      return new Post(outer.typed("text/xml", bare ? "" : soapId), body.toByteArray());
    } catch (MessagingException | IOException e) {
      throw new IllegalStateException("a message that cannot be packed", e);
    }
  }

  private static String oneDigitOff(String id) {
    int at = id.indexOf('@') - 1;
    char other = id.charAt(at) == '0' ? '1' : '0';
    return id.substring(0, at) + other + id.substring(at + 1);
  }

  private static String smilId(Related content) throws MessagingException {
    return bare(((MimeBodyPart) content.getBodyPart(0)).getContentID());
  }

  private static Related content(String text, List<Picture> pictures) throws MessagingException {
    Related content = new Related();
    StringBuilder slides = new StringBuilder();
    List<MimeBodyPart> parts = new ArrayList<>();
    for (int i = 0; i < pictures.size(); i++) {
      Picture picture = pictures.get(i);
      slides.append("<par><img src=\"").append("picture").append(i).append("\"/></par>");
      MimeBodyPart part = new MimeBodyPart();
      part.setDataHandler(data(picture.contentType(), picture.octets()));
      part.setHeader("Content-Transfer-Encoding", "base64");
      part.setHeader("Content-Location", picture.name());
      part.setContentID("<" + id("picture" + i) + ">");
      parts.add(part);
    }
    if (!text.isEmpty()) {
      slides.append("<par><text src=\"text.txt\"/></par>");
      MimeBodyPart part = new MimeBodyPart();
      part.setDataHandler(data("text/plain; charset=utf-8", text.getBytes(StandardCharsets.UTF_8)));
      part.setHeader("Content-Location", "text.txt");
      part.setContentID("<" + id("text") + ">");
      parts.add(part);
    }
    MimeBodyPart smil = new MimeBodyPart();
    String show = "<smil><head><layout/></head><body>" + slides + "</body></smil>";
    smil.setDataHandler(data("application/smil", show.getBytes(StandardCharsets.UTF_8)));
    smil.setContentID("<" + id("smil") + ">");
    content.addBodyPart(smil);
    for (MimeBodyPart part : parts) {
      content.addBodyPart(part);
    }
    return content;
  }

  private static DataHandler data(String type, byte[] octets) {
    return new DataHandler(new ByteArrayDataSource(octets, type));
  }

  private static String id(String what) {
    return what + "." + UUID.randomUUID() + "@mmsc.example";
  }

  /** Throws MessagingException or IOException for what cannot be unpacked. */
  static Received read(String contentType, byte[] body) throws MessagingException, IOException {
    ContentType type = new ContentType(contentType);
    if (!type.match("multipart/*")) {
      return new Received(body, "", List.of());
    }
    MimeMultipart outer = new MimeMultipart(new ByteArrayDataSource(body, contentType));
    BodyPart root = root(outer, type.getParameter("start"));
    List<String> texts = new ArrayList<>();
    List<Picture> pictures = new ArrayList<>();
    for (int i = 0; i < outer.getCount(); i++) {
      if (outer.getBodyPart(i) != root) {
        gather(outer.getBodyPart(i), texts, pictures);
      }
    }
    return new Received(root.getInputStream().readAllBytes(), String.join("\n", texts), pictures);
  }

  private static BodyPart root(MimeMultipart outer, @Nullable String start)
      throws MessagingException {
    BodyPart named = start == null ? null : outer.getBodyPart(start);
    return named != null ? named : outer.getBodyPart(0);
  }

  private static void gather(Part part, List<String> texts, List<Picture> pictures)
      throws MessagingException, IOException {
    if (part.isMimeType("multipart/*")) {
      Multipart inner = (Multipart) part.getContent();
      for (int i = 0; i < inner.getCount(); i++) {
        gather(inner.getBodyPart(i), texts, pictures);
      }
    } else if (part.isMimeType("text/plain")) {
      texts.add(String.valueOf(part.getContent()));
    } else if (part.isMimeType("image/*")) {
      String type = new ContentType(part.getContentType()).getBaseType().toLowerCase(Locale.ROOT);
      pictures.add(new Picture(name(part, pictures), type, part.getInputStream().readAllBytes()));
    }
  }

  private static String name(Part part, List<Picture> before) throws MessagingException {
    String[] location = part.getHeader("Content-Location");
    if (location != null) {
      return location[0];
    }
    String file = part.getFileName();
    return file != null ? file : "picture" + (before.size() + 1);
  }

  private static String bare(String contentId) {
    return contentId.substring(1, contentId.length() - 1);
  }
}
