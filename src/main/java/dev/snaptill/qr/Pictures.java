package dev.snaptill.qr;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Optional;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.spi.IIORegistry;
import javax.imageio.spi.ImageReaderSpi;

/** Decodes pictures that the guard let pass. Safe for use by several threads. */
public final class Pictures {
  /** A picture in grey, or why not. */
  sealed interface Opened {
    record Ok(Grey grey, PictureHeader header) implements Opened {}

    record Refused(Refusal reason) implements Opened {}
  }

  private final ImageGuard guard;
  private final ImageReaderSpi jpeg;
  private final ImageReaderSpi png;
  private final ImageReaderSpi gif;

  public Pictures(ImageLimits limits) {
    ImageIO.setUseCache(false);
    this.guard = new ImageGuard(limits);
    this.jpeg = provider("jpeg");
    this.png = provider("png");
    this.gif = provider("gif");
  }

  /**
   * Only the JDK's own readers: a plug-in on the class path has not been tried on hostile input.
   */
  private static ImageReaderSpi provider(String format) {
    Iterator<ImageReaderSpi> all =
        IIORegistry.getDefaultInstance().getServiceProviders(ImageReaderSpi.class, true);
    while (all.hasNext()) {
      ImageReaderSpi next = all.next();
      if (next.getClass().getName().startsWith("com.sun.imageio.")
          && Arrays.asList(next.getFormatNames()).contains(format)) {
        return next;
      }
    }
    throw new IllegalStateException("this Java has no " + format + " reader (java.desktop)");
  }

  ImageLimits limits() {
    return guard.limits();
  }

  /** Judges, then decodes the first frame. Never throws on account of the bytes. */
  Opened open(byte[] bytes) {
    ImageGuard.Verdict verdict = guard.judge(bytes);
    if (verdict instanceof ImageGuard.Verdict.Refused refused) {
      return new Opened.Refused(refused.reason());
    }
    PictureHeader header = ((ImageGuard.Verdict.Ok) verdict).header();
    Optional<Grey> grey = decode(bytes, header);
    return grey.isPresent() && sizeAsAnnounced(grey.get(), header)
        ? new Opened.Ok(grey.get(), header)
        : new Opened.Refused(Refusal.BROKEN);
  }

  private static boolean sizeAsAnnounced(Grey grey, PictureHeader header) {
    return grey.width() == header.width() && grey.height() == header.height();
  }

  private Optional<Grey> decode(byte[] bytes, PictureHeader header) {
    try {
      return switch (header.kind()) {
        case JPEG -> Optional.of(readJpeg(bytes));
        case PNG -> Optional.of(Greys.of(read(png, PngHeader.essential(bytes))));
        case GIF -> Optional.of(Greys.of(read(gif, bytes)));
        case BMP -> Bmp.grey(bytes);
        case WBMP -> Wbmp.grey(bytes);
      };
    } catch (IOException | RuntimeException e) {
      // ImageIO answers malformed content with either; both mean the same here.
      return Optional.empty();
    }
  }

  /** The raw raster spares the colour conversion and does not mind CMYK or odd profiles. */
  private Grey readJpeg(byte[] bytes) throws IOException {
    ImageReader reader = jpeg.createReaderInstance();
    try (ByteStream stream = new ByteStream(bytes)) {
      reader.setInput(stream, true, true);
      int adobe = JpegHeader.adobeTransform(bytes);
      return Greys.ofJpeg(reader.readRaster(0, null), adobe == 2, adobe >= 0);
    } finally {
      reader.dispose();
    }
  }

  private static BufferedImage read(ImageReaderSpi provider, byte[] bytes) throws IOException {
    ImageReader reader = provider.createReaderInstance();
    try (ByteStream stream = new ByteStream(bytes)) {
      reader.setInput(stream, true, true);
      return reader.read(0);
    } finally {
      reader.dispose();
    }
  }
}
