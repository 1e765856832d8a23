package dev.snaptill.simulator.phone;

import dev.snaptill.simulator.mmsc.Picture;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Iterator;
import java.util.Random;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.ImageOutputStream;

/**
 * Makes of a picture what a phone's camera would see of it: a JPEG, the worse the more {@link Shot}
 * asks for.
 */
public final class Camera {
  private static final long MOST_PIXELS = 16_000_000;

  private Camera() {}

  /**
   * Photographs a picture (PNG, JPEG, GIF or BMP).
   *
   * @throws IllegalArgumentException for octets that are no picture, or one of more than 16
   *     megapixels
   */
  public static Picture photograph(Picture picture, Shot shot) {
    BufferedImage seen = read(picture.octets());
    BufferedImage scene = place(seen, shot);
    blur(scene, shot.blur());
    exposure(scene, shot);
    return new Picture("photo.jpg", "image/jpeg", jpeg(scene, shot.quality()));
  }

  private static BufferedImage read(byte[] octets) {
    try (ImageInputStream in = ImageIO.createImageInputStream(new ByteArrayInputStream(octets))) {
      Iterator<ImageReader> readers = ImageIO.getImageReaders(in);
      if (!readers.hasNext()) {
        throw new IllegalArgumentException("not a picture");
      }
      ImageReader reader = readers.next();
      try {
        reader.setInput(in);
        if ((long) reader.getWidth(0) * reader.getHeight(0) > MOST_PIXELS) {
          throw new IllegalArgumentException("a picture of more than 16 megapixels");
        }
        return reader.read(0);
      } finally {
        reader.dispose();
      }
    } catch (IOException e) {
      throw new IllegalArgumentException("not a readable picture: " + e.getMessage(), e);
    }
  }

