package dev.snaptill.qr;

import com.google.zxing.qrcode.decoder.Version;

/**
 * What a QR symbol of one size looks like before anything is written into it (ISO/IEC 18004 §6.3):
 * finders, separators, timing, alignment patterns and version information are known; the format
 * information and the data are not.
 */
final class Symbol {
  static final int DARK = 1;
  static final int LIGHT = -1;
  static final int OPEN = 0;

  private static final Symbol[] ALL = new Symbol[41];
  private static final int VERSION_GENERATOR = 0x1f25;

  private final Version version;
  private final int side;
  private final byte[] known;
  private final boolean[] data;

  private Symbol(int number) {
    this.version = Version.getVersionForNumber(number);
    this.side = version.getDimensionForVersion();
    this.known = new byte[side * side];
    this.data = new boolean[side * side];
    java.util.Arrays.fill(data, true);
    finder(0, 0);
    finder(side - 7, 0);
    finder(0, side - 7);
    timing();
    alignments();
    formats();
    if (number >= 7) {
      versionBits(number);
    }
  }

  /** Of a version, 1 to 40. */
  static synchronized Symbol of(int number) {
    if (ALL[number] == null) {
      ALL[number] = new Symbol(number);
    }
    return ALL[number];
  }

  Version version() {
    return version;
  }

  /** Modules a side. */
  int side() {
    return side;
  }

  /** {@link #DARK} or {@link #LIGHT} where every symbol of this size is, else {@link #OPEN}. */
  int known(int column, int row) {
    if (column < 0 || row < 0 || column >= side || row >= side) {
      return LIGHT;
    }
    return known[row * side + column];
  }

  /** Whether a bit of data or of its check bytes stands there. */
  boolean data(int column, int row) {
    return data[row * side + column];
  }

  private void set(int column, int row, boolean dark) {
    if (column >= 0 && row >= 0 && column < side && row < side) {
      known[row * side + column] = (byte) (dark ? DARK : LIGHT);
      data[row * side + column] = false;
    }
  }

  private void finder(int left, int top) {
    for (int j = -1; j <= 7; j++) {
      for (int i = -1; i <= 7; i++) {
        int ring = Math.max(Math.abs(i - 3), Math.abs(j - 3));
        set(left + i, top + j, ring != 2 && ring != 4);
      }
    }
  }

  private void timing() {
    for (int i = 8; i < side - 8; i++) {
      set(i, 6, i % 2 == 0);
      set(6, i, i % 2 == 0);
    }
  }

  private void alignments() {
    int[] centres = version.getAlignmentPatternCenters();
    for (int y : centres) {
      for (int x : centres) {
        boolean corner = x < 9 && y < 9 || x < 9 && y > side - 9 || x > side - 9 && y < 9;
        for (int j = -2; j <= 2 && !corner; j++) {
          for (int i = -2; i <= 2; i++) {
            set(x + i, y + j, Math.max(Math.abs(i), Math.abs(j)) != 1);
          }
        }
      }
    }
  }

  private void formats() {
    for (int i = 0; i < 15; i++) {
      data[FormatBits.row(i) * side + FormatBits.column(i)] = false;
      data[FormatBits.row(i, side) * side + FormatBits.column(i, side)] = false;
    }
    set(8, side - 8, true);
  }

  private void versionBits(int number) {
    int rest = number << 12;
    for (int bit = 17; bit >= 12; bit--) {
      if ((rest >> bit & 1) != 0) {
        rest ^= VERSION_GENERATOR << bit - 12;
      }
    }
    int bits = number << 12 | rest;
    for (int i = 0; i < 18; i++) {
      boolean dark = (bits >> i & 1) != 0;
      set(i / 3, side - 11 + i % 3, dark);
      set(side - 11 + i % 3, i / 3, dark);
    }
  }
}
