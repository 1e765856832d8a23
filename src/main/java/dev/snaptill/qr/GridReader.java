package dev.snaptill.qr;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Reads the symbol that has its finders at given places: finds out how many modules it has, how it
 * is bent, and what it says.
 */
final class GridReader {
  private static final int VERSIONS = 40;

  /** Paper that is crumpled wants a loose grid; a stiff one holds where little is to be seen. */
  private static final double LOOSE = 0.1;

  private static final double STIFF = 0.6;
  private static final double LEAST_TIMING = 0.2;
  private static final double NEARLY = 0.8;
  private static final double LEAST_AGREEMENT = 0.3;

  /** Above this there is a symbol for sure, and it is worth a second try. */
  private static final double SURE = 0.75;

  private final SoftDecoder decoder = new SoftDecoder();

  /**
   * @param sizes how many versions around the likeliest are looked into
   * @param finds asked in between whether there is time
   */
  Optional<String> read(Plane plane, Corners finders, int sizes, Finds finds) {
    List<Growth> begun =
        versions(finders.side()).stream()
            .limit(sizes)
            .map(version -> Growth.begin(plane, Symbol.of(version), finders, LOOSE))
            .takeWhile(growth -> !finds.timeIsUp())
            .filter(growth -> growth.timing() >= LEAST_TIMING)
            .sorted(Comparator.comparingDouble(growth -> -growth.timing()))
            .limit(2)
            .toList();
    for (Growth growth : begun) {
      if (!finds.timeIsUp() && growth.timing() >= NEARLY * begun.get(0).timing()) {
        Samples samples = growth.finish();
        Optional<String> text = decode(samples);
        if (text.isEmpty() && !finds.timeIsUp() && samples.agreement() >= SURE) {
          text = decode(Growth.begin(plane, growth.symbol(), finders, STIFF).finish());
        }
        if (text.isPresent()) {
          return text;
        }
      }
    }
    return Optional.empty();
  }

  private Optional<String> decode(Samples samples) {
    return samples.agreement() < LEAST_AGREEMENT ? Optional.empty() : decoder.decode(samples);
  }

  /** The nearest size first. */
  private static List<Integer> versions(double side) {
    return IntStream.rangeClosed(1, VERSIONS)
        .boxed()
        .sorted(Comparator.comparingDouble(version -> Math.abs(17 + 4 * version - side)))
        .toList();
  }
}
