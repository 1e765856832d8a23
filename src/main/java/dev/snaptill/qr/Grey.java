package dev.snaptill.qr;

/**
 * One plane of brightness, row after row without gaps, 0 black to 255 white. The array is shared
 * with the readers and never written after construction.
 */
final class Grey {
  private final byte[] pixels;
  private final int width;
  private final int height;

  Grey(byte[] pixels, int width, int height) {
    if (width < 1 || height < 1 || pixels.length != width * height) {
      throw new IllegalArgumentException(
          pixels.length + " pixels are not " + width + " × " + height);
    }
    this.pixels = pixels;
    this.width = width;
    this.height = height;
  }

  byte[] pixels() {
    return pixels;
  }

  int width() {
    return width;
  }

  int height() {
    return height;
  }

  int longSide() {
    return Math.max(width, height);
  }

  int shortSide() {
    return Math.min(width, height);
  }

  /** Brightness of a colour (ITU-R BT.601), 0 to 255. */
  static int of(int red, int green, int blue) {
    return (306 * red + 601 * green + 117 * blue + 512) >> 10;
  }
}
