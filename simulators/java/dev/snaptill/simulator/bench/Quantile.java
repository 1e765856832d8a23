package dev.snaptill.simulator.bench;

/** Latencies as they are told. */
final class Quantile {
  private Quantile() {}

  /**
   * The nearest rank: the smallest value that so large a share of all does not exceed.
   *
   * @param sorted nanoseconds, ascending
   * @param share such as 0.99
   * @return milliseconds; NaN if there are none
   */
  static double millis(long[] sorted, double share) {
    int at = (int) Math.ceil(share * sorted.length) - 1;
    return sorted.length == 0 ? Double.NaN : sorted[Math.max(0, at)] / 1e6;
  }
}
