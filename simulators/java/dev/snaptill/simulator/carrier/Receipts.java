package dev.snaptill.simulator.carrier;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jsmpp.bean.OptionalParameter;

/**
 * Delivery receipts as carriers write them: SMPP 3.4 appendix B, with the two TLVs of §5.3.2.12 and
 * §5.3.2.35.
 */
final class Receipts {
  private static final byte RECEIPT = 0x04;
  private static final byte DELIVERED = 2;
  private static final int ON_ANY_OUTCOME = 1;
  private static final DateTimeFormatter MINUTE =
      DateTimeFormatter.ofPattern("yyMMddHHmm", Locale.ROOT).withZone(ZoneOffset.UTC);

  private Receipts() {}

  static boolean wanted(byte registeredDelivery) {
    return (registeredDelivery & 0x03) == ON_ANY_OUTCOME;
  }

  static DeliveryPart of(SubmittedPart part, String receiptId) {
    String beginning = part.text().substring(0, Math.min(20, part.text().length()));
    String when = MINUTE.format(Instant.now());
    String text =
        "id:%s sub:001 dlvrd:001 submit date:%s done date:%s stat:DELIVRD err:000 text:%s"
            .formatted(
                part.id(),
                MINUTE.format(part.at()),
                when,
                Gsm7.canEncode(beginning) ? beginning : "");
    Delivery delivery = new Delivery(receiptId, part.to(), part.from(), text, true, 1);
    return new DeliveryPart(
        delivery,
        RECEIPT,
        TextCoder.GSM7,
        Gsm7.encode(text),
        new OptionalParameter.Receipted_message_id(part.id()),
        new OptionalParameter.Message_state(DELIVERED));
  }
}
