package dev.snaptill.bank.iso8583;

/**
 * How one field looks on the wire (ISO 8583:1987 §4).
 *
 * @param size least and most are the same for a fixed field: digits of {@code N}, characters of
 *     {@code AN} and {@code ANS}, bytes of {@code B}
 * @param align where an odd count of BCD digits stands; of no meaning for text
 */
public record FieldFormat(Kind kind, Length length, int size, Align align) {

  /** What a field holds. */
  public enum Kind {
    /** Digits. */
    N,
    /** Printable ASCII. */
    AN,
    /** Any bytes but control characters, kept one character a byte: banks put GBK in here. */
    ANS,
    /** Bytes; a {@link Message} holds them as upper-case hexadecimal digits. */
    B
  }

  /** Whether a length stands before the field, and of how many digits. */
  public enum Length {
    FIXED(0),
    LLVAR(2),
    LLLVAR(3);

    final int digits;

    Length(int digits) {
      this.digits = digits;
    }
  }

  /** Which half of an odd BCD field is filled up with a zero. */
  public enum Align {
    /** {@code 123} is {@code 12 30}. */
    LEFT,
    /** {@code 123} is {@code 01 23}. */
    RIGHT
  }

  public FieldFormat {
    int most = length == Length.LLVAR ? 99 : 999;
    if (size < 1 || size > most) {
      throw new IllegalArgumentException("a field's size is between 1 and " + most);
    }
  }

  static FieldFormat fixed(Kind kind, int size) {
    return new FieldFormat(kind, Length.FIXED, size, Align.RIGHT);
  }

  static FieldFormat llvar(Kind kind, int most) {
    return new FieldFormat(kind, Length.LLVAR, most, Align.LEFT);
  }

  static FieldFormat lllvar(Kind kind, int most) {
    return new FieldFormat(kind, Length.LLLVAR, most, Align.LEFT);
  }

  FieldFormat aligned(Align side) {
    return new FieldFormat(kind, length, size, side);
  }
}
