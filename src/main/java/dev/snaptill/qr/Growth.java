package dev.snaptill.qr;

import java.util.stream.IntStream;

/**
 * Lays a symbol's grid over a picture of it that may be bent, folded or seen from aside. Begins at
 * the three finders and grows from what is settled to what lies next to it: each point of a lattice
 * is looked for around where its neighbours point to, and settled where the modules around it are
 * most clearly light or dark and agree with the known patterns.
 */
final class Growth {
  private static final double SPACING = 3;
  private static final int PATCH = 3;
  private static final double KNOWN_WEIGHT = 1.5;
  private static final double QUIET_WEIGHT = 0.5;
  private static final double SHARP = 4;
  private static final int BAND = 4;
  private static final double CALM = 0.02;

  private final Plane plane;
  private final Symbol symbol;
  private Surface base;
  private final int count;
  private final int right;
  private final double spacing;
  private final double[] xs;
  private final double[] ys;
  private final double[] trust;
  private final boolean[] fixed;
  private final double stiffness;
  private LocalPlaces known;

  private Growth(Plane plane, Symbol symbol, Corners finders, double stiffness) {
    this.plane = plane;
    this.symbol = symbol;
    double side = symbol.side();
    this.base = Surface.flat(Homography.through(finders.outline(symbol.side()), side, CALM), side);
    this.stiffness = stiffness;
    int between = (int) Math.round((symbol.side() - 7) / SPACING);
    this.spacing = (symbol.side() - 7.0) / between;
    // One more beyond the finders' centres on every side: what bends, bends at the edges too.
    this.count = between + 3;
    this.right = count - 2;
    this.xs = new double[count * count];
    this.ys = new double[count * count];
    this.trust = new double[count * count];
    this.fixed = new boolean[count * count];
    this.known = new LocalPlaces(base);
    for (double[] p : finders.outline(symbol.side())) {
      known.add(p[0], p[1], p[2], p[3], 0.5);
    }
    for (int f = 0; f < 3; f++) {
      Frame finder = finders.frame(f);
      if (finder != null) {
        int index = centre(f);
        xs[index] = finder.x();
        ys[index] = finder.y();
        trust[index] = 1;
        fixed[index] = true;
        known.add(place(index % count), place(index / count), xs[index], ys[index], 1);
      }
    }
  }

  /**
   * Follows the timing patterns from finder to finder.
   *
   * @param stiffness how much a bent grid counts against what is seen
   */
  static Growth begin(Plane plane, Symbol symbol, Corners finders, double stiffness) {
    Growth growth = new Growth(plane, symbol, finders, stiffness);
    growth.grow(IntStream.range(0, growth.trust.length).filter(growth::inBands).toArray());
    return growth;
  }

  /** Lays the rest of the grid, once. */
  Samples finish() {
    bend();
    grow(IntStream.range(0, trust.length).toArray());
    bend();
    settle(0.6, 0.2);
    bend();
    settle(0.3, 0.1);
    settle(0.2, 0.1);
    return lattice().sample(plane, symbol);
  }

  Symbol symbol() {
    return symbol;
  }

  private Warp lattice() {
    return new Warp(place(0), spacing, count, xs, ys);
  }

  /** How well the two timing patterns are seen; 1 fully, 0 as by chance. */
  double timing() {
    Warp warp = lattice();
    double sum = 0;
    double most = 0;
    for (int i = 8; i < symbol.side() - 8; i++) {
      double expected = i % 2 == 0 ? 1 : -1;
      double across = plane.darkness(warp.x(i + 0.5, 6.5), warp.y(i + 0.5, 6.5));
      double down = plane.darkness(warp.x(6.5, i + 0.5), warp.y(6.5, i + 0.5));
      sum += expected * (across + down);
      most += Math.abs(across) + Math.abs(down);
    }
    return most == 0 ? 0 : sum / most;
  }

  private double place(int index) {
    return 3.5 + (index - 1) * spacing;
  }

  /** Along the timing patterns: there the truth is known. */
  private boolean inBands(int index) {
    return index % count < BAND || index / count < BAND;
  }

  private void grow(int[] points) {
    for (int next = next(points); next >= 0; next = next(points)) {
      double u = place(next % count);
      double v = place(next / count);
      Frame rough = known.at(u, v, 1.2 * spacing, false);
      double clear = search(next, rough, u, v, 0.6, 0.2);
      known.add(u, v, xs[next], ys[next], 0.01 + clear * clear);
    }
  }

