package dev.snaptill.qr;

import java.util.Optional;

/** The wireless bitmap of WAP phones (WAP-237 §4.5, type 0): one bit a pixel, 1 is white. */
final class Wbmp {
  /** Where the pixels begin and the size. */
  private record Layout(int width, int height, int start) {
    int rowBytes() {
      return (width + 7) / 8;
    }
  }

  private Wbmp() {}

  /** Whether sizes and length agree, there being no other mark to know it by. */
  static boolean looksLike(byte[] b) {
    Optional<Layout> layout = layout(b);
    if (layout.isEmpty()) {
      return false;
    }
    Layout found = layout.get();
    return found.start() + (long) found.rowBytes() * found.height() == b.length;
  }

  static Optional<PictureHeader> header(byte[] b) {
    return layout(b).map(l -> PictureHeader.plain(PictureKind.WBMP, l.width(), l.height(), 1));
  }

  static Optional<Grey> grey(byte[] b) {
    return looksLike(b) ? layout(b).map(l -> grey(b, l)) : Optional.empty();
  }

  private static Grey grey(byte[] b, Layout l) {
    byte[] out = new byte[l.width() * l.height()];
    for (int y = 0; y < l.height(); y++) {
      int row = l.start() + y * l.rowBytes();
      for (int x = 0; x < l.width(); x++) {
        int bit = b[row + (x >> 3)] >> (7 - (x & 7)) & 1;
        out[y * l.width() + x] = (byte) -bit;
      }
    }
    return new Grey(out, l.width(), l.height());
  }

  private static Optional<Layout> layout(byte[] b) {
    int[] width = multiByte(b, 2);
    int[] height = multiByte(b, width[1]);
    if (Bytes.u8(b, 0) != 0 || Bytes.u8(b, 1) != 0 || width[0] < 1 || height[0] < 1) {
      return Optional.empty();
    }
    return Optional.of(new Layout(width[0], height[0], height[1]));
  }

  /**
   * Seven bits a byte, the high bit says more follow; at most three bytes. Value and next place.
   */
  private static int[] multiByte(byte[] b, int at) {
    int value = 0;
    for (int place = at; place < at + 3; place++) {
      int next = Bytes.u8(b, place);
      if (next < 0) {
        break;
      }
      value = value << 7 | next & 0x7f;
      if ((next & 0x80) == 0) {
        return new int[] {value, place + 1};
      }
    }
    return new int[] {-1, b.length};
  }
}
