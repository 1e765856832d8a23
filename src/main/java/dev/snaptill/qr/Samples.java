package dev.snaptill.qr;

/**
 * How dark each module of a symbol was found to be, row after row: 1 surely dark, -1 surely light,
 * around 0 nobody knows.
 */
record Samples(Symbol symbol, float[] darkness) {
  float at(int column, int row) {
    return darkness[row * symbol.side() + column];
  }

  /** How well the patterns that every such symbol has are seen: 1 fully, 0 as by chance. */
  double agreement() {
    double sum = 0;
    double most = 0;
    int side = symbol.side();
    for (int row = 0; row < side; row++) {
      for (int column = 0; column < side; column++) {
        int known = symbol.known(column, row);
        if (known != Symbol.OPEN && !finder(column, row, side)) {
          float dark = at(column, row);
          sum += known * dark;
          most += Math.abs(dark);
        }
      }
    }
    return most == 0 ? 0 : sum / most;
  }

  private static boolean finder(int column, int row, int side) {
    return column < 8 && row < 8 || column >= side - 8 && row < 8 || column < 8 && row >= side - 8;
  }
}
