package dev.snaptill.qr;

/** Pushes each pixel away from the mean of its surroundings: undoes a little defocus. */
final class Unsharp implements Filter {
  private final int radius;
  private final int quarters;

  /**
   * @param radius of the surroundings, in pixels
   * @param quarters strength in quarters: 4 adds the difference once
   */
  Unsharp(int radius, int quarters) {
    this.radius = radius;
    this.quarters = quarters;
  }

  @Override
  public Grey apply(Grey grey) {
    Sums sums = new Sums(grey);
    int w = grey.width();
    byte[] in = grey.pixels();
    byte[] out = new byte[in.length];
    for (int y = 0; y < grey.height(); y++) {
      for (int x = 0; x < w; x++) {
        int at = y * w + x;
        int value = in[at] & 0xff;
        int sharper = value + (value - sums.mean(x, y, radius)) * quarters / 4;
        out[at] = (byte) Math.max(0, Math.min(255, sharper));
      }
    }
    return new Grey(out, w, grey.height());
  }
}
