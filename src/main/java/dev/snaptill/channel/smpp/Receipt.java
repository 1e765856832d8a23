package dev.snaptill.channel.smpp;

import dev.snaptill.channel.DeliveryReport.State;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A delivery receipt. Its text is no standard (SMPP 3.4 appendix B calls it vendor specific), so
 * the TLVs count first, and of the text only what is needed is looked for, wherever it stands:
 * dates and counts may be missing, blank or of any form.
 *
 * @param id as the carrier wrote it
 * @param code its own word and error for people: {@code UNDELIV 00B}
 */
record Receipt(String id, State state, String code) {
  private static final int TAG_NETWORK_ERROR_CODE = 0x0423;
  private static final int LONGEST_TEXT = 1_000;
  private static final int LONGEST_WORD = 20;

  /**
   * Reads a receipt.
   *
   * @param text its short_message or message_payload, decoded
   * @return null if it names no message or no state
   */
  static @Nullable Receipt read(InboundPdu pdu, String text) {
    String words = text.length() > LONGEST_TEXT ? text.substring(0, LONGEST_TEXT) : text;
    String said = beforeText(words);
    String id = tlvText(pdu.tlvs().get(InboundPdu.TAG_RECEIPTED_MESSAGE_ID));
    if (id.isEmpty()) {
      id = value(said, "id");
    }
    if (id.isEmpty() || id.length() > MessageIds.LONGEST) {
      return null;
    }
    String stat = word(value(said, "stat"));
    byte[] number = pdu.tlvs().get(InboundPdu.TAG_MESSAGE_STATE);
    State state = number != null && number.length == 1 ? MessageState.of(number[0] & 0xFF) : null;
    if (state == null) {
      state = MessageState.of(stat);
    }
    if (state == null) {
      return null;
    }
    String error = word(value(said, "err"));
    if (error.isEmpty()) {
      error = networkError(pdu.tlvs().get(TAG_NETWORK_ERROR_CODE));
    }
    String code = stat.isEmpty() ? state.name() : stat;
    return new Receipt(id, state, error.isEmpty() ? code : code + " " + error);
  }

  /** What the message itself said comes last, and may say anything. */
  private static String beforeText(String words) {
    int text = keyAt(words, "text", 0);
    return text > 0 ? words.substring(0, text) : words;
  }

  /** The word behind {@code key:}; empty if there is none. */
  private static String value(String words, String key) {
    int at = keyAt(words, key, 0);
    if (at < 0) {
      return "";
    }
    int start = words.indexOf(':', at) + 1;
    // one blank may part them: "stat: DELIVRD"; a key right behind it means that it has no value
    if (start < words.length() && words.charAt(start) == ' ') {
      start++;
    }
    int end = start;
    while (end < words.length() && !separates(words.charAt(end))) {
      end++;
    }
    String value = words.substring(start, end);
    return value.indexOf(':') >= 0 ? "" : value;
  }

  /** Where a key stands as a word of its own with its colon; -1 if nowhere. */
  private static int keyAt(String words, String key, int from) {
    for (int at = from; at + key.length() < words.length(); at++) {
      if (words.regionMatches(true, at, key, 0, key.length())
          && (at == 0 || separates(words.charAt(at - 1)))) {
        int colon = at + key.length();
        while (colon < words.length() && words.charAt(colon) == ' ') {
          colon++;
        }
        if (colon < words.length() && words.charAt(colon) == ':') {
          return at;
        }
      }
    }
    return -1;
  }

  private static boolean separates(char c) {
    return c <= ' ' || c == ',' || c == ';';
  }

  private static String word(String value) {
    String plain = value.replaceAll("[^A-Za-z0-9_.-]", "");
    return plain.length() > LONGEST_WORD ? plain.substring(0, LONGEST_WORD) : plain;
  }

  private static String tlvText(byte @Nullable [] value) {
    if (value == null) {
      return "";
    }
    int end = 0;
    while (end < value.length && value[end] != 0) {
      end++;
    }
    return new String(value, 0, end, StandardCharsets.ISO_8859_1).strip();
  }

  /** The network's type and its error code in hexadecimal (SMPP 3.4 §5.3.2.31). */
  private static String networkError(byte @Nullable [] value) {
    if (value == null || value.length != 3) {
      return "";
    }
    int error = (value[1] & 0xFF) << 8 | (value[2] & 0xFF);
    return String.format(Locale.ROOT, "%d/%04X", value[0] & 0xFF, error);
  }
}
