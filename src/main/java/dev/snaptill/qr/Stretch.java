package dev.snaptill.qr;

/**
 * Local contrast stretch against glare and shadow: between the darkest and lightest of each cell
 * and its neighbours, blended from cell to cell.
 */
final class Stretch implements Filter {
  /** Below this range a cell is plain paper, and stretching would make noise of it. */
  private static final int LEAST_RANGE = 24;

  private final int cell;

  /** The side of a cell in pixels. */
  Stretch(int cell) {
    this.cell = cell;
  }

  @Override
  public Grey apply(Grey grey) {
    int w = grey.width();
    int h = grey.height();
    int columns = (w + cell - 1) / cell;
    int rows = (h + cell - 1) / cell;
    int[] low = new int[columns * rows];
    int[] high = new int[columns * rows];
    measure(grey, columns, rows, low, high);
    int[] floor = spread(low, columns, rows, false);
    int[] ceiling = spread(high, columns, rows, true);
    byte[] in = grey.pixels();
    byte[] out = new byte[w * h];
    int half = cell / 2;
    for (int y = 0; y < h; y++) {
      int row = Math.max(0, Math.min(rows - 1, (y - half + cell) / cell - 1));
      int below = Math.min(rows - 1, row + 1);
      int fy = Math.max(0, Math.min(cell, y - half - row * cell));
      for (int x = 0; x < w; x++) {
        int column = Math.max(0, Math.min(columns - 1, (x - half + cell) / cell - 1));
        int beside = Math.min(columns - 1, column + 1);
        int fx = Math.max(0, Math.min(cell, x - half - column * cell));
        int a = row * columns;
        int b = below * columns;
        int least = mix(floor, a + column, a + beside, b + column, b + beside, fx, fy);
        int most = mix(ceiling, a + column, a + beside, b + column, b + beside, fx, fy);
        int range = Math.max(LEAST_RANGE, most - least);
        int value = ((in[y * w + x] & 0xff) - least) * 255 / range;
        out[y * w + x] = (byte) Math.max(0, Math.min(255, value));
      }
    }
    return new Grey(out, w, h);
  }

  private int mix(int[] of, int a, int b, int c, int d, int fx, int fy) {
    int upper = of[a] * (cell - fx) + of[b] * fx;
    int lower = of[c] * (cell - fx) + of[d] * fx;
    return (upper * (cell - fy) + lower * fy) / (cell * cell);
  }

  private void measure(Grey grey, int columns, int rows, int[] low, int[] high) {
    byte[] in = grey.pixels();
    for (int row = 0; row < rows; row++) {
      for (int column = 0; column < columns; column++) {
        int least = 255;
        int most = 0;
        int right = Math.min(grey.width(), (column + 1) * cell);
        int bottom = Math.min(grey.height(), (row + 1) * cell);
        for (int y = row * cell; y < bottom; y++) {
          for (int x = column * cell; x < right; x++) {
            int value = in[y * grey.width() + x] & 0xff;
            least = Math.min(least, value);
            most = Math.max(most, value);
          }
        }
        low[row * columns + column] = least;
        high[row * columns + column] = most;
      }
    }
  }

  /** The extreme over a cell and its eight neighbours. */
  private static int[] spread(int[] of, int columns, int rows, boolean most) {
    int[] out = new int[of.length];
    for (int row = 0; row < rows; row++) {
      for (int column = 0; column < columns; column++) {
        int best = of[row * columns + column];
        for (int j = Math.max(0, row - 1); j <= Math.min(rows - 1, row + 1); j++) {
          for (int i = Math.max(0, column - 1); i <= Math.min(columns - 1, column + 1); i++) {
            int value = of[j * columns + i];
            best = most ? Math.max(best, value) : Math.min(best, value);
          }
        }
        out[row * columns + column] = best;
      }
    }
    return out;
  }
}
