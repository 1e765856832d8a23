package dev.snaptill.qr;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What looked like finder patterns to any stage so far, and which threes of them were tried. */
final class Spots {
  private static final int MOST = 24;

  private final List<Spot> spots = new ArrayList<>();
  private final Set<List<Spot>> tried = new HashSet<>();

  /** Notes a place in pixels of a view; one that is known already is not noted again. */
  void note(Grey view, double x, double y, double module) {
    Spot spot = new Spot(x / view.width(), y / view.height(), module / view.width());
    double ratio = (double) view.width() / view.height();
    if (spots.size() < MOST && spots.stream().noneMatch(known -> known.near(spot, ratio))) {
      spots.add(spot);
    }
  }

  List<Spot> all() {
    return List.copyOf(spots);
  }

  /** Whether these three come up for the first time; they stand for places to the thousandth. */
  boolean first(Triple t) {
    return tried.add(t.key());
  }
}
