package dev.snaptill.simulator.carrier;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jsmpp.bean.OptionalParameter;

/**
 * Delivery receipts as carriers write them: SMPP 3.4 appendix B, with the two TLVs of §5.3.2.12 and
 * §5.3.2.35, or what this carrier's habits make of that.
 */
final class Receipts {
  private static final byte RECEIPT = 0x04;

  /** A receipt with the bits of a delivery acknowledgement and of a reply path set as well. */
  private static final byte RECEIPT_AND_MORE = (byte) 0x8C;

  private static final int ON_ANY_OUTCOME = 1;
  private static final int ON_FAILURE = 2;
  private static final DateTimeFormatter MINUTE = utc("yyMMddHHmm");
  private static final DateTimeFormatter SECOND = utc("yyMMddHHmmss");
  private static final DateTimeFormatter CENTURY = utc("yyyyMMddHHmmss");

  private Receipts() {}

  private static DateTimeFormatter utc(String pattern) {
    return DateTimeFormatter.ofPattern(pattern, Locale.ROOT).withZone(ZoneOffset.UTC);
  }

  /** By the two lowest bits of registered_delivery (SMPP 3.4 §5.2.17). */
  static boolean wanted(byte registeredDelivery, ReceiptHabits.State state) {
    int wish = registeredDelivery & 0x03;
    return wish == ON_ANY_OUTCOME || (wish == ON_FAILURE && state != ReceiptHabits.State.DELIVRD);
  }

  static DeliveryPart of(SubmittedPart part, String receiptId, ReceiptHabits habits) {
    String id = id(part.id(), habits.ids());
    String words =
        habits.form() == ReceiptHabits.Form.TLVS ? "" : words(part, id, habits, Instant.now());
    Delivery delivery = new Delivery(receiptId, part.to(), part.from(), words, true, 1);
    boolean payload = habits.form() == ReceiptHabits.Form.PAYLOAD;
    List<OptionalParameter> tlvs = new ArrayList<>();
    if (payload) {
      tlvs.add(new OptionalParameter.Message_payload(words.getBytes(StandardCharsets.US_ASCII)));
    }
    if (habits.form() == ReceiptHabits.Form.FULL || habits.form() == ReceiptHabits.Form.TLVS) {
      tlvs.add(new OptionalParameter.Receipted_message_id(id));
      tlvs.add(new OptionalParameter.Message_state(habits.state().number));
    }
    return new DeliveryPart(
        delivery,
        payload ? RECEIPT_AND_MORE : RECEIPT,
        TextCoder.GSM7,
        payload ? new byte[0] : Gsm7.encode(words),
        tlvs.toArray(OptionalParameter[]::new));
  }

  private static String id(String id, ReceiptHabits.Ids form) {
    return switch (form) {
      case SAME -> id;
      case DECIMAL -> Long.toString(Long.parseLong(id, 16));
      case PADDED -> "0000" + id.toLowerCase(Locale.ROOT);
    };
  }

  private static String words(SubmittedPart part, String id, ReceiptHabits habits, Instant now) {
    boolean good = habits.state() == ReceiptHabits.State.DELIVRD;
    String stat = habits.state().name();
    String beginning = part.text().substring(0, Math.min(20, part.text().length()));
    return switch (habits.form()) {
      case SHORT -> "id: %s stat: %s".formatted(id, stat.toLowerCase(Locale.ROOT));
      case BLANK ->
          "id:%s sub: dlvrd: submit date: done date: stat:%s err: text:".formatted(id, stat);
      case LONG ->
          "id:%s sub:001 dlvrd:%s submit date:%s done date:%s stat:%s err:%s text:"
              .formatted(
                  id,
                  good ? "001" : "000",
                  SECOND.format(part.at()),
                  CENTURY.format(now),
                  habits.state().word,
                  good ? "NONE" : "ABSENT_SUB");
      default ->
          "id:%s sub:001 dlvrd:%s submit date:%s done date:%s stat:%s err:%s text:%s"
              .formatted(
                  id,
                  good ? "001" : "000",
                  MINUTE.format(part.at()),
                  MINUTE.format(now),
                  stat,
                  good ? "000" : "011",
                  Gsm7.canEncode(beginning) ? beginning : "");
    };
  }
}
