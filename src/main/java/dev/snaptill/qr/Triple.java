package dev.snaptill.qr;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Three places that may be the finders of one code, in pixels.
 *
 * @param corner upper left, where the two sides meet
 * @param right upper right
 * @param down lower left
 * @param oddness how far from a square seen straight on; 0 is one
 */
record Triple(Spot corner, Spot right, Spot down, double oddness) {
  private static final double MOST_SIZE_RATIO = 2.2;
  private static final double MOST_LEG_RATIO = 3;
  private static final double MOST_COSINE = 0.75;

  /** All that could be, the likeliest first. */
  static List<Triple> among(List<Spot> spots) {
    List<Triple> out = new ArrayList<>();
    for (int a = 0; a < spots.size(); a++) {
      for (int b = a + 1; b < spots.size(); b++) {
        for (int c = b + 1; c < spots.size(); c++) {
          add(out, spots.get(a), spots.get(b), spots.get(c));
        }
      }
    }
    out.sort(Comparator.comparingDouble(Triple::oddness));
    return out;
  }

  private static void add(List<Triple> out, Spot a, Spot b, Spot c) {
    double least = Math.min(a.module(), Math.min(b.module(), c.module()));
    double most = Math.max(a.module(), Math.max(b.module(), c.module()));
    if (most > MOST_SIZE_RATIO * least) {
      return;
    }
    double ab = distance(a, b);
    double bc = distance(b, c);
    double ca = distance(c, a);
    Spot corner = bc >= ab && bc >= ca ? a : ca >= ab && ca >= bc ? b : c;
    Spot one = corner == a ? b : a;
    Spot other = corner == c ? b : c;
    double ox = one.x() - corner.x();
    double oy = one.y() - corner.y();
    double px = other.x() - corner.x();
    double py = other.y() - corner.y();
    double legs = Math.hypot(ox, oy);
    double others = Math.hypot(px, py);
    double longer = Math.max(legs, others);
    double shorter = Math.min(legs, others);
    double cosine = Math.abs(ox * px + oy * py) / (legs * others);
    // Centres are 14 modules apart in the smallest code, 170 in the largest; the view may lean.
    if (shorter < 7 * least
        || longer > 190 * most
        || longer > MOST_LEG_RATIO * shorter
        || cosine > MOST_COSINE) {
      return;
    }
    double oddness = cosine + Math.log(longer / shorter) + Math.log(most / least);
    boolean order = ox * py - oy * px > 0;
    out.add(new Triple(corner, order ? one : other, order ? other : one, oddness));
  }

  Triple scaled(double by) {
    return new Triple(corner.scaled(by), right.scaled(by), down.scaled(by), oddness);
  }

  private static double distance(Spot a, Spot b) {
    return Math.hypot(a.x() - b.x(), a.y() - b.y());
  }
}
