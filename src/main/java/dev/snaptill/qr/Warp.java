package dev.snaptill.qr;

/**
 * From a symbol's modules to the picture, by a lattice of points with known places; between them
 * blended, beyond them carried on straight.
 */
final class Warp {
  private final double first;
  private final double spacing;
  private final int count;
  private final double[] xs;
  private final double[] ys;

  /**
   * A lattice of count × count points, the first at (first, first) modules from the symbol's upper
   * left corner.
   */
  Warp(double first, double spacing, int count, double[] xs, double[] ys) {
    this.first = first;
    this.spacing = spacing;
    this.count = count;
    this.xs = xs;
    this.ys = ys;
  }

  double x(double u, double v) {
    return blend(xs, u, v);
  }

  double y(double u, double v) {
    return blend(ys, u, v);
  }

  private double blend(double[] of, double u, double v) {
    double cu = (u - first) / spacing;
    double cv = (v - first) / spacing;
    int i = (int) Math.max(0, Math.min(count - 2, Math.floor(cu)));
    int j = (int) Math.max(0, Math.min(count - 2, Math.floor(cv)));
    double fu = cu - i;
    double fv = cv - j;
    int at = j * count + i;
    double upper = of[at] * (1 - fu) + of[at + 1] * fu;
    double lower = of[at + count] * (1 - fu) + of[at + count + 1] * fu;
    return upper * (1 - fv) + lower * fv;
  }

  /** Asks the picture for each module's darkness: five points of the module's inner half. */
  Samples sample(Plane plane, Symbol symbol) {
    int side = symbol.side();
    float[] out = new float[side * side];
    for (int row = 0; row < side; row++) {
      for (int column = 0; column < side; column++) {
        double sum = 2 * dark(plane, column + 0.5, row + 0.5);
        sum += dark(plane, column + 0.3, row + 0.5);
        sum += dark(plane, column + 0.7, row + 0.5);
        sum += dark(plane, column + 0.5, row + 0.3);
        sum += dark(plane, column + 0.5, row + 0.7);
        out[row * side + column] = (float) (sum / 6);
      }
    }
    return new Samples(symbol, out);
  }

  private double dark(Plane plane, double u, double v) {
    return plane.darkness(x(u, v), y(u, v));
  }
}
