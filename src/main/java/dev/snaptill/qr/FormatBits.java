package dev.snaptill.qr;

/**
 * The format information: level of error correction and mask, 5 bits as a word of 15, written twice
 * (ISO/IEC 18004 §7.9). Bit 0 is the least significant.
 */
final class FormatBits {
  /** How many there are, level and mask together. */
  static final int COUNT = 32;

  private static final int GENERATOR = 0x537;
  private static final int MASK = 0x5412;
  private static final int[] COLUMNS = {8, 8, 8, 8, 8, 8, 8, 8, 7, 5, 4, 3, 2, 1, 0};
  private static final int[] ROWS = {0, 1, 2, 3, 4, 5, 7, 8, 8, 8, 8, 8, 8, 8, 8};

  private FormatBits() {}

  /** The word of 15 bits as it is drawn. */
  static int word(int format) {
    int rest = format << 10;
    for (int bit = 14; bit >= 10; bit--) {
      if ((rest >> bit & 1) != 0) {
        rest ^= GENERATOR << bit - 10;
      }
    }
    return (format << 10 | rest) ^ MASK;
  }

  /** Where a bit stands around the upper left finder. */
  static int column(int bit) {
    return COLUMNS[bit];
  }

  static int row(int bit) {
    return ROWS[bit];
  }

  /** Where it stands a second time, beside the two other finders. */
  static int column(int bit, int side) {
    return bit < 8 ? side - 1 - bit : 8;
  }

  static int row(int bit, int side) {
    return bit < 8 ? 8 : side - 15 + bit;
  }
}
