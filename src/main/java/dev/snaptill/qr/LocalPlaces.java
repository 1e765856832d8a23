package dev.snaptill.qr;

/**
 * Points of a symbol whose places in the picture are known; says where a neighbour of theirs is to
 * be looked for, by the affine map that fits the nearest of them best (moving least squares).
 */
final class LocalPlaces {
  private double[] data = new double[5 * 64];
  private int count;

  /** A point u, v of the symbol (modules), at x, y in the picture (pixels). */
  void add(double u, double v, double x, double y, double weight) {
    if ((count + 1) * 5 > data.length) {
      data = java.util.Arrays.copyOf(data, data.length * 2);
    }
    int at = 5 * count++;
    data[at] = u;
    data[at + 1] = v;
    data[at + 2] = x;
    data[at + 3] = y;
    data[at + 4] = weight;
  }

  /**
   * @param base what is believed of the whole symbol; the points correct it
   * @param reach how far a point's word counts, in modules
   * @param except a point at this very u and v is not asked
   */
  Frame at(double u, double v, Surface base, double reach, boolean except) {
    double[][] m = new double[3][5];
    double scale = 1 / (2 * reach * reach);
    for (int k = 0; k < count; k++) {
      int at = 5 * k;
      double du = data[at] - u;
      double dv = data[at + 1] - v;
      double d2 = du * du + dv * dv;
      if (except && d2 < 0.01) {
        continue;
      }
      double w = data[at + 4] / (1 + d2 * scale) / (1 + d2 * scale);
      double rx = data[at + 2] - base.x(data[at], data[at + 1]);
      double ry = data[at + 3] - base.y(data[at], data[at + 1]);
      double[] p = {1, du, dv};
      for (int i = 0; i < 3; i++) {
        for (int j = 0; j < 3; j++) {
          m[i][j] += w * p[i] * p[j];
        }
        m[i][3] += w * p[i] * rx;
        m[i][4] += w * p[i] * ry;
      }
    }
    double calm = 0.05 * (m[0][0] + 1e-9) * reach;
    m[1][1] += calm;
    m[2][2] += calm;
    m[0][0] += 1e-9;
    solve(m);
    double x = base.x(u, v);
    double y = base.y(u, v);
    return new Frame(
        x + m[0][3],
        y + m[0][4],
        base.x(u + 0.5, v) - base.x(u - 0.5, v) + m[1][3],
        base.y(u + 0.5, v) - base.y(u - 0.5, v) + m[1][4],
        base.x(u, v + 0.5) - base.x(u, v - 0.5) + m[2][3],
        base.y(u, v + 0.5) - base.y(u, v - 0.5) + m[2][4]);
  }

  /** Gauss–Jordan; the matrix is symmetric and positive, so that the diagonal serves as pivot. */
  private static void solve(double[][] m) {
    for (int i = 0; i < 3; i++) {
      double pivot = m[i][i];
      for (int j = 0; j < 5; j++) {
        m[i][j] /= pivot;
      }
      for (int k = 0; k < 3; k++) {
        double factor = m[k][i];
        for (int j = 0; k != i && j < 5; j++) {
          m[k][j] -= factor * m[i][j];
        }
      }
    }
  }
}
