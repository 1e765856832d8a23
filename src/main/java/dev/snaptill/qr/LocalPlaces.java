package dev.snaptill.qr;

import java.util.Arrays;

/**
 * Points of a symbol whose places in the picture are known; says where a neighbour of theirs is to
 * be looked for. A surface is believed of the whole symbol, and corrected by the affine map that
 * fits the nearest points best (moving least squares).
 */
final class LocalPlaces {
  /** Points farther away than so many reaches do not count. */
  private static final double FAR = 4;

  /** Holds back slopes, which few points determine badly. */
  private static final double CALM = 0.05;

  private static final double TINY = 1e-9;
  private static final int FIELDS = 5;

  private final Surface base;
  private double[] data = new double[FIELDS * 64];
  private int count;

  LocalPlaces(Surface base) {
    this.base = base;
  }

  /** A point u, v of the symbol (modules), at x, y in the picture (pixels). */
  void add(double u, double v, double x, double y, double weight) {
    if ((count + 1) * FIELDS > data.length) {
      data = Arrays.copyOf(data, data.length * 2);
    }
    int at = FIELDS * count++;
    data[at] = u;
    data[at + 1] = v;
    data[at + 2] = x - base.x(u, v);
    data[at + 3] = y - base.y(u, v);
    data[at + 4] = weight;
  }

  /** The same points, corrected towards another surface. */
  LocalPlaces over(Surface other) {
    LocalPlaces out = new LocalPlaces(other);
    for (int at = 0; at < FIELDS * count; at += FIELDS) {
      double u = data[at];
      double v = data[at + 1];
      out.add(u, v, data[at + 2] + base.x(u, v), data[at + 3] + base.y(u, v), data[at + 4]);
    }
    return out;
  }

  /**
   * Where u, v lies, and how far a module goes there.
   *
   * @param reach how far a point's word counts, in modules
   * @param except whether a point at this very u and v is left out
   */
  Frame at(double u, double v, double reach, boolean except) {
    double scale = 1 / (2 * reach * reach);
    double most = FAR * FAR * reach * reach;
    double one = TINY;
    double mu = 0;
    double mv = 0;
    double uu = 0;
    double uv = 0;
    double vv = 0;
    double x0 = 0;
    double xu = 0;
    double xv = 0;
    double y0 = 0;
    double yu = 0;
    double yv = 0;
    for (int at = 0; at < FIELDS * count; at += FIELDS) {
      double du = data[at] - u;
      double dv = data[at + 1] - v;
      double d2 = du * du + dv * dv;
      if (d2 > most || except && d2 < 0.01) {
        continue;
      }
      double near = 1 / (1 + d2 * scale);
      double w = data[at + 4] * near * near;
      one += w;
      mu += w * du;
      mv += w * dv;
      uu += w * du * du;
      uv += w * du * dv;
      vv += w * dv * dv;
      double x = w * data[at + 2];
      double y = w * data[at + 3];
      x0 += x;
      xu += x * du;
      xv += x * dv;
      y0 += y;
      yu += y * du;
      yv += y * dv;
    }
    // Around the points' centre the offset and the slopes part.
    double calm = CALM * one * reach;
    double a = uu - mu * mu / one + calm;
    double b = uv - mu * mv / one;
    double c = vv - mv * mv / one + calm;
    double determinant = a * c - b * b;
    double[] x = slopes(xu - x0 * mu / one, xv - x0 * mv / one, a, b, c, determinant);
    double[] y = slopes(yu - y0 * mu / one, yv - y0 * mv / one, a, b, c, determinant);
    return new Frame(
        base.x(u, v) + (x0 - x[0] * mu - x[1] * mv) / one,
        base.y(u, v) + (y0 - y[0] * mu - y[1] * mv) / one,
        base.x(u + 0.5, v) - base.x(u - 0.5, v) + x[0],
        base.y(u + 0.5, v) - base.y(u - 0.5, v) + y[0],
        base.x(u, v + 0.5) - base.x(u, v - 0.5) + x[1],
        base.y(u, v + 0.5) - base.y(u, v - 0.5) + y[1]);
  }

  private static double[] slopes(double u, double v, double a, double b, double c, double det) {
    return new double[] {(c * u - b * v) / det, (a * v - b * u) / det};
  }
}
