package dev.snaptill.qr;

/**
 * A place that looks like a finder pattern.
 *
 * @param x of its centre, as a share of the picture's width
 * @param y of its centre, as a share of the picture's height
 * @param module its size, as a share of the picture's width
 */
record Spot(double x, double y, double module) {
  boolean near(Spot other, double ratio) {
    double reach = 2.5 * Math.max(module, other.module);
    return Math.abs(x - other.x) < reach && Math.abs(y - other.y) < reach * ratio;
  }
}
