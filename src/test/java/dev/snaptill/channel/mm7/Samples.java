package dev.snaptill.channel.mm7;

import dev.snaptill.config.Settings;
import jakarta.activation.DataHandler;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMultipart;
import jakarta.mail.util.ByteArrayDataSource;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;

/** Requests as MMSCs write them: whole ones built by Angus Mail, and pieces for hand-made ones. */
final class Samples {
  static final String NAMESPACE =
      "http://www.3gpp.org/ftp/Specs/archive/23_series/23.140/schema/REL-5-MM7-1-2";
  static final String SMIL = "<smil><body><par><img src=\"photo.jpg\"/></par></body></smil>";

  private Samples() {}

  /** Not a real picture, but begins like one; the bytes cover all values, line ends included. */
  static byte[] jpeg(int size) {
    byte[] bytes = new byte[size];
    for (int i = 0; i < size; i++) {
      bytes[i] = (byte) (i * 31 + i / 256);
    }
    bytes[0] = (byte) 0xFF;
    bytes[1] = (byte) 0xD8;
    bytes[2] = (byte) 0xFF;
    return bytes;
  }

  static String deliver(String sender, String href) {
    return envelope(
        "txn-1",
        "<DeliverReq xmlns=\""
            + NAMESPACE
            + "\"><MM7Version>5.6.0</MM7Version>"
            + "<MMSRelayServerID>relay</MMSRelayServerID><LinkedID>link-1</LinkedID>"
            + "<Sender>"
            + sender
            + "</Sender><Recipients><To><Number>10658</Number></To>"
            + "</Recipients><TimeStamp>2026-11-22T10:00:00+08:00</TimeStamp>"
            + "<Priority>Normal</Priority><Subject>付款</Subject>"
            + "<Content href=\""
            + href
            + "\" allowAdaptations=\"true\"/></DeliverReq>");
  }

  static String deliver() {
    return deliver("<Number>+8613800000001</Number>", "cid:content-1");
  }

  static String envelope(String transactionId, String message) {
    return "<?xml version=\"1.0\" encoding=\"UTF-8\"?><env:Envelope"
        + " xmlns:env=\"http://schemas.xmlsoap.org/soap/envelope/\"><env:Header>"
        + "<mm7:TransactionID xmlns:mm7=\""
        + NAMESPACE
        + "\" env:mustUnderstand=\"1\">"
        + transactionId
        + "</mm7:TransactionID></env:Header><env:Body>"
        + message
        + "</env:Body></env:Envelope>";
  }

  /** A request's header and body. */
  record Post(String contentType, byte[] body) {}

  /** SOAP, then a multipart/related of SMIL, picture and text, written by Angus Mail. */
  static Post angus(String soap, byte[] picture, String text) {
    try {
      MimeMultipart content = new MimeMultipart("related");
      content.addBodyPart(part("application/smil", "base64", "smil", bytes(SMIL)));
      content.addBodyPart(part("image/jpeg", "base64", "photo.jpg", picture));
      content.addBodyPart(
          part("text/plain; charset=utf-8", "quoted-printable", "t.txt", bytes(text)));
      MimeBodyPart holder = new MimeBodyPart();
      holder.setContent(content);
      holder.setHeader("Content-ID", "<content-1>");
      MimeMultipart outer = new MimeMultipart("related");
      outer.addBodyPart(part("text/xml; charset=utf-8", "8bit", "soap", bytes(soap)));
      outer.addBodyPart(holder);
      holder.setHeader("Content-Type", content.getContentType());
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      outer.writeTo(out);
      return new Post(outer.getContentType().replaceAll("\\s+", " "), out.toByteArray());
    } catch (MessagingException | IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static MimeBodyPart part(String type, String encoding, String id, byte[] bytes)
      throws MessagingException {
    MimeBodyPart part = new MimeBodyPart();
    part.setDataHandler(new DataHandler(new ByteArrayDataSource(bytes, type)));
    part.setHeader("Content-Type", type);
    part.setHeader("Content-Transfer-Encoding", encoding);
    part.setHeader("Content-ID", "<" + id + ">");
    return part;
  }

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** Bytes as the characters of the same numbers, for bodies put together as text. */
  static String latin(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  static String base64(byte[] bytes) {
    return Base64.getMimeEncoder().encodeToString(bytes);
  }

  /** An MMSC "city" that is trusted by its address, with these settings besides. */
  static Mm7Config config(String url, Map<String, String> more) {
    StringBuilder yaml = new StringBuilder();
    yaml.append("port: 0\nmmscs:\n  - name: city\n    short_codes: ['10658']\n");
    yaml.append("    url: ").append(url).append('\n');
    if (!more.containsKey("addresses")) {
      yaml.append("    addresses: [127.0.0.1]\n");
    }
    more.forEach((key, value) -> yaml.append("    ").append(key + ": " + value + "\n"));
    Settings settings = Settings.parse("test.yaml", yaml.toString(), Map.of());
    Mm7Config config = Mm7Config.from(settings);
    settings.check();
    return config;
  }

  static MmscConfig mmsc() {
    return config("http://127.0.0.1:1/mm7", Map.of()).mmscs().get(0);
  }
}
