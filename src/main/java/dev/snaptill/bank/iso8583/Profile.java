package dev.snaptill.bank.iso8583;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What differs from bank to bank on the wire (bank.md, "The wire").
 *
 * @param tpdu ten hexadecimal digits {@code 60 dst src} put before every message, or empty. Answers
 *     carry one too, with the addresses swapped; it is skipped
 * @param header hexadecimal digits put after the TPDU, or empty; skipped in answers
 * @param type how the message type is written
 * @param numeric how numeric fields and the lengths of variable fields are written
 * @param fields by number, 2 to 128; a message with any other field is refused, since nobody could
 *     tell where that field ends
 */
public record Profile(
    String name,
    LengthPrefix length,
    String tpdu,
    String header,
    Digits type,
    Digits numeric,
    Bitmap bitmap,
    Map<Integer, FieldFormat> fields) {

  /** How digits are written. */
  public enum Digits {
    ASCII,
    /** Two digits a byte. */
    BCD
  }

  /** How the bitmaps are written: 8 bytes, or 16 hexadecimal digits each. */
  public enum Bitmap {
    BINARY,
    HEX
  }

  public Profile {
    if (!tpdu.isEmpty() && !tpdu.matches("60[0-9A-Fa-f]{8}")) {
      throw new IllegalArgumentException("a TPDU is 60 and eight hexadecimal digits");
    }
    if (!header.matches("([0-9A-Fa-f]{2}){0,64}")) {
      throw new IllegalArgumentException("a header is up to 64 bytes in hexadecimal digits");
    }
    for (int field : fields.keySet()) {
      if (field < 2 || field > Message.LAST) {
        throw new IllegalArgumentException("field " + field + " is not between 2 and 128");
      }
    }
    fields = Map.copyOf(fields);
  }

  /** The field's format, or null if the profile doesn't have the field. */
  @Nullable FieldFormat field(int number) {
    return fields.get(number);
  }

  /** The same with a bank's own TPDU and header, in hexadecimal digits. */
  public Profile addressed(String newTpdu, String newHeader) {
    return new Profile(name, length, newTpdu, newHeader, type, numeric, bitmap, fields);
  }
}
