package dev.snaptill.qr;

import java.util.Optional;

/**
 * Reads codes whose three finders earlier engines saw but could not make a code of: lays a bendable
 * grid over every likely three of them and decodes softly.
 */
final class GridEngine implements Engine {
  private static final int SIZES = 3;
  private static final double LEAST_FINDER = 0.35;

  private final String name;
  private final int most;
  private final GridReader reader = new GridReader();

  /**
   * @param most threes of finders tried in one picture
   */
  GridEngine(String name, int most) {
    this.name = name;
    this.most = most;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public void read(Grey grey, Finds finds) {
    for (Triple triple : finds.spots().untried(grey, most)) {
      if (!finds.timeIsUp()) {
        read(grey, triple, finds)
            .ifPresent(
                text -> {
                  finds.add(text);
                  finds
                      .spots()
                      .read(grey, at(triple.corner()), at(triple.right()), at(triple.down()));
                });
      }
    }
  }

  private static double[] at(Spot spot) {
    return new double[] {spot.x(), spot.y()};
  }

  private Optional<String> read(Grey grey, Triple t, Finds finds) {
    double module = (t.corner().module() + t.right().module() + t.down().module()) / 3;
    Plane plane = Plane.of(grey, box(t, module), module);
    double[] across = t.corner().direction(t.right());
    double[] down = t.corner().direction(t.down());
    Spot[] spots = {t.corner(), t.right(), t.down()};
    Frame[] frames = new Frame[3];
    for (int i = 0; i < 3; i++) {
      FinderFit.Fitted fitted = FinderFit.at(plane, spots[i], across, down);
      if (fitted.agreement() < LEAST_FINDER) {
        return Optional.empty();
      }
      frames[i] = fitted.frame();
    }
    return reader.read(plane, new Corners(frames[0], frames[1], frames[2]), SIZES, finds);
  }

  /** Around the square that the three are corners of, with room for what bends out of it. */
  private static double[] box(Triple t, double module) {
    double fourthX = t.right().x() + t.down().x() - t.corner().x();
    double fourthY = t.right().y() + t.down().y() - t.corner().y();
    double left =
        Math.min(Math.min(t.corner().x(), fourthX), Math.min(t.right().x(), t.down().x()));
    double top = Math.min(Math.min(t.corner().y(), fourthY), Math.min(t.right().y(), t.down().y()));
    double right =
        Math.max(Math.max(t.corner().x(), fourthX), Math.max(t.right().x(), t.down().x()));
    double bottom =
        Math.max(Math.max(t.corner().y(), fourthY), Math.max(t.right().y(), t.down().y()));
    double edge = 8 * module + 0.15 * Math.max(right - left, bottom - top);
    return new double[] {left - edge, top - edge, right + edge, bottom + edge};
  }
}
