package dev.snaptill.qr;

/**
 * Twice the width and height, bilinear. Readers that sample a module at its centre gain most from
 * this on small pictures, where a module is two pixels.
 */
final class Twofold implements Filter {
  @Override
  public Grey apply(Grey grey) {
    int w = grey.width();
    int h = grey.height();
    byte[] in = grey.pixels();
    byte[] out = new byte[4 * w * h];
    int[] row = new int[w];
    for (int y = 0; y < 2 * h; y++) {
      int near = (y >> 1) * w;
      int far = clamp((y & 1) == 0 ? (y >> 1) - 1 : (y >> 1) + 1, h) * w;
      for (int x = 0; x < w; x++) {
        row[x] = 3 * (in[near + x] & 0xff) + (in[far + x] & 0xff);
      }
      int at = y * 2 * w;
      for (int x = 0; x < w; x++) {
        int three = 3 * row[x] + 8;
        out[at++] = (byte) (three + row[clamp(x - 1, w)] >> 4);
        out[at++] = (byte) (three + row[clamp(x + 1, w)] >> 4);
      }
    }
    return new Grey(out, 2 * w, 2 * h);
  }

  private static int clamp(int value, int size) {
    return Math.max(0, Math.min(size - 1, value));
  }
}
