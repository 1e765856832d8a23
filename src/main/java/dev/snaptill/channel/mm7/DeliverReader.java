package dev.snaptill.channel.mm7;

import dev.snaptill.value.Address;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.james.mime4j.codec.DecodeMonitor;
import org.apache.james.mime4j.codec.DecoderUtil;
import org.jspecify.annotations.Nullable;

/**
 * Takes a DeliverReq out of its envelope (TS 23.140 §8.7.2); of all elements only Sender must be.
 */
final class DeliverReader {
  static final int MAX_SUBJECT = 200;
  private static final int MAX_ID = 200;

  private final MmscConfig mmsc;
  private final PhoneNumbers numbers;

  DeliverReader(MmscConfig mmsc) {
    this.mmsc = mmsc;
    this.numbers = new PhoneNumbers(mmsc.region(), mmsc.shortCodes());
  }

  /** What came of it: a message, or the status that says why not. */
  sealed interface Result {
    record Taken(DeliverReq message) implements Result {}

    record Refused(Mm7Status status) implements Result {}
  }

  Result read(SoapEnvelope envelope, Packaging packaging) {
    XmlNode req = envelope.message();
    Optional<XmlNode> senderNode = req.child("Sender");
    if (senderNode.isEmpty()) {
      return new Result.Refused(Mm7Status.VALIDATION_ERROR);
    }
    Optional<Address> sender = addressOf(senderNode.get());
    if (sender.isEmpty()) {
      return new Result.Refused(Mm7Status.ADDRESS_ERROR);
    }
    String linkedId = req.childText("LinkedID").orElse(null);
    if (linkedId != null && linkedId.length() > MAX_ID) {
      return new Result.Refused(Mm7Status.VALIDATION_ERROR);
    }
    String href = req.child("Content").flatMap(c -> c.attributeValue("href")).orElse(null);
    List<MimePart> parts = packaging.content(href);
    ContentReader content = new ContentReader(mmsc.maxPhotoBytes()).read(parts);
    if (content.pictures().isEmpty() && parts.stream().anyMatch(MimePart::isBroken)) {
      return new Result.Refused(Mm7Status.CORRUPT);
    }
    return new Result.Taken(
        new DeliverReq(
            envelope.transactionId(),
            linkedId,
            sender.get(),
            recipient(req),
            subject(req),
            content.text(),
            content.pictures(),
            content.refused(),
            req.childText("TimeStamp").map(DeliverReader::instant).orElse(null)));
  }

  /** The first recipient that is one of ours, else the first, else our first short code. */
  private Address recipient(XmlNode req) {
    List<Address> all =
        req.child("Recipients").stream()
            .flatMap(r -> r.children().stream())
            .flatMap(
                r ->
                    // To, Cc and Bcc hold addresses; some write the address without them
                    r.children().isEmpty() ? addressOf(r).stream() : addressesIn(r))
            .toList();
    return all.stream()
        .filter(a -> mmsc.shortCodes().contains(a.value()))
        .findFirst()
        .or(() -> all.stream().findFirst())
        .orElseGet(() -> Address.tel(mmsc.shortCodes().get(0)));
  }

  private Stream<Address> addressesIn(XmlNode to) {
    return to.children().stream().flatMap(n -> numbers.canonical(n.text()).stream());
  }

  /** Number, RFC2822Address, ShortCode, or digits directly inside. */
  private Optional<Address> addressOf(XmlNode node) {
    for (String form : List.of("Number", "ShortCode", "RFC2822Address")) {
      Optional<Address> found = node.childText(form).flatMap(numbers::canonical);
      if (found.isPresent()) {
        return found;
      }
    }
    return numbers.canonical(node.text());
  }

  private static String subject(XmlNode req) {
    String raw = req.childText("Subject").orElse("");
    String cut = raw.length() > 4 * MAX_SUBJECT ? raw.substring(0, 4 * MAX_SUBJECT) : raw;
    return Texts.clean(decodeWords(cut), MAX_SUBJECT);
  }

  /** Subjects come as RFC 2047 encoded words at times, straight from the phone's MIME header. */
  private static String decodeWords(String subject) {
    if (!subject.contains("=?")) {
      return subject;
    }
    try {
      return DecoderUtil.decodeEncodedWords(subject, DecodeMonitor.SILENT);
    } catch (IllegalArgumentException notEncoded) {
      return subject;
    }
  }

  static @Nullable Instant instant(String dateTime) {
    try {
      return OffsetDateTime.parse(dateTime).toInstant();
    } catch (DateTimeException noZoneOrNoDate) {
      return null;
    }
  }
}
