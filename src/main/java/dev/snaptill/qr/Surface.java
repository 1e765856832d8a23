package dev.snaptill.qr;

/**
 * A symbol on something gently bent: a flat view of it, corrected by what bends twice at most. Says
 * where parts of the symbol are to be expected that nothing near them has shown yet.
 */
final class Surface {
  private static final int TERMS = 6;

  private final Homography flat;
  private final double scale;
  private final double[] bentX;
  private final double[] bentY;

  private Surface(Homography flat, double scale, double[] bentX, double[] bentY) {
    this.flat = flat;
    this.scale = scale;
    this.bentX = bentX;
    this.bentY = bentY;
  }

  static Surface flat(Homography view, double side) {
    return new Surface(view, side, new double[TERMS], new double[TERMS]);
  }

  /** The same view, bent as points given as {u, v, x, y, weight} demand. */
  Surface bent(double[][] points) {
    double[][] mx = new double[TERMS][TERMS + 1];
    double[][] my = new double[TERMS][TERMS + 1];
    double weights = 0;
    for (double[] p : points) {
      double[] t = terms(p[0], p[1]);
      weights += p[4];
      for (int i = 0; i < TERMS; i++) {
        for (int j = 0; j < TERMS; j++) {
          mx[i][j] += p[4] * t[i] * t[j];
        }
        mx[i][TERMS] += p[4] * t[i] * (p[2] - flat.x(p[0], p[1]));
        my[i][TERMS] += p[4] * t[i] * (p[3] - flat.y(p[0], p[1]));
      }
    }
    for (int i = 0; i < TERMS; i++) {
      mx[i][i] += 1e-5 * weights;
      System.arraycopy(mx[i], 0, my[i], 0, TERMS);
    }
    return new Surface(flat, scale, Homography.solve(mx), Homography.solve(my));
  }

  double x(double u, double v) {
    return flat.x(u, v) + value(bentX, u, v);
  }

  double y(double u, double v) {
    return flat.y(u, v) + value(bentY, u, v);
  }

  private double value(double[] c, double u, double v) {
    double a = 2 * u / scale - 1;
    double b = 2 * v / scale - 1;
    return c[0] + a * (c[1] + a * c[3] + b * c[4]) + b * (c[2] + b * c[5]);
  }

  private double[] terms(double u, double v) {
    double a = 2 * u / scale - 1;
    double b = 2 * v / scale - 1;
    return new double[] {1, a, b, a * a, a * b, b * b};
  }
}
