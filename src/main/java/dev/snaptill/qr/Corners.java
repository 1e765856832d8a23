package dev.snaptill.qr;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The finders of one symbol as they lie in the picture; one of them may be missing. */
record Corners(@Nullable Frame upperLeft, @Nullable Frame upperRight, @Nullable Frame lowerLeft) {
  /** 0 upper left, 1 upper right, 2 lower left. */
  @Nullable Frame frame(int index) {
    return index == 0 ? upperLeft : index == 1 ? upperRight : lowerLeft;
  }

  /**
   * The corners of all finders' outlines, each as {u, v, x, y}.
   *
   * @param side of the symbol, in modules
   */
  double[][] outline(int side) {
    List<double[]> points = new ArrayList<>();
    for (int index = 0; index < 3; index++) {
      Frame frame = frame(index);
      double u = index == 1 ? side - 3.5 : 3.5;
      double v = index == 2 ? side - 3.5 : 3.5;
      for (int corner = 0; frame != null && corner < 4; corner++) {
        double du = corner % 2 == 0 ? -3.5 : 3.5;
        double dv = corner < 2 ? -3.5 : 3.5;
        points.add(new double[] {u + du, v + dv, frame.xAt(du, dv), frame.yAt(du, dv)});
      }
    }
    return points.toArray(double[][]::new);
  }

  /** The symbol's side in modules, as the finders' distances and modules have it. */
  double side() {
    double sum = 0;
    int count = 0;
    if (upperLeft != null && upperRight != null) {
      double module = (upperLeft.moduleX() + upperRight.moduleX()) / 2;
      sum += upperLeft.distance(upperRight) / module;
      count++;
    }
    if (upperLeft != null && lowerLeft != null) {
      double module = (upperLeft.moduleY() + lowerLeft.moduleY()) / 2;
      sum += upperLeft.distance(lowerLeft) / module;
      count++;
    }
    if (count == 0 && upperRight != null && lowerLeft != null) {
      sum = upperRight.distance(lowerLeft) * 2 / (upperRight.diagonal() + lowerLeft.diagonal());
      count++;
    }
    return 7 + sum / Math.max(1, count);
  }
}
