package dev.snaptill.qr;

import java.util.List;

/**
 * Judges by what looked like finder patterns why there is nothing to be read: for the advice to
 * whoever took the picture, not for any decision.
 */
final class Impression {
  private static final double SAME_SIZE = 1.4;
  private static final double LEAST_APART = 12;
  private static final double MOST_APART = 120;

  /** Pixels a module needs; below that nobody reads it after a phone has compressed it. */
  private static final double LEAST_MODULE = 2;

  private static final int WHITE = 250;

  /** Modules a side: codes are so mixed that no such square of a whole one is white. */
  private static final double SPOT = 5;

  /** Of a module, that an edge may take. */
  private static final double SOFT = 0.9;

  private Impression() {}

  static Seen of(Grey picture, Spots spots) {
    List<Spot> all = spots.in(picture);
    for (Spot first : all) {
      List<Spot> finders =
          all.stream().filter(spot -> spot == first || together(first, spot)).toList();
      if (finders.size() > 1) {
        return of(picture, finders);
      }
    }
    return Seen.NO_CODE;
  }

  private static boolean together(Spot a, Spot b) {
    double module = Math.min(a.module(), b.module());
    double apart = Math.hypot(a.x() - b.x(), a.y() - b.y());
    return Math.max(a.module(), b.module()) < SAME_SIZE * module
        && apart > LEAST_APART * module
        && apart < MOST_APART * module;
  }

  private static Seen of(Grey picture, List<Spot> finders) {
    double module = finders.get(0).module();
    if (module < LEAST_MODULE) {
      return Seen.TOO_SMALL;
    }
    int left = picture.width();
    int top = picture.height();
    int right = 0;
    int bottom = 0;
    for (Spot spot : finders) {
      left = (int) Math.max(0, Math.min(left, spot.x() - 3 * module));
      top = (int) Math.max(0, Math.min(top, spot.y() - 3 * module));
      right = (int) Math.min(picture.width(), Math.max(right, spot.x() + 3 * module));
      bottom = (int) Math.min(picture.height(), Math.max(bottom, spot.y() + 3 * module));
    }
    if (whiteSpot(picture, left, top, right, bottom, (int) Math.ceil(SPOT * module))) {
      return Seen.GLARE;
    }
    return edge(picture, left, top, right, bottom) > SOFT * module ? Seen.BLURRED : Seen.UNREADABLE;
  }

  private static boolean whiteSpot(Grey g, int left, int top, int right, int bottom, int side) {
    for (int y = top; y + side <= bottom; y += Math.max(1, side / 3)) {
      for (int x = left; x + side <= right; x += Math.max(1, side / 3)) {
        if (white(g, x, y, side)) {
          return true;
        }
      }
    }
    return false;
  }

  private static boolean white(Grey g, int left, int top, int side) {
    for (int y = top; y < top + side; y++) {
      for (int x = left; x < left + side; x++) {
        if ((g.pixels()[y * g.width() + x] & 0xff) < WHITE) {
          return false;
        }
      }
    }
    return true;
  }

  /** Pixels from dark to light at the sharpest edge. */
  private static double edge(Grey g, int left, int top, int right, int bottom) {
    int least = 255;
    int most = 0;
    int steepest = 1;
    for (int y = top; y < bottom; y++) {
      int before = g.pixels()[y * g.width() + left] & 0xff;
      for (int x = left; x < right; x++) {
        int value = g.pixels()[y * g.width() + x] & 0xff;
        least = Math.min(least, value);
        most = Math.max(most, value);
        steepest = Math.max(steepest, Math.abs(value - before));
        before = value;
      }
    }
    return (double) (most - least) / steepest;
  }
}
