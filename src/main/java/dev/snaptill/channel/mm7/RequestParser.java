package dev.snaptill.channel.mm7;

import org.jspecify.annotations.Nullable;

/** Reads what an MMSC posted. Never throws; runs on a worker, for a message may be megabytes. */
final class RequestParser {
  private final DeliverReader delivers;

  RequestParser(MmscConfig mmsc) {
    this.delivers = new DeliverReader(mmsc);
  }

  /**
   * @param contentType the HTTP header, or null
   * @param body the whole request
   */
  Mm7Request parse(@Nullable String contentType, byte[] body) {
    SoapEnvelope envelope = null;
    try {
      Packaging packaging = new Packaging(MimeReader.read(contentType, body));
      MimePart soap =
          packaging
              .soap()
              .orElseThrow(() -> new MalformedBodyException("no part holds a SOAP envelope"));
      envelope = SoapEnvelope.parse(soap);
      return dispatch(envelope, packaging);
    } catch (MalformedBodyException e) {
      return refused(envelope, Mm7Status.VALIDATION_ERROR, String.valueOf(e.getMessage()));
    } catch (RuntimeException e) {
      // A body nobody thought of must not take the link down, and must not come again for ever.
      return refused(envelope, Mm7Status.CORRUPT, e.getClass().getSimpleName());
    }
  }

  /**
   * Answers for a body over the limit.
   *
   * @param head its beginning, which holds the envelope if the MMSC put it first
   */
  Mm7Request tooBig(@Nullable String contentType, byte[] head) {
    SoapEnvelope envelope = null;
    try {
      MimePart soap = new Packaging(MimeReader.read(contentType, head)).soap().orElse(null);
      envelope = soap == null ? null : SoapEnvelope.parse(soap);
    } catch (MalformedBodyException | RuntimeException unreadable) {
      // then it is answered without the request's ids
    }
    return refused(envelope, Mm7Status.TOO_BIG, "body over the limit");
  }

  private static Mm7Request refused(@Nullable SoapEnvelope envelope, Mm7Status status, String why) {
    return new Mm7Request.Refused(envelope, status, why);
  }

  private Mm7Request dispatch(SoapEnvelope envelope, Packaging packaging) {
    if (!SoapAnswer.knows(envelope.name())) {
      return refused(envelope, Mm7Status.UNSUPPORTED_OPERATION, "unknown request");
    }
    if (!envelope.versionIsKnown()) {
      return refused(envelope, Mm7Status.UNSUPPORTED_VERSION, "unknown MM7Version");
    }
    return switch (envelope.name()) {
      case "DeliverReq" -> deliver(envelope, packaging);
      case "DeliveryReportReq" -> report(envelope, "delivery_report");
      default -> report(envelope, "read_reply");
    };
  }

  private Mm7Request deliver(SoapEnvelope envelope, Packaging packaging) {
    DeliverReader.Result result = delivers.read(envelope, packaging);
    if (result instanceof DeliverReader.Result.Taken taken) {
      return new Mm7Request.Deliver(envelope, taken.message());
    }
    Mm7Status status = ((DeliverReader.Result.Refused) result).status();
    return refused(
        envelope, status, "sender missing or no number, an id too long, or content corrupt");
  }

  private static Mm7Request report(SoapEnvelope envelope, String kind) {
    XmlNode req = envelope.message();
    return new Mm7Request.Report(
        envelope,
        kind,
        req.findText("MessageID").map(id -> Texts.clean(id, 200)).orElse(null),
        req.findText("MMStatus").map(word -> Texts.clean(word, 80)).orElse(null),
        req.childText("Date")
            .or(() -> req.childText("TimeStamp"))
            .map(DeliverReader::instant)
            .orElse(null));
  }
}
