package dev.snaptill.qr;

/** Half the width and height: each pixel the mean of four. */
final class Halve implements Filter {
  @Override
  public Grey apply(Grey grey) {
    int width = grey.width() / 2;
    int height = grey.height() / 2;
    if (width == 0 || height == 0) {
      return grey;
    }
    byte[] in = grey.pixels();
    byte[] out = new byte[width * height];
    for (int y = 0; y < height; y++) {
      int upper = 2 * y * grey.width();
      int lower = upper + grey.width();
      for (int x = 0, at = y * width; x < width; x++, at++, upper += 2, lower += 2) {
        int sum =
            (in[upper] & 0xff)
                + (in[upper + 1] & 0xff)
                + (in[lower] & 0xff)
                + (in[lower + 1] & 0xff);
        out[at] = (byte) (sum + 2 >> 2);
      }
    }
    return new Grey(out, width, height);
  }
}
