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
    float[] least = new float[columns];
    float[] most = new float[columns];
    for (int y = 0; y < h; y++) {
      blend(floor, columns, rows, y, least);
      blend(ceiling, columns, rows, y, most);
      stretch(in, out, y * w, w, least, most);
    }
    return new Grey(out, w, h);
  }

  /** The row's values at the centres of the cells, between those of the cells above and below. */
  private void blend(int[] of, int columns, int rows, int y, float[] into) {
    float place = (y + 0.5f) / cell - 0.5f;
    int upper = (int) Math.max(0, Math.min(rows - 1, Math.floor(place)));
    int lower = Math.min(rows - 1, upper + 1);
    float share = Math.max(0, Math.min(1, place - upper));
    for (int column = 0; column < columns; column++) {
      float a = of[upper * columns + column];
      into[column] = a + share * (of[lower * columns + column] - a);
    }
  }

  /** One row, from the centre of a cell to that of the next. */
  private void stretch(byte[] in, byte[] out, int row, int w, float[] least, float[] most) {
    int columns = least.length;
    int x = 0;
    for (int column = -1; column < columns; column++) {
      int here = Math.max(0, column);
      int next = Math.min(columns - 1, column + 1);
      float step = 1f / cell;
      float low = least[here];
      float lowStep = (least[next] - low) * step;
      float range = most[here] - low;
      float rangeStep = (most[next] - least[next] - range) * step;
      int end = Math.min(w, column * cell + cell / 2 + cell);
      float along = x - (column * cell + cell / 2);
      low += along * lowStep;
      range += along * rangeStep;
      for (; x < end; x++, low += lowStep, range += rangeStep) {
        float value = ((in[row + x] & 0xff) - low) * 255 / Math.max(LEAST_RANGE, range);
        out[row + x] = (byte) Math.max(0, Math.min(255, (int) value));
      }
    }
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