  /**
   * Turns, tilts and shrinks in one step: every pixel of the photo is traced back to the picture.
   * The picture fills as much of the photo as fits; around it lies the table, or white.
   */
  private static BufferedImage place(BufferedImage source, Shot shot) {
    BufferedImage picture = rgb(source);
    double radians = Math.toRadians(shot.rotate());
    double cos = Math.cos(radians);
    double sin = Math.sin(radians);
    double margin = shot.background() ? 1.25 : 1.0;
    double seenWidth =
        (Math.abs(cos) * picture.getWidth() + Math.abs(sin) * picture.getHeight()) * margin;
    double seenHeight =
        (Math.abs(sin) * picture.getWidth() + Math.abs(cos) * picture.getHeight()) * margin;
    double scale = Math.min(1.0, shot.longSide() / Math.max(seenWidth, seenHeight));
    if (shot.background()) {
      // a camera comes nearer to a small picture
      scale = shot.longSide() / Math.max(seenWidth, seenHeight);
    }
    int width = Math.max(16, (int) Math.round(seenWidth * scale));
    int height = Math.max(16, (int) Math.round(seenHeight * scale));
    BufferedImage photo = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Random grain = new Random(shot.seed());
    int samples = (int) Math.max(1, Math.min(4, Math.ceil(1 / scale)));
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        int around = shot.background() ? table(x, y, grain) : 0xFFFFFF;
        int red = 0;
        int green = 0;
        int blue = 0;
        for (int i = 0; i < samples * samples; i++) {
          double px = (x + (i % samples + 0.5) / samples - width / 2.0) / scale;
          double py = (y + (i / samples + 0.5) / samples - height / 2.0) / scale;
          // the upper edge is farther away: there more of the picture falls on a pixel
          double depth = 1 + shot.perspective() * (0.5 - (py / seenHeight + 0.5)) * 2;
          double u = px * depth;
          double v = py * depth;
          int sx = (int) Math.floor(u * cos + v * sin + picture.getWidth() / 2.0);
          int sy = (int) Math.floor(-u * sin + v * cos + picture.getHeight() / 2.0);
          boolean inside =
              sx >= 0 && sy >= 0 && sx < picture.getWidth() && sy < picture.getHeight();
          int colour = inside ? picture.getRGB(sx, sy) : around;
          red += colour >> 16 & 0xFF;
          green += colour >> 8 & 0xFF;
          blue += colour & 0xFF;
        }
        int n = samples * samples;
        photo.setRGB(x, y, red / n << 16 | green / n << 8 | blue / n);
      }
    }
    return photo;
  }

  /** Wood, more or less. */
  private static int table(int x, int y, Random grain) {
    int tone = (int) (12 * Math.sin(y / 7.0 + Math.sin(x / 60.0) * 2)) + grain.nextInt(9);
    return clamp(150 + tone) << 16 | clamp(112 + tone) << 8 | clamp(74 + tone);
  }

  private static BufferedImage rgb(BufferedImage source) {
    BufferedImage rgb =
        new BufferedImage(source.getWidth(), source.getHeight(), BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = rgb.createGraphics();
    graphics.setRenderingHint(
        RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_NEAREST_NEIGHBOR);
    graphics.setColor(Color.WHITE);
    graphics.fillRect(0, 0, rgb.getWidth(), rgb.getHeight());
    graphics.drawImage(source, 0, 0, null);
    graphics.dispose();
    return rgb;
  }

  /**
   * Two box blurs each way: near enough to a lens out of focus. A radius below one mixes with the
   * sharp picture.
   */
  private static void blur(BufferedImage image, double radius) {
    if (radius <= 0) {
      return;
    }
    int box = Math.max(1, (int) Math.round(radius));
    double share = Math.min(1, radius);
    int width = image.getWidth();
    int height = image.getHeight();
    int[] pixels = image.getRGB(0, 0, width, height, null, 0, width);
    int[] soft = pixels.clone();
    for (int pass = 0; pass < 2; pass++) {
      soft = smear(soft, width, height, box, 1, width);
      soft = smear(soft, height, width, box, width, 1);
    }
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = mix(pixels[i], soft[i], share);
    }
    image.setRGB(0, 0, width, height, pixels, 0, width);
  }

  private static int[] smear(int[] from, int length, int lines, int box, int step, int lineStep) {
    int[] to = new int[from.length];
    for (int line = 0; line < lines; line++) {
      for (int i = 0; i < length; i++) {
        int red = 0;
        int green = 0;
        int blue = 0;
        for (int k = -box; k <= box; k++) {
          int at = Math.max(0, Math.min(length - 1, i + k));
          int colour = from[line * lineStep + at * step];
          red += colour >> 16 & 0xFF;
          green += colour >> 8 & 0xFF;
          blue += colour & 0xFF;
        }
        int n = 2 * box + 1;
        to[line * lineStep + i * step] = red / n << 16 | green / n << 8 | blue / n;
      }
    }
    return to;
  }

  private static int mix(int sharp, int soft, double share) {
    int mixed = 0;
    for (int shift = 0; shift <= 16; shift += 8) {
      double value = (sharp >> shift & 0xFF) * (1 - share) + (soft >> shift & 0xFF) * share;
      mixed |= clamp((int) value) << shift;
    }
    return mixed;
  }

  private static void exposure(BufferedImage image, Shot shot) {
    if (shot.darken() == 0 && shot.noise() == 0) {
      return;
    }
    Random random = new Random(shot.seed() + 1);
    for (int y = 0; y < image.getHeight(); y++) {
      for (int x = 0; x < image.getWidth(); x++) {
        int colour = image.getRGB(x, y);
        int noise = (int) (random.nextGaussian() * shot.noise());
        int seen = 0;
        for (int shift = 0; shift <= 16; shift += 8) {
          double light = (colour >> shift & 0xFF) * (1 - shot.darken());
          seen |= clamp((int) light + noise) << shift;
        }
        image.setRGB(x, y, seen);
      }
    }
  }

  private static int clamp(int value) {
    return Math.max(0, Math.min(255, value));
  }

  private static byte[] jpeg(BufferedImage image, int quality) {
    ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    ByteArrayOutputStream octets = new ByteArrayOutputStream();
    try (ImageOutputStream out = ImageIO.createImageOutputStream(octets)) {
      writer.setOutput(out);
      ImageWriteParam how = writer.getDefaultWriteParam();
      how.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
      how.setCompressionQuality(quality / 100f);
      writer.write(null, new IIOImage(image, null, null), how);
    } catch (IOException e) {
      throw new IllegalStateException("a JPEG that cannot be written", e);
    } finally {
      writer.dispose();
    }
    return octets.toByteArray();
  }
}
