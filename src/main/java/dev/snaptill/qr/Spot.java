package dev.snaptill.qr;

/**
 * A place that looks like a finder pattern, in pixels of some view of the picture.
 *
 * @param module its size
 */
record Spot(double x, double y, double module) {
  boolean near(Spot other) {
    return Math.hypot(x - other.x, y - other.y) < 2.5 * Math.max(module, other.module);
  }

  Spot scaled(double by) {
    return new Spot(x * by, y * by, module * by);
  }

  /** To another one, as a unit vector. */
  double[] direction(Spot to) {
    double length = Math.hypot(to.x - x, to.y - y);
    return new double[] {(to.x - x) / length, (to.y - y) / length};
  }
}
