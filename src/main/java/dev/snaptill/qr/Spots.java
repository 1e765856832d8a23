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
  private final List<Area> read = new ArrayList<>();

  /**
   * A code that was read, by the centres of its finders in kept pixels.
   *
   * @param ax from the corner to the right one, and so on
   */
  private record Area(double x, double y, double ax, double ay, double dx, double dy) {
    /** Of a side between finders; they are 3.5 modules within, and 14 apart at least. */
    private static final double EDGE = 0.4;

    boolean holds(Spot spot) {
      double det = ax * dy - ay * dx;
      double u = ((spot.x() - x) * dy - (spot.y() - y) * dx) / det;
      double v = (ax * (spot.y() - y) - ay * (spot.x() - x)) / det;
      // A square without extent holds nothing: NaN compares to false.
      return u > -EDGE && u < 1 + EDGE && v > -EDGE && v < 1 + EDGE;
    }
  }

  /** Notes a place in pixels of a view; one that is known already is not noted again. */
  void note(Grey view, double x, double y, double module) {
    double scale = WIDTH / view.width();
    Spot spot = new Spot(x, y, module).scaled(scale);
    if (spots.size() < MOST && spots.stream().noneMatch(spot::near)) {
      spots.add(spot);
    }
  }

  /** Notes that the code with these finders, in pixels of a view, has been read. */
  void read(Grey view, double[] corner, double[] right, double[] down) {
    double scale = WIDTH / view.width();
    double x = corner[0] * scale;
    double y = corner[1] * scale;
    read.add(
        new Area(
            x,
            y,
            right[0] * scale - x,
            right[1] * scale - y,
            down[0] * scale - x,
            down[1] * scale - y));
  }

  /** How many lie in no code that was read. */
  int unread() {
    return (int) spots.stream().filter(this::isUnread).count();
  }

  private boolean isUnread(Spot spot) {
    return read.stream().noneMatch(area -> area.holds(spot));
  }

  /** In pixels of a view, in the order they were seen. */
  List<Spot> in(Grey view) {
    double scale = view.width() / WIDTH;
    return spots.stream().map(spot -> spot.scaled(scale)).toList();
  }

  /** Up to so many likely threes that were not asked for before, in pixels of a view. */
  List<Triple> untried(Grey view, int most) {
    double scale = view.width() / WIDTH;
    return Triple.among(spots.stream().filter(this::isUnread).toList()).stream()
        .filter(triple -> !tried.contains(triple))
        .limit(most)
        .peek(tried::add)
        .map(triple -> triple.scaled(scale))
        .toList();
  }
}
