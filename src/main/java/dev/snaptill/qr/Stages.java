package dev.snaptill.qr;

import com.google.zxing.common.GlobalHistogramBinarizer;
import com.google.zxing.common.HybridBinarizer;
import java.util.List;
import java.util.function.Predicate;

/**
 * The stages in the order that reads most pictures soonest, as measured on real phone photos. Most
 * readable pictures leave at the first; the later ones each add a few that nothing before reads.
 */
final class Stages {
  private static final int BASE_SIDE = 1600;

  /** Grids look at single modules: small ones want all pixels there are, within memory's bounds. */
  private static final int FINE_SIDE = 2000;

  private static final int SMALL_SIDE = 1000;
  private static final int LEAST_SIDE = 120;

  private Stages() {}

  /** A new set of detectors and the stages over them, for one thread. */
  static List<Stage> standard() {
    Engine hybrid = new ZxingEngine("hybrid", HybridBinarizer::new);
    Engine global = new ZxingEngine("global", GlobalHistogramBinarizer::new);
    Engine boof = new BoofEngine();

    Predicate<Grey> large = grey -> grey.shortSide() >= 2 * LEAST_SIDE;
    View base = View.FULL.then("base", grey -> atMost(BASE_SIDE, grey));
    View fine = View.FULL.then("fine", grey -> atMost(FINE_SIDE, grey));
    View half = base.then("half", large, new Halve());
    View stretched = base.then("stretch", new Stretch(32));
    View twofold = base.then("twofold", grey -> grey.longSide() < SMALL_SIDE, new Twofold());
    View sharp = base.then("unsharp", new Unsharp(2, 6));
    View sharper = base.then("unsharp-wide", new Unsharp(6, 16));
    View twofoldSharp = twofold.then("twofold-unsharp", new Unsharp(3, 8));
    View soft = base.then("blur", new BoxBlur(2));
    View inverted = base.then("inverted", new Invert());
    View cut = base.then("threshold", new LocalThreshold(16));
    View turned = base.then("turned", new Turn45());
    return List.of(
        new Look(base, hybrid),
        new Look(base, global),
        new Look(base, boof),
        new Look(half, hybrid),
        new Look(half, boof),
        new Look(fine, new GridEngine("grid", 6)),
        new Look(inverted, hybrid),
        new Look(cut, boof),
        new Look(sharper, boof),
        new Look(twofold, hybrid),
        new Look(sharp, boof),
        new Look(stretched, boof),
        new Look(soft, hybrid),
        new Look(inverted, boof),
        new Look(twofoldSharp, boof),
        new Look(fine, new GridEngine("grid-again", 20)),
        new Look(fine, new PairEngine()),
        // Last, for what it sees of finders lies elsewhere than in the other views.
        new Look(turned, hybrid));
  }

  private static Grey atMost(int side, Grey grey) {
    Filter halve = new Halve();
    Grey smaller = grey;
    while (smaller.longSide() > side && smaller.shortSide() >= 2 * LEAST_SIDE) {
      smaller = halve.apply(smaller);
    }
    return smaller;
  }
}
