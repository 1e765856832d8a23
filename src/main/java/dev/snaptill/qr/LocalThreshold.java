package dev.snaptill.qr;

/** Black or white by the mean of the surroundings: for uneven light that block sizes cut badly. */
final class LocalThreshold implements Filter {
  private final int divisor;

  /** The surroundings reach a {@code divisor}th of the long side each way. */
  LocalThreshold(int divisor) {
    this.divisor = divisor;
  }

  @Override
  public Grey apply(Grey grey) {
    Sums sums = new Sums(grey);
    int w = grey.width();
    int radius = Math.max(3, grey.longSide() / divisor);
    byte[] in = grey.pixels();
    byte[] out = new byte[in.length];
    for (int y = 0; y < grey.height(); y++) {
      for (int x = 0; x < w; x++) {
        int at = y * w + x;
        int mean = sums.mean(x, y, radius);
        // A little below the mean, so that even paper stays white.
        out[at] = (byte) ((in[at] & 0xff) * 100 < mean * 95 ? 0 : 255);
      }
    }
    return new Grey(out, w, grey.height());
  }
}
