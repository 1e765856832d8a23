package dev.snaptill.qr;

/** Sums over all rectangles from the upper left corner, so that any local mean costs the same. */
final class Sums {
  private final int[] sums;
  private final int width;
  private final int height;

  Sums(Grey grey) {
    this.width = grey.width();
    this.height = grey.height();
    this.sums = new int[(width + 1) * (height + 1)];
    byte[] in = grey.pixels();
    for (int y = 0; y < height; y++) {
      int row = 0;
      int at = (y + 1) * (width + 1) + 1;
      for (int x = 0; x < width; x++, at++) {
        row += in[y * width + x] & 0xff;
        // May overflow on 8 megapixels of white; differences come out right all the same.
        sums[at] = sums[at - width - 1] + row;
      }
    }
  }

  /** The mean over the square around a pixel, cut at the edges, rounded. */
  int mean(int x, int y, int radius) {
    int left = Math.max(0, x - radius);
    int top = Math.max(0, y - radius);
    int right = Math.min(width, x + radius + 1);
    int bottom = Math.min(height, y + radius + 1);
    int upper = top * (width + 1);
    int lower = bottom * (width + 1);
    int sum = sums[lower + right] - sums[lower + left] - sums[upper + right] + sums[upper + left];
    int area = (right - left) * (bottom - top);
    return (sum + area / 2) / area;
  }
}
