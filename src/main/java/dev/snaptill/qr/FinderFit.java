package dev.snaptill.qr;

/**
 * Finds exactly how a finder pattern lies, given roughly where: shifts, turns, stretches and shears
 * the known pattern until it agrees best with the picture.
 */
final class FinderFit {
  private static final double[] STEPS = {0.4, 0.2, 0.1};
  private static final int REACH = 4;
  private static final int ROUNDS = 6;

  private FinderFit() {}

  /** A fitted finder; agreement is 1 for a perfect one, 0 for anything else. */
  record Fitted(Frame frame, double agreement) {}

  private static Fitted fit(Plane plane, Frame rough) {
    Frame best = rough;
    double most = agreement(plane, best);
    double module = (rough.moduleX() + rough.moduleY()) / 2;
    for (double step : STEPS) {
      double shift = step * module;
      // The same reach at the pattern's edge as at its centre.
      double slope = shift / 3.5;
      boolean better = true;
      for (int round = 0; round < ROUNDS && better; round++) {
        better = false;
        for (int way = 0; way < 12; way++) {
          double sign = (way & 1) == 0 ? 1 : -1;
          Frame next = moved(best, way >> 1, sign * shift, sign * slope);
          double agrees = agreement(plane, next);
          if (agrees > most) {
            most = agrees;
            best = next;
            better = true;
          }
        }
      }
    }
    return new Fitted(best, most);
  }

  private static Frame moved(Frame f, int part, double shift, double slope) {
    return switch (part) {
      case 0 -> f.plus(shift, 0, 0, 0, 0, 0);
      case 1 -> f.plus(0, shift, 0, 0, 0, 0);
      case 2 -> f.plus(0, 0, slope, 0, 0, 0);
      case 3 -> f.plus(0, 0, 0, slope, 0, 0);
      case 4 -> f.plus(0, 0, 0, 0, slope, 0);
      default -> f.plus(0, 0, 0, 0, 0, slope);
    };
  }

  private static double agreement(Plane plane, Frame f) {
    double sum = 0;
    double weights = 0;
    for (int j = -REACH; j <= REACH; j++) {
      for (int i = -REACH; i <= REACH; i++) {
        int ring = Math.max(Math.abs(i), Math.abs(j));
        double weight = ring == 4 ? 0.5 : 1;
        double dark = plane.darkness(f.xAt(i, j), f.yAt(i, j));
        sum += weight * (ring == 2 || ring == 4 ? -dark : dark);
        weights += weight;
      }
    }
    return sum / weights;
  }

  /** At a spot, by the directions in which the symbol's rows and columns run (unit vectors). */
  static Fitted at(Plane plane, Spot spot, double[] across, double[] down) {
    double a = module(plane, spot.x(), spot.y(), across[0], across[1], spot.module());
    double b = module(plane, spot.x(), spot.y(), down[0], down[1], spot.module());
    return fit(
        plane,
        new Frame(spot.x(), spot.y(), across[0] * a, across[1] * a, down[0] * b, down[1] * b));
  }

  /**
   * How long a module is at a finder's centre in a direction, in pixels: by the distance of the
   * pattern's outer edges, looking both ways.
   *
   * @param dx of a unit vector
   * @param guess of the module, in pixels
   */
  private static double module(
      Plane plane, double x, double y, double dx, double dy, double guess) {
    double there = edge(plane, x, y, dx, dy, guess);
    double back = edge(plane, x, y, -dx, -dy, guess);
    if (there > 0 && back > 0) {
      return (there + back) / 7;
    }
    double one = Math.max(there, back);
    return one > 0 ? one / 3.5 : guess;
  }

  /** Distance to the third change of colour, which is the pattern's outer edge; 0 if not seen. */
  private static double edge(Plane plane, double x, double y, double dx, double dy, double guess) {
    int changes = 0;
    double step = Math.max(0.25, guess / 8);
    boolean dark = true;
    for (double at = step; at < 7 * guess; at += step) {
      double seen = plane.darkness(x + at * dx, y + at * dy);
      if (dark ? seen < -0.1 : seen > 0.1) {
        dark = !dark;
        changes++;
        if (changes == 3) {
          return at - step / 2;
        }
      }
    }
    return 0;
  }
}
