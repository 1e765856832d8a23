package dev.snaptill.qr;

/**
 * The order in which bits lie in a symbol: pairs of columns from the right, up and down in turn,
 * around everything that is not data (ISO/IEC 18004 §7.7.3).
 */
final class DataPath {
  private DataPath() {}

  /** Places as row × side + column; a few more than 8 a codeword, the rest being zero. */
  static int[] of(Symbol symbol) {
    int side = symbol.side();
    int[] path = new int[side * side];
    int count = 0;
    boolean up = true;
    for (int right = side - 1; right > 0; right -= 2) {
      if (right == 6) {
        right--;
      }
      for (int step = 0; step < side; step++) {
        int row = up ? side - 1 - step : step;
        for (int column = right; column >= right - 1; column--) {
          if (symbol.data(column, row)) {
            path[count++] = row * side + column;
          }
        }
      }
      up = !up;
    }
    return java.util.Arrays.copyOf(path, count);
  }
}
