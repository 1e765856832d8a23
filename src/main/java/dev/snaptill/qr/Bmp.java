package dev.snaptill.qr;

import java.util.Optional;

/**
 * Windows bitmaps with plain pixels: 1, 4, 8 bits by palette, 16, 24 and 32 bits. Run lengths and
 * the JPEG or PNG that a bitmap may embed are left out: no phone sends them, and they would pass
 * the guard's limits unseen.
 */
final class Bmp {
  private static final int FILE_HEADER = 14;
  private static final int CORE_HEADER = 12;
  private static final int INFO_HEADER = 40;
  private static final int PLAIN = 0;
  private static final int BIT_FIELDS = 3;

  private Bmp() {}

  /** {@code paletteStep} is the bytes an entry takes; {@code topDown} a negative height. */
  private record Layout(
      int width, int height, boolean topDown, int depth, int start, int palette, int step) {
    int rowBytes() {
      return (int) (((long) width * depth + 31) / 32 * 4);
    }
  }

  static boolean looksLike(byte[] b) {
    int size = Bytes.little32(b, FILE_HEADER);
    return size == CORE_HEADER || size >= INFO_HEADER && size <= 124;
  }

  static Optional<PictureHeader> header(byte[] b) {
    return layout(b).map(l -> PictureHeader.plain(PictureKind.BMP, l.width(), l.height(), 1));
  }

  /** Empty if pixels or palette are not all there. */
  static Optional<Grey> grey(byte[] b) {
    return layout(b).filter(l -> complete(b, l)).map(l -> pixels(b, l));
  }

  private static boolean complete(byte[] b, Layout l) {
    return l.start() >= FILE_HEADER
        && l.start() + (long) l.rowBytes() * l.height() <= b.length
        && (l.depth() > 8 || l.palette() + l.step() <= b.length);
  }

  private static Optional<Layout> layout(byte[] b) {
    int size = Bytes.little32(b, FILE_HEADER);
    boolean core = size == CORE_HEADER;
    if (!Bytes.has(b, 0, FILE_HEADER + size)) {
      return Optional.empty();
    }
    int width = core ? Bytes.little16(b, 18) : Bytes.little32(b, 18);
    int height = core ? Bytes.little16(b, 20) : Bytes.little32(b, 22);
    int depth = Bytes.little16(b, core ? 24 : 28);
    int packing = core ? PLAIN : Bytes.little32(b, 30);
    boolean depthKnown =
        depth == 1 || depth == 4 || depth == 8 || depth == 16 || depth == 24 || depth == 32;
    boolean packingKnown = packing == PLAIN || packing == BIT_FIELDS && depth >= 16;
    if (width < 1 || height == 0 || height == Integer.MIN_VALUE || !depthKnown || !packingKnown) {
      return Optional.empty();
    }
    return Optional.of(
        new Layout(
            width,
            Math.abs(height),
            height < 0,
            depth,
            Bytes.little32(b, 10),
            FILE_HEADER + size,
            core ? 3 : 4));
  }

  private static Grey pixels(byte[] b, Layout l) {
    byte[] out = new byte[l.width() * l.height()];
    byte[] palette = l.depth() <= 8 ? palette(b, l) : new byte[0];
    for (int y = 0; y < l.height(); y++) {
      int row = l.start() + (l.topDown() ? y : l.height() - 1 - y) * l.rowBytes();
      for (int x = 0; x < l.width(); x++) {
        out[y * l.width() + x] = pixel(b, row, x, l.depth(), palette);
      }
    }
    return new Grey(out, l.width(), l.height());
  }

  private static byte pixel(byte[] b, int row, int x, int depth, byte[] palette) {
    switch (depth) {
      case 16:
        // 5 bits a colour; the green field of 5-6-5 overlaps enough for a grey.
        int word = Bytes.little16(b, row + 2 * x);
        return (byte) Grey.of((word >> 10 & 31) << 3, (word >> 5 & 31) << 3, (word & 31) << 3);
      case 24, 32:
        int at = row + x * (depth / 8);
        return (byte) Grey.of(b[at + 2] & 0xff, b[at + 1] & 0xff, b[at] & 0xff);
      default:
        int bit = x * depth;
        int index = b[row + (bit >> 3)] >> (8 - depth - (bit & 7)) & (1 << depth) - 1;
        return palette[index];
    }
  }

  /** As many entries as lie between headers and pixels; the rest stay black. */
  private static byte[] palette(byte[] b, Layout l) {
    byte[] out = new byte[1 << l.depth()];
    int end = Math.min(l.start(), b.length);
    for (int i = 0; i < out.length && l.palette() + (i + 1) * l.step() <= end; i++) {
      int at = l.palette() + i * l.step();
      out[i] = (byte) Grey.of(b[at + 2] & 0xff, b[at + 1] & 0xff, b[at] & 0xff);
    }
    return out;
  }
}
