package dev.snaptill.channel.smpp;

/** Events a second over the last ten seconds or so. Lives on the loop. */
final class RateMeter {
  private static final double MEMORY_NANOS = 10e9;

  private long count;
  private long since;
  private double rate;

  RateMeter(long now) {
    this.since = now;
  }

  void mark() {
    count++;
  }

  /** Brings the rate up to date; now and then. */
  void tick(long now) {
    double passed = now - since;
    if (passed > 0) {
      double weight = 1 - Math.exp(-passed / MEMORY_NANOS);
      rate += weight * (count * 1e9 / passed - rate);
      count = 0;
      since = now;
    }
  }

  double perSecond() {
    return Math.rint(rate * 10) / 10;
  }
}
