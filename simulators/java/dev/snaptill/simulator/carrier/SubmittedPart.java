package dev.snaptill.simulator.carrier;

import java.time.Instant;
import java.util.Arrays;
import org.jsmpp.bean.OptionalParameter;
import org.jsmpp.bean.SubmitSm;
import org.jspecify.annotations.Nullable;

/**
 * One accepted submit_sm: a whole message (total 1) or one part of several.
 *
 * @param reference of the concatenation; means nothing when total is 1
 * @param number from 1 to total
 */
record SubmittedPart(
    String id,
    String from,
    String to,
    int reference,
    int total,
    int number,
    String text,
    Instant at) {

  private static final short SAR_REFERENCE = 0x020C;
  private static final short SAR_TOTAL = 0x020E;
  private static final short SAR_NUMBER = 0x020F;
  private static final short MESSAGE_PAYLOAD = 0x0424;

  static SubmittedPart of(String id, SubmitSm submit, Instant at) {
    byte[] octets = octets(submit);
    int header = submit.isUdhi() && octets.length > 0 ? 1 + (octets[0] & 0xFF) : 0;
    int[] place = placeByHeader(octets, Math.min(header, octets.length));
    if (place == null) {
      place = placeBySar(submit);
    }
    String text = TextCoder.decode(submit.getDataCoding(), octets, Math.min(header, octets.length));
    return new SubmittedPart(
        id,
        Numbers.canonical(submit.getSourceAddrTon(), orEmpty(submit.getSourceAddr())),
        Numbers.canonical(submit.getDestAddrTon(), orEmpty(submit.getDestAddress())),
        place[0],
        place[1],
        place[2],
        text,
        at);
  }

  private static String orEmpty(@Nullable String address) {
    return address == null ? "" : address;
  }

  private static byte[] octets(SubmitSm submit) {
    byte[] shortMessage = submit.getShortMessage();
    if (shortMessage != null && shortMessage.length > 0) {
      return shortMessage;
    }
    byte[] payload = value(submit, MESSAGE_PAYLOAD);
    return payload == null ? new byte[0] : payload;
  }

  /**
   * Reference, total and number of element 0x00 (8 bits) or 0x08 (16 bits), wherever it stands in
   * the header.
   */
  private static int @Nullable [] placeByHeader(byte[] octets, int header) {
    int i = 1;
    while (i + 1 < header) {
      int element = octets[i] & 0xFF;
      int length = octets[i + 1] & 0xFF;
      if (i + 2 + length > header) {
        return null;
      }
      if (element == 0x00 && length == 3 || element == 0x08 && length == 4) {
        byte[] data = Arrays.copyOfRange(octets, i + 2, i + 2 + length);
        int reference = length == 3 ? data[0] & 0xFF : number(data, 0, 2);
        return place(reference, data[length - 2] & 0xFF, data[length - 1] & 0xFF);
      }
      i += 2 + length;
    }
    return null;
  }

  private static int[] placeBySar(SubmitSm submit) {
    byte[] reference = value(submit, SAR_REFERENCE);
    byte[] total = value(submit, SAR_TOTAL);
    byte[] number = value(submit, SAR_NUMBER);
    if (reference == null || total == null || number == null) {
      return place(0, 1, 1);
    }
    return place(
        number(reference, 0, reference.length),
        number(total, 0, total.length),
        number(number, 0, number.length));
  }

  private static int[] place(int reference, int total, int number) {
    boolean sound = total >= 1 && number >= 1 && number <= total;
    return sound ? new int[] {reference, total, number} : new int[] {0, 1, 1};
  }

  private static int number(byte[] octets, int from, int length) {
    int value = 0;
    for (int i = from; i < from + length; i++) {
      value = value << 8 | octets[i] & 0xFF;
    }
    return value;
  }

  private static byte @Nullable [] value(SubmitSm submit, short tag) {
    for (OptionalParameter parameter : submit.getOptionalParameters()) {
      if (parameter.tag == tag) {
        byte[] whole = parameter.serialize();
        return Arrays.copyOfRange(whole, 4, whole.length);
      }
    }
    return null;
  }
}
