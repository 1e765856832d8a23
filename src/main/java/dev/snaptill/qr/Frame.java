package dev.snaptill.qr;

/**
 * Where a point of a symbol lies in the picture, and how far a step of one module to the right (a)
 * and down (b) goes there; all in pixels.
 */
record Frame(double x, double y, double ax, double ay, double bx, double by) {
  double xAt(double right, double down) {
    return x + right * ax + down * bx;
  }

  double yAt(double right, double down) {
    return y + right * ay + down * by;
  }

  Frame plus(double dx, double dy, double dax, double day, double dbx, double dby) {
    return new Frame(x + dx, y + dy, ax + dax, ay + day, bx + dbx, by + dby);
  }

  double moduleX() {
    return Math.hypot(ax, ay);
  }

  double moduleY() {
    return Math.hypot(bx, by);
  }

  /** Of one module, from lower left to upper right. */
  double diagonal() {
    return Math.hypot(ax - bx, ay - by);
  }

  double distance(Frame other) {
    return Math.hypot(x - other.x, y - other.y);
  }

  /** The same finder, taken as lying turned by so many quarters clockwise. */
  Frame turned(int quarters) {
    Frame out = this;
    for (int i = 0; i < quarters; i++) {
      out = new Frame(x, y, out.bx, out.by, -out.ax, -out.ay);
    }
    return out;
  }
}