  private int centre(int finder) {
    return finder == 0 ? count + 1 : finder == 1 ? count + right : right * count + 1;
  }

  /** The open point with most settled neighbours, the nearest to the finders among equals. */
  private int next(int[] points) {
    int best = -1;
    double most = Double.NEGATIVE_INFINITY;
    for (int index : points) {
      if (trust[index] == 0) {
        int i = index % count;
        int j = index / count;
        double score = 0;
        for (int dj = -1; dj <= 1; dj++) {
          for (int di = -1; di <= 1; di++) {
            int ni = i + di;
            int nj = j + dj;
            if (ni >= 0 && nj >= 0 && ni < count && nj < count) {
              score += trust[nj * count + ni] * (di == 0 || dj == 0 ? 1 : 0.7);
            }
          }
        }
        score -= 0.001 * (i + j);
        if (score > most) {
          most = score;
          best = index;
        }
      }
    }
    return best;
  }

  /** Takes what is settled so far as the measure of how the whole is bent. */
  private void bend() {
    double[][] points =
        IntStream.range(0, trust.length)
            .filter(index -> trust[index] > 0)
            .mapToObj(
                index ->
                    new double[] {
                      place(index % count),
                      place(index / count),
                      xs[index],
                      ys[index],
                      trust[index] * trust[index]
                    })
            .toArray(double[][]::new);
    base = base.bent(points);
    known = known.over(base);
  }

  /** Goes over all points once more, now that all have neighbours on every side. */
  private void settle(double reach, double step) {
    LocalPlaces all = new LocalPlaces(base);
    for (int index = 0; index < trust.length; index++) {
      double t = trust[index];
      all.add(place(index % count), place(index / count), xs[index], ys[index], 0.01 + t * t);
    }
    for (int index = 0; index < trust.length; index++) {
      if (!fixed[index]) {
        double u = place(index % count);
        double v = place(index / count);
        Frame rough = all.at(u, v, spacing, true);
        search(index, rough, u, v, reach, step);
      }
    }
  }

  /**
   * Settles one point; returns how far that is to be trusted, 0 to 1: where all around is white,
   * any place is as good as another, and the neighbours know better.
   */
  private double search(int index, Frame rough, double u, double v, double reach, double step) {
    int ways = (int) Math.round(reach / step);
    double best = Double.NEGATIVE_INFINITY;
    double du = 0;
    double dv = 0;
    double clear = 0;
    double sum = 0;
    for (int j = -ways; j <= ways; j++) {
      for (int i = -ways; i <= ways; i++) {
        double seen = clearness(rough, u, v, i * step, j * step);
        sum += seen;
        double score = seen - stiffness * step * step * (i * i + j * j);
        if (score > best) {
          best = score;
          clear = seen;
          du = i * step;
          dv = j * step;
        }
      }
    }
    xs[index] = rough.xAt(du, dv);
    ys[index] = rough.yAt(du, dv);
    double mean = sum / ((2 * ways + 1) * (2 * ways + 1));
    trust[index] = Math.max(0.02, Math.min(1, SHARP * (clear - mean)));
    return trust[index];
  }

  private double clearness(Frame frame, double u, double v, double du, double dv) {
    double sum = 0;
    double weights = 0;
    int column = (int) Math.floor(u);
    int row = (int) Math.floor(v);
    for (int r = row - PATCH; r <= row + PATCH; r++) {
      double right = column - PATCH + 0.5 - u + du;
      double down = r + 0.5 - v + dv;
      double x = frame.xAt(right, down);
      double y = frame.yAt(right, down);
      for (int c = column - PATCH; c <= column + PATCH; c++) {
        double dark = plane.darkness(x, y);
        x += frame.ax();
        y += frame.ay();
        boolean inside = c >= 0 && r >= 0 && c < symbol.side() && r < symbol.side();
        int expected = symbol.known(c, r);
        double weight = !inside ? QUIET_WEIGHT : expected == Symbol.OPEN ? 1 : KNOWN_WEIGHT;
        sum += weight * (expected == Symbol.OPEN ? Math.abs(dark) : expected * dark);
        weights += weight;
      }
    }
    return sum / weights;
  }
}
