package dev.snaptill.qr;

/** A view of a plane: from a flat symbol's modules to the picture. */
record Homography(double[] h) {
  double x(double u, double v) {
    return (h[0] * u + h[1] * v + h[2]) / (h[6] * u + h[7] * v + 1);
  }

  double y(double u, double v) {
    return (h[3] * u + h[4] * v + h[5]) / (h[6] * u + h[7] * v + 1);
  }

  /**
   * The best for points given as {u, v, x, y}. The farther a view leans, the less it is believed:
   * what the corners of a bent sheet say of the view is mostly wrong.
   *
   * @param scale the symbol's side in modules
   * @param calm how much leaning is held back; 0 not at all
   */
  static Homography through(double[][] points, double scale, double calm) {
    double[][] m = new double[8][9];
    double spread = 0;
    for (double[] p : points) {
      spread = Math.max(spread, Math.hypot(p[2] - points[0][2], p[3] - points[0][3]));
    }
    double k = 1 / Math.max(1, spread);
    for (double[] p : points) {
      double u = p[0] / scale;
      double v = p[1] / scale;
      double x = (p[2] - points[0][2]) * k;
      double y = (p[3] - points[0][3]) * k;
      add(m, new double[] {u, v, 1, 0, 0, 0, -u * x, -v * x}, x);
      add(m, new double[] {0, 0, 0, u, v, 1, -u * y, -v * y}, y);
    }
    for (int i = 0; i < 8; i++) {
      m[i][i] += 1e-9;
    }
    m[6][6] += calm;
    m[7][7] += calm;
    double[] s = solve(m);
    double ox = points[0][2];
    double oy = points[0][3];
    double g = s[6] / scale;
    double q = s[7] / scale;
    return new Homography(
        new double[] {
          s[0] / k / scale + ox * g,
          s[1] / k / scale + ox * q,
          s[2] / k + ox,
          s[3] / k / scale + oy * g,
          s[4] / k / scale + oy * q,
          s[5] / k + oy,
          g,
          q
        });
  }

  private static void add(double[][] m, double[] row, double value) {
    for (int i = 0; i < 8; i++) {
      for (int j = 0; j < 8; j++) {
        m[i][j] += row[i] * row[j];
      }
      m[i][8] += row[i] * value;
    }
  }

  /** Solves linear equations given as rows of coefficients and value; the rows are used up. */
  static double[] solve(double[][] m) {
    int n = m.length;
    for (int i = 0; i < n; i++) {
      int pivot = i;
      for (int k = i + 1; k < n; k++) {
        if (Math.abs(m[k][i]) > Math.abs(m[pivot][i])) {
          pivot = k;
        }
      }
      double[] row = m[pivot];
      m[pivot] = m[i];
      m[i] = row;
      for (int k = 0; k < n; k++) {
        double factor = k == i ? 0 : m[k][i] / row[i];
        for (int j = i; j <= n && factor != 0; j++) {
          m[k][j] -= factor * row[j];
        }
      }
    }
    double[] out = new double[n];
    for (int i = 0; i < n; i++) {
      out[i] = m[i][n] / m[i][i];
    }
    return out;
  }
}
