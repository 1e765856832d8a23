package dev.snaptill.simulator.bank;

import com.solab.iso8583.IsoMessage;

/** Reads fields of a parsed message as text. */
final class Fields {
  private Fields() {}

  /** Field without trailing blanks, empty where it is missing. */
  static String text(IsoMessage m, int field) {
    Object value = m.hasField(field) ? m.getObjectValue(field) : null;
    if (value instanceof Number) {
      // BCD digits come as a number, its leading zeros gone.
      String digits = value.toString();
      return "0".repeat(Math.max(0, m.getField(field).getLength() - digits.length())) + digits;
    }
    return value == null ? "" : value.toString().stripTrailing();
  }

  /** The first of these fields that is there, or empty. */
  static String firstOf(IsoMessage m, int... fields) {
    for (int field : fields) {
      String text = text(m, field);
      if (!text.isEmpty()) {
        return text;
      }
    }
    return "";
  }

  /** Whether all these fields are there and hold nothing but digits, none of them blanked out. */
  static boolean digits(IsoMessage m, int... fields) {
    for (int field : fields) {
      String text = text(m, field);
      if (text.isEmpty() || text.length() != m.getField(field).getLength() || !digits(text)) {
        return false;
      }
    }
    return true;
  }

  static boolean digits(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) < '0' || text.charAt(i) > '9') {
        return false;
      }
    }
    return !text.isEmpty();
  }

  /**
   * Whether all these fields are there, in printable ASCII: control characters would break the
   * lines of the books.
   */
  static boolean printable(IsoMessage m, int... fields) {
    for (int field : fields) {
      if (text(m, field).isEmpty()) {
        return false;
      }
    }
    return printableIfPresent(m, fields);
  }

  /** As {@link #printable}, where a field may also be missing. */
  static boolean printableIfPresent(IsoMessage m, int... fields) {
    for (int field : fields) {
      String text = text(m, field);
      if (text.length() > 28 || !text.chars().allMatch(c -> c >= 0x20 && c < 0x7f)) {
        return false;
      }
    }
    return true;
  }
}
