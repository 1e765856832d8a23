package dev.snaptill.qr;

import java.util.Arrays;

/** Turned by 45°, where row-wise searches for corners do worst; the canvas grows, filled white. */
final class Turn45 implements Filter {
  private static final double SINE = Math.sqrt(0.5);

  @Override
  public Grey apply(Grey grey) {
    int w = grey.width();
    int h = grey.height();
    int side = (int) Math.ceil((w + h) * SINE);
    byte[] in = grey.pixels();
    byte[] out = new byte[side * side];
    Arrays.fill(out, (byte) 255);
    int step = (int) Math.round(SINE * 65536);
    for (int y = 0; y < side; y++) {
      double dx = -side / 2.0;
      double dy = y - side / 2.0;
      int sx = (int) Math.round((SINE * (dx - dy) + w / 2.0) * 65536);
      int sy = (int) Math.round((SINE * (dx + dy) + h / 2.0) * 65536);
      for (int x = 0; x < side; x++, sx += step, sy += step) {
        int px = sx >> 16;
        int py = sy >> 16;
        if (px >= 0 && py >= 0 && px < w - 1 && py < h - 1) {
          out[y * side + x] = (byte) blend(in, py * w + px, w, sx >> 8 & 0xff, sy >> 8 & 0xff);
        }
      }
    }
    return new Grey(out, side, side);
  }

  private static int blend(byte[] in, int at, int w, int fx, int fy) {
    int upper = (in[at] & 0xff) * (256 - fx) + (in[at + 1] & 0xff) * fx;
    int lower = (in[at + w] & 0xff) * (256 - fx) + (in[at + w + 1] & 0xff) * fx;
    return upper * (256 - fy) + lower * fy >> 16;
  }
}
