package dev.snaptill.qr;

/** The mean of a square around each pixel: closes the gaps of screens and of dot print. */
final class BoxBlur implements Filter {
  private final int radius;

  /** The square's side is twice the radius and one, in pixels. */
  BoxBlur(int radius) {
    this.radius = radius;
  }

  @Override
  public Grey apply(Grey grey) {
    Sums sums = new Sums(grey);
    int w = grey.width();
    byte[] out = new byte[w * grey.height()];
    for (int y = 0; y < grey.height(); y++) {
      for (int x = 0; x < w; x++) {
        out[y * w + x] = (byte) sums.mean(x, y, radius);
      }
    }
    return new Grey(out, w, grey.height());
  }
}
