package dev.snaptill.qr;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.AffineTransform;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Random;
import java.util.function.DoubleBinaryOperator;
import java.util.function.IntUnaryOperator;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** A drawn code made worse, as a phone would: each method gives the picture after one mishap. */
record Photo(BufferedImage image) {

  /** A code on paper of its own size. */
  static Photo of(String text, int modulePixels) {
    return of(QrDrawing.of(text).png(modulePixels));
  }

  static Photo of(byte[] encoded) {
    try {
      return new Photo(grey(ImageIO.read(new ByteArrayInputStream(encoded))));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Photo blank(int width, int height, int shade) {
    Photo photo = new Photo(new BufferedImage(width, height, BufferedImage.TYPE_BYTE_GRAY));
    Graphics2D g = photo.image.createGraphics();
    g.setColor(new Color(shade, shade, shade));
    g.fillRect(0, 0, width, height);
    g.dispose();
    return photo;
  }

  /** The other photo laid on this one. */
  Photo with(Photo other, int x, int y) {
    BufferedImage out = grey(image);
    Graphics2D g = out.createGraphics();
    g.drawImage(other.image, x, y, null);
    g.dispose();
    return new Photo(out);
  }

  Photo turned(double degrees) {
    int side = (int) Math.ceil(Math.hypot(image.getWidth(), image.getHeight()));
    Photo table = blank(side, side, 190);
    Graphics2D g = table.image.createGraphics();
    g.setRenderingHint(
        RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
    AffineTransform turn =
        AffineTransform.getRotateInstance(Math.toRadians(degrees), side / 2.0, side / 2.0);
    turn.translate((side - image.getWidth()) / 2.0, (side - image.getHeight()) / 2.0);
    g.drawImage(image, turn, null);
    g.dispose();
    return table;
  }

  /** Seen from the side: the upper edge is narrower by that share. */
  Photo leaning(double share) {
    int w = image.getWidth();
    int h = image.getHeight();
    Photo table = blank(w, h, 190);
    for (int y = 0; y < h; y++) {
      double scale = 1 - share * (h - y) / h;
      double v = h * (1 - (1 - share) * (h - y) / (h * scale));
      for (int x = 0; x < w; x++) {
        double u = (x - w / 2.0) / scale + w / 2.0;
        if (u >= 0 && u < w - 1 && v >= 0 && v < h - 1) {
          table.image.getRaster().setSample(x, y, 0, sample(u, v));
        }
      }
    }
    return table;
  }

  /**
   * On a round can: the sides are drawn in, and rows sag in the middle.
   *
   * @param bend 0 is flat; 1 shows half of the can
   */
  Photo bent(double bend) {
    int w = image.getWidth();
    int h = image.getHeight();
    double half = bend * Math.PI / 2;
    return moved(
        (x, y) -> {
          double across = Math.asin((2.0 * x / w - 1) * Math.sin(half)) / half;
          return (across + 1) / 2 * w;
        },
        (x, y) -> y + 0.12 * bend * h * (Math.cos((2.0 * x / w - 1) * half) - 1));
  }

  /** On crumpled paper: waves of so many pixels. */
  Photo crumpled(double pixels) {
    double w = image.getWidth();
    return moved(
        (x, y) -> x + pixels * Math.sin(9 * y / w + 1) * Math.cos(5 * x / w),
        (x, y) -> y + pixels * Math.sin(8 * x / w) * Math.cos(6 * y / w + 2));
  }

  private Photo moved(DoubleBinaryOperator fromX, DoubleBinaryOperator fromY) {
    int w = image.getWidth();
    Photo table = blank(w, image.getHeight(), 255);
    for (int y = 0; y < image.getHeight(); y++) {
      for (int x = 0; x < w; x++) {
        double u = fromX.applyAsDouble(x, y);
        double v = fromY.applyAsDouble(x, y);
        if (u >= 0 && u < w - 1 && v >= 0 && v < image.getHeight() - 1) {
          table.image.getRaster().setSample(x, y, 0, sample(u, v));
        }
      }
    }
    return table;
  }

  private int sample(double u, double v) {
    int x = (int) u;
    int y = (int) v;
    double fx = u - x;
    double fy = v - y;
    double upper = at(x, y) * (1 - fx) + at(x + 1, y) * fx;
    double lower = at(x, y + 1) * (1 - fx) + at(x + 1, y + 1) * fx;
    return (int) (upper * (1 - fy) + lower * fy);
  }

  private int at(int x, int y) {
    return image.getRaster().getSample(x, y, 0);
  }

  Photo blurred(int radius) {
    int w = image.getWidth();
    int h = image.getHeight();
    byte[] pixels = new byte[w * h];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) at(i % w, i / w);
    }
    Filter blur = new BoxBlur(radius);
    byte[] out = blur.apply(blur.apply(new Grey(pixels, w, h))).pixels();
    return each(i -> out[i] & 0xff);
  }

  Photo noisy(int strength) {
    Random random = new Random(7);
    return each(i -> clamp((int) (atIndex(i) + random.nextGaussian() * strength)));
  }

  /** Black and white come nearer, at the dark end. */
  Photo dark() {
    return each(i -> 12 + atIndex(i) / 6);
  }

  /** Black and white exchanged. */
  Photo negative() {
    return each(i -> 255 - atIndex(i));
  }

  /** Bright from the left, in shadow to the right. */
  Photo shaded() {
    int w = image.getWidth();
    return each(i -> clamp(atIndex(i) * (w - i % w * 8 / 10) / w));
  }

  private int atIndex(int i) {
    return at(i % image.getWidth(), i / image.getWidth());
  }

  private Photo each(IntUnaryOperator value) {
    BufferedImage out =
        new BufferedImage(image.getWidth(), image.getHeight(), BufferedImage.TYPE_BYTE_GRAY);
    for (int i = 0; i < image.getWidth() * image.getHeight(); i++) {
      out.getRaster().setSample(i % image.getWidth(), i / image.getWidth(), 0, value.applyAsInt(i));
    }
    return new Photo(out);
  }

  private static int clamp(int value) {
    return Math.max(0, Math.min(255, value));
  }

  private static BufferedImage grey(BufferedImage any) {
    return as(any, BufferedImage.TYPE_BYTE_GRAY);
  }

  /** The same in another type of memory, and so of file. */
  static BufferedImage as(BufferedImage any, int type) {
    BufferedImage out = new BufferedImage(any.getWidth(), any.getHeight(), type);
    Graphics2D g = out.createGraphics();
    g.drawImage(any, 0, 0, null);
    g.dispose();
    return out;
  }

  byte[] jpeg(double quality) {
    return jpeg(image, quality, false);
  }

  byte[] progressiveJpeg() {
    return jpeg(as(image, BufferedImage.TYPE_INT_RGB), 0.8, true);
  }

  byte[] colourJpeg(double quality) {
    return jpeg(as(image, BufferedImage.TYPE_INT_RGB), quality, false);
  }

  private static byte[] jpeg(BufferedImage image, double quality, boolean progressive) {
    ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    ImageWriteParam param = writer.getDefaultWriteParam();
    param.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
    param.setCompressionQuality((float) quality);
    if (progressive) {
      param.setProgressiveMode(ImageWriteParam.MODE_DEFAULT);
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (MemoryCacheImageOutputStream stream = new MemoryCacheImageOutputStream(out)) {
      writer.setOutput(stream);
      writer.write(null, new IIOImage(image, null, null), param);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      writer.dispose();
    }
    return out.toByteArray();
  }

  /** Written by ImageIO: png, gif, bmp, wbmp. */
  byte[] as(String format, int type) {
    try {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      if (!ImageIO.write(as(image, type), format, out)) {
        throw new IllegalArgumentException(format + " cannot hold this");
      }
      return out.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
