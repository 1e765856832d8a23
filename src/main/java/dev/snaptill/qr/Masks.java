package dev.snaptill.qr;

/** The eight patterns of which one is laid over the data (ISO/IEC 18004 §7.8.2). */
final class Masks {
  private Masks() {}

  /** Whether the mask inverts the module in column x, row y. */
  static boolean flips(int mask, int x, int y) {
    return switch (mask) {
      case 0 -> (x + y) % 2 == 0;
      case 1 -> y % 2 == 0;
      case 2 -> x % 3 == 0;
      case 3 -> (x + y) % 3 == 0;
      case 4 -> (y / 2 + x / 3) % 2 == 0;
      case 5 -> x * y % 6 == 0;
      case 6 -> x * y % 6 < 3;
      default -> (x + y + x * y % 3) % 2 == 0;
    };
  }
}
