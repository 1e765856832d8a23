package dev.snaptill.channel.mm7;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A SOAP 1.1 envelope: the MM7 message in it and what an answer has to echo.
 *
 * @param transactionId the SOAP header, or null if it is missing
 * @param message the body's first element, or for a fault what its detail holds
 * @param namespace of the message, or null
 * @param version MM7Version, or null
 */
record SoapEnvelope(
    @Nullable String transactionId,
    XmlNode message,
    @Nullable String namespace,
    @Nullable String version) {
  private static final int MAX_ID = 200;
  private static final int MAX_NAMESPACE = 200;

  /**
   * @throws MalformedBodyException if it isn't XML, isn't an envelope or has an empty body
   */
  static SoapEnvelope parse(MimePart part) throws MalformedBodyException {
    return parse(Texts.decodeXml(part.body(), part.charset()));
  }

  static SoapEnvelope parse(String document) throws MalformedBodyException {
    XmlNode root = XmlReader.read(document);
    XmlNode body =
        root.child("Body")
            .filter(b -> root.name().equalsIgnoreCase("Envelope"))
            .orElseThrow(() -> new MalformedBodyException("XML is not a SOAP envelope"));
    XmlNode message =
        body.children().stream()
            .findFirst()
            .map(SoapEnvelope::insideFault)
            .orElseThrow(() -> new MalformedBodyException("SOAP body is empty"));
    Optional<String> transactionId =
        root.child("Header").flatMap(h -> h.childText("TransactionID"));
    if (transactionId.isPresent() && transactionId.get().length() > MAX_ID) {
      throw new MalformedBodyException("TransactionID longer than " + MAX_ID + " characters");
    }
    return new SoapEnvelope(
        transactionId.orElse(null),
        message,
        message.namespace().filter(n -> n.length() <= MAX_NAMESPACE).orElse(null),
        message.childText("MM7Version").filter(v -> v.length() <= 20).orElse(null));
  }

  /** RSErrorRsp and VASPErrorRsp travel in a fault's detail (TS 23.140 §8.7.8). */
  private static XmlNode insideFault(XmlNode first) {
    if (!first.name().equalsIgnoreCase("Fault")) {
      return first;
    }
    return first
        .child("detail")
        .flatMap(detail -> detail.children().stream().findFirst())
        .orElse(first);
  }

  /** The message's local name, for example {@code DeliverReq}. */
  String name() {
    return message.name();
  }

  /** Releases 5 and 6 are understood; a missing version is taken for one of them. */
  boolean versionIsKnown() {
    return version == null || version.matches("(?i)(REL-)?[56]([.-].{0,18})?");
  }
}
