package dev.snaptill.channel.mm7;

import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Iterator;
import java.util.Optional;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.ImageOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * Makes pictures of ours small enough for an MMSC. A drawing of squares, as every code is, shrinks
 * by whole pixels a square, so that it can still be read; anything else is averaged. Blocks: not
 * for an event loop.
 */
final class PictureFitter {
  private static final int MAX_PIXELS = 16_000_000;

  /** Below this a phone's camera no longer tells a code's squares apart on a screen. */
  static final int LEAST_SIDE = 100;

  private PictureFitter() {}

  /**
   * A picture within the bounds; the same bytes if it is already.
   *
   * @param maxSide of the longer side in pixels
   * @return empty if it isn't a picture we can read, or cannot be made that small
   */
  static Optional<byte[]> fit(byte[] picture, int maxBytes, int maxSide) {
    try {
      BufferedImage image = read(picture);
      if (image == null) {
        // a kind we don't draw: let the MMSC judge its sides
        return picture.length <= maxBytes ? Optional.of(picture) : Optional.empty();
      }
      int side = Math.max(image.getWidth(), image.getHeight());
      if (picture.length <= maxBytes && side <= maxSide) {
        return Optional.of(picture);
      }
      return shrink(image, maxBytes, Math.min(side, maxSide));
    } catch (IOException | RuntimeException unreadable) {
      return picture.length <= maxBytes ? Optional.of(picture) : Optional.empty();
    }
  }

  /** The next smaller one, for an MMSC that found this one too big. */
  static Optional<byte[]> smaller(byte[] picture) {
    try {
      BufferedImage image = read(picture);
      if (image == null) {
        return Optional.empty();
      }
      int side = Math.max(image.getWidth(), image.getHeight());
      return shrink(image, Math.max(1, picture.length - 1), side / 2);
    } catch (IOException | RuntimeException unreadable) {
      return Optional.empty();
    }
  }

  private static Optional<byte[]> shrink(BufferedImage image, int maxBytes, int maxSide)
      throws IOException {
    int square = square(image);
    for (int side = maxSide; side >= LEAST_SIDE; side = side * 3 / 4) {
      Optional<byte[]> found =
          square > 0 ? drawing(image, square, side) : photo(image, side, maxBytes);
      if (found.isPresent() && found.get().length <= maxBytes) {
        return found;
      }
    }
    return Optional.empty();
  }

  private static @Nullable BufferedImage read(byte[] picture) throws IOException {
    try (ImageInputStream in = ImageIO.createImageInputStream(new ByteArrayInputStream(picture))) {
      Iterator<ImageReader> readers = ImageIO.getImageReaders(in);
      if (!readers.hasNext()) {
        return null;
      }
      ImageReader reader = readers.next();
      try {
        reader.setInput(in, true, true);
        long pixels = (long) reader.getWidth(0) * reader.getHeight(0);
        return pixels > MAX_PIXELS ? null : reader.read(0);
      } finally {
        reader.dispose();
      }
    }
  }

  /** The pixels of one square's side if it is black squares on white; else 0. */
  private static int square(BufferedImage image) {
    int divisor = gcd(image.getWidth(), image.getHeight());
    int[] row = new int[image.getWidth()];
    for (int y = 0; y < image.getHeight(); y++) {
      image.getRGB(0, y, row.length, 1, row, 0, row.length);
      int run = 0;
      for (int x = 0; x < row.length; x++) {
        int colour = row[x] & 0xFFFFFF;
        if (colour != 0 && colour != 0xFFFFFF) {
          return 0;
        }
        run++;
        if (x + 1 == row.length || (row[x + 1] & 0xFFFFFF) != colour) {
          divisor = gcd(divisor, run);
          run = 0;
        }
      }
    }
    return divisor;
  }

  private static int gcd(int a, int b) {
    return b == 0 ? a : gcd(b, a % b);
  }

  private static Optional<byte[]> drawing(BufferedImage image, int square, int side)
      throws IOException {
    int across = image.getWidth() / square;
    int down = image.getHeight() / square;
    int pixels = side / Math.max(across, down);
    // one pixel a square is for no camera
    if (pixels < 2) {
      return Optional.empty();
    }
    BufferedImage out =
        new BufferedImage(across * pixels, down * pixels, BufferedImage.TYPE_BYTE_BINARY);
    for (int y = 0; y < out.getHeight(); y++) {
      for (int x = 0; x < out.getWidth(); x++) {
        out.setRGB(x, y, image.getRGB(x / pixels * square, y / pixels * square));
      }
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ImageIO.write(out, "png", bytes);
    return Optional.of(bytes.toByteArray());
  }

  private static Optional<byte[]> photo(BufferedImage image, int side, int maxBytes)
      throws IOException {
    double scale = Math.min(1, (double) side / Math.max(image.getWidth(), image.getHeight()));
    int width = Math.max(1, (int) (image.getWidth() * scale));
    int height = Math.max(1, (int) (image.getHeight() * scale));
    BufferedImage out = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = out.createGraphics();
    graphics.setRenderingHint(
        RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
    graphics.drawImage(image, 0, 0, width, height, null);
    graphics.dispose();
    for (float quality : new float[] {0.85f, 0.7f, 0.5f}) {
      byte[] bytes = jpeg(out, quality);
      if (bytes.length <= maxBytes) {
        return Optional.of(bytes);
      }
    }
    return Optional.empty();
  }

  private static byte[] jpeg(BufferedImage image, float quality) throws IOException {
    ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    try {
      ImageWriteParam how = writer.getDefaultWriteParam();
      how.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
      how.setCompressionQuality(quality);
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      try (ImageOutputStream out = ImageIO.createImageOutputStream(bytes)) {
        writer.setOutput(out);
        writer.write(null, new IIOImage(image, null, null), how);
      }
      return bytes.toByteArray();
    } finally {
      writer.dispose();
    }
  }
}
