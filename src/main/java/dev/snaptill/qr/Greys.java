package dev.snaptill.qr;

import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.awt.image.Raster;

/** Turns what ImageIO decoded into one grey plane. */
final class Greys {
  private Greys() {}

  /**
   * An undecoded JPEG raster. Band 0 is the grey itself: Y of YCbCr. Four bands are CMYK or YCCK as
   * Adobe stores them, inverted, so that brightness is band 0 (or their mean) dimmed by black.
   *
   * @param ycck whether the first three of four bands are YCbCr
   * @param inverted whether ink is stored as its absence
   */
  static Grey ofJpeg(Raster raster, boolean ycck, boolean inverted) {
    int width = raster.getWidth();
    int height = raster.getHeight();
    int bands = raster.getNumBands();
    byte[] data = ((DataBufferByte) raster.getDataBuffer()).getData();
    if (bands == 1 && data.length == width * height) {
      return new Grey(data, width, height);
    }
    byte[] out = new byte[width * height];
    if (bands < 4) {
      for (int i = 0, at = 0; i < out.length; i++, at += bands) {
        out[i] = data[at];
      }
      return new Grey(out, width, height);
    }
    int flip = inverted ? 0 : 0xff;
    for (int i = 0, at = 0; i < out.length; i++, at += bands) {
      int first = data[at] & 0xff ^ flip;
      int light =
          ycck ? first : Grey.of(first, data[at + 1] & 0xff ^ flip, data[at + 2] & 0xff ^ flip);
      out[i] = (byte) (light * (data[at + 3] & 0xff ^ flip) / 255);
    }
    return new Grey(out, width, height);
  }

  /** Any other picture; what is transparent is taken as white, as a phone would show it. */
  static Grey of(BufferedImage image) {
    int width = image.getWidth();
    int height = image.getHeight();
    if (image.getType() == BufferedImage.TYPE_BYTE_GRAY) {
      // getRGB would apply a gamma that makes dark greys lighter.
      return new Grey(band0(image.getRaster(), width, height, 0), width, height);
    }
    if (image.getType() == BufferedImage.TYPE_USHORT_GRAY) {
      return new Grey(band0(image.getRaster(), width, height, 8), width, height);
    }
    if (image.getType() == BufferedImage.TYPE_3BYTE_BGR
        && image.getRaster().getDataBuffer() instanceof DataBufferByte buffer
        && buffer.getData().length == 3 * width * height) {
      return ofBlueGreenRed(buffer.getData(), width, height);
    }
    byte[] out = new byte[width * height];
    int[] row = new int[width];
    for (int y = 0; y < height; y++) {
      image.getRGB(0, y, width, 1, row, 0, width);
      for (int x = 0; x < width; x++) {
        out[y * width + x] = (byte) onWhite(row[x]);
      }
    }
    return new Grey(out, width, height);
  }

  /** Most PNGs of phones; asking for each colour by name takes as long as reading the code. */
  private static Grey ofBlueGreenRed(byte[] data, int width, int height) {
    byte[] out = new byte[width * height];
    for (int i = 0, at = 0; i < out.length; i++, at += 3) {
      out[i] = (byte) Grey.of(data[at + 2] & 0xff, data[at + 1] & 0xff, data[at] & 0xff);
    }
    return new Grey(out, width, height);
  }

  private static int onWhite(int argb) {
    int grey = Grey.of(argb >> 16 & 0xff, argb >> 8 & 0xff, argb & 0xff);
    int alpha = argb >>> 24;
    return alpha == 255 ? grey : (grey * alpha + 255 * (255 - alpha)) / 255;
  }

  private static byte[] band0(Raster raster, int width, int height, int shift) {
    byte[] out = new byte[width * height];
    int[] row = new int[width];
    for (int y = 0; y < height; y++) {
      raster.getSamples(raster.getMinX(), raster.getMinY() + y, width, 1, 0, row);
      for (int x = 0; x < width; x++) {
        out[y * width + x] = (byte) (row[x] >> shift);
      }
    }
    return out;
  }
}
