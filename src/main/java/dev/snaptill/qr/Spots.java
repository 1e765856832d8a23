package dev.snaptill.qr;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What looked like finder patterns to any stage so far, in any view of the picture that is not
 * turned, and which threes of them were tried.
 */
final class Spots {
  private static final int MOST = 24;

  /** Places are kept as if every view were so wide; its height follows from the picture's. */
  private static final double WIDTH = 1000;

  private final List<Spot> spots = new ArrayList<>();
  private final Set<Triple> tried = new HashSet<>();

  /** Notes a place in pixels of a view; one that is known already is not noted again. */
  void note(Grey view, double x, double y, double module) {
    double scale = WIDTH / view.width();
    Spot spot = new Spot(x, y, module).scaled(scale);
    if (spots.size() < MOST && spots.stream().noneMatch(spot::near)) {
      spots.add(spot);
    }
  }

  /** In pixels of a view, in the order they were seen. */
  List<Spot> in(Grey view) {
    double scale = view.width() / WIDTH;
    return spots.stream().map(spot -> spot.scaled(scale)).toList();
  }

  /** Up to so many likely threes that were not asked for before, in pixels of a view. */
  List<Triple> untried(Grey view, int most) {
    double scale = view.width() / WIDTH;
    return Triple.among(spots).stream()
        .filter(triple -> !tried.contains(triple))
        .limit(most)
        .peek(tried::add)
        .map(triple -> triple.scaled(scale))
        .toList();
  }
}
