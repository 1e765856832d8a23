package dev.snaptill.qr;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Reads codes of which one finder is covered, torn off, or lost in glare: takes two that fit
 * together, and tries where the third may have been.
 */
final class PairEngine implements Engine {
  private static final int SIZES = 2;
  private static final int MOST_PAIRS = 4;
  private static final double LEAST_FINDER = 0.45;
  private static final double MOST_SIZE_RATIO = 1.6;
  private static final double LEAST_SIDE = 19;
  private static final double MOST_SIDE = 80;

  private final GridReader reader = new GridReader();

  /** Two finders, and whether a diagonal of the symbol is between them rather than a side. */
  private record Pair(Plane plane, Frame one, Frame other, boolean diagonal, double agreement) {
    /** All ways in which they can be two of three. */
    List<Corners> ways() {
      if (diagonal) {
        return List.of(
            new Corners(null, other, one), new Corners(null, one.turned(2), other.turned(2)));
      }
      return List.of(
          new Corners(one, other, null),
          new Corners(other.turned(2), one.turned(2), null),
          new Corners(one.turned(3), null, other.turned(3)),
          new Corners(other.turned(1), null, one.turned(1)));
    }
  }

  @Override
  public String name() {
    return "pair";
  }

  @Override
  public void read(Grey grey, Finds finds) {
    List<Spot> spots = finds.spots().in(grey);
    List<Pair> pairs = new ArrayList<>();
    for (int i = 0; i < spots.size(); i++) {
      for (int j = i + 1; j < spots.size() && !finds.enough(); j++) {
        pair(grey, spots.get(i), spots.get(j)).ifPresent(pairs::add);
      }
    }
    pairs.sort(Comparator.comparingDouble(pair -> -pair.agreement()));
    for (Pair pair : pairs.subList(0, Math.min(MOST_PAIRS, pairs.size()))) {
      for (Corners way : pair.ways()) {
        if (finds.enough()) {
          return;
        }
        reader.read(pair.plane(), way, SIZES, finds).ifPresent(finds::add);
      }
    }
  }

  private static Optional<Pair> pair(Grey grey, Spot a, Spot b) {
    double module = (a.module() + b.module()) / 2;
    double apart = Math.hypot(a.x() - b.x(), a.y() - b.y());
    double ratio = Math.max(a.module(), b.module()) / Math.min(a.module(), b.module());
    if (ratio > MOST_SIZE_RATIO || apart < 10 * module || apart > MOST_SIDE * 1.5 * module) {
      return Optional.empty();
    }
    double reach = apart + 6 * module;
    double[] box = {
      Math.min(a.x(), b.x()) - reach,
      Math.min(a.y(), b.y()) - reach,
      Math.max(a.x(), b.x()) + reach,
      Math.max(a.y(), b.y()) + reach
    };
    Plane plane = Plane.of(grey, box, module);
    double[] d = a.direction(b);
    double[] normal = {-d[1], d[0]};
    double half = Math.sqrt(0.5);
    double[] aslant = {half * (d[0] - d[1]), half * (d[0] + d[1])};
    double[] aslantNormal = {-aslant[1], aslant[0]};
    Optional<Pair> side = pair(plane, a, b, d, normal, false);
    Optional<Pair> diagonal = pair(plane, a, b, aslant, aslantNormal, true);
    return side.isPresent() && diagonal.isPresent()
        ? side.get().agreement() >= diagonal.get().agreement() ? side : diagonal
        : side.or(() -> diagonal);
  }

  private static Optional<Pair> pair(
      Plane plane, Spot a, Spot b, double[] across, double[] down, boolean diagonal) {
    FinderFit.Fitted one = FinderFit.at(plane, a, across, down);
    if (one.agreement() < LEAST_FINDER) {
      return Optional.empty();
    }
    FinderFit.Fitted other = FinderFit.at(plane, b, across, down);
    Pair pair =
        new Pair(
            plane,
            one.frame(),
            other.frame(),
            diagonal,
            Math.min(one.agreement(), other.agreement()));
    double side = pair.ways().get(0).side();
    return pair.agreement() < LEAST_FINDER || side < LEAST_SIDE || side > MOST_SIDE
        ? Optional.empty()
        : Optional.of(pair);
  }
}
