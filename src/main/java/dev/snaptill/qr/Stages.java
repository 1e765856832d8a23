package dev.snaptill.qr;

import com.google.zxing.common.GlobalHistogramBinarizer;
import com.google.zxing.common.HybridBinarizer;
import java.util.List;
import java.util.function.LongSupplier;
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

  /** So many stages are cheap: every picture gets them before any picture gets more. */
  static final int CHEAP = 5;

  private static final Predicate<Grey> LARGE = grey -> grey.shortSide() >= 2 * LEAST_SIDE;

  // Views are shared by all threads, so that a picture can go on with what another one made of it.
  private static final View BASE = View.FULL.then("base", grey -> atMost(BASE_SIDE, grey));
  private static final View FINE = View.FULL.then("fine", grey -> atMost(FINE_SIDE, grey));
  private static final View HALF = BASE.then("half", LARGE, new Halve());
  private static final View STRETCHED = BASE.then("stretch", new Stretch(32));
  private static final View TWOFOLD =
      BASE.then("twofold", grey -> grey.longSide() < SMALL_SIDE, new Twofold());
  private static final View SHARP = BASE.then("unsharp", new Unsharp(2, 6));
  private static final View SHARPER = BASE.then("unsharp-wide", new Unsharp(6, 16));
  private static final View TWOFOLD_SHARP = TWOFOLD.then("twofold-unsharp", new Unsharp(3, 8));
  private static final View SOFT = BASE.then("blur", new BoxBlur(2));
  private static final View INVERTED = BASE.then("inverted", new Invert());
  private static final View CUT = BASE.then("threshold", new LocalThreshold(16));
  private static final View TURNED = BASE.then("turned", new Turn45());

  private Stages() {}

  /** A ladder with a new set of detectors, for one thread. */
  static Ladder ladder(LongSupplier nanos) {
    Engine boof = new BoofEngine();
    return new Ladder(standard(boof), beside(boof), nanos);
  }

  private static List<Stage> standard(Engine boof) {
    Engine hybrid = new ZxingEngine("hybrid", HybridBinarizer::new);
    Engine global = new ZxingEngine("global", GlobalHistogramBinarizer::new);
    return List.of(
        new Look(BASE, hybrid),
        new Look(BASE, boof),
        new Look(BASE, global),
        new Look(HALF, hybrid),
        new Look(HALF, boof),
        new Look(FINE, new GridEngine("grid", 6)),
        new Look(INVERTED, hybrid),
        new Look(CUT, boof),
        new Look(SHARPER, boof),
        new Look(TWOFOLD, hybrid),
        new Look(SHARP, boof),
        new Look(STRETCHED, boof),
        new Look(SOFT, hybrid),
        new Look(INVERTED, boof),
        new Look(TWOFOLD_SHARP, boof),
        new Look(FINE, new GridEngine("grid-again", 20)),
        new Look(FINE, new PairEngine()),
        // Last, for what it sees of finders lies elsewhere than in the other views.
        new Look(TURNED, hybrid));
  }

  /** The cheapest that find several codes at once, or begin at finders that are left over. */
  private static List<Stage> beside(Engine boof) {
    return List.of(new Look(BASE, boof), new Look(FINE, new GridEngine("grid-beside", 2)));
  }

  /** The stages' names, in order. */
  static List<String> names() {
    return standard(new BoofEngine()).stream().map(Stage::name).toList();
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
