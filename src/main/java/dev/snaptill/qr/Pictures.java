package dev.snaptill.qr;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.spi.IIORegistry;
import javax.imageio.spi.ImageReaderSpi;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decodes pictures that the guard let pass. Safe for use by several threads, which together decode
 * no more at one time than the largest picture takes that the limits allow: several of those at
 * once would not fit into the heap.
 */
public final class Pictures {
  private static final Logger LOG = LoggerFactory.getLogger(Pictures.class);

  /** A picture in grey, or why not. */
  sealed interface Opened {
    record Ok(Grey grey, PictureHeader header) implements Opened {}

    record Refused(Refusal reason) implements Opened {}
  }

  /** A picture's turn to be decoded; to be closed once it is. */
  final class Turn implements AutoCloseable {
    private final byte[] bytes;
    private final ImageGuard.Verdict verdict;
    private final int taken;

    private Turn(byte[] bytes) {
      this.bytes = bytes;
      this.verdict = guard.judge(bytes);
      this.taken =
          verdict instanceof ImageGuard.Verdict.Ok ok
              ? (int) Math.min(ok.header().decodedBytes(), guard.limits().mostDecodedBytes())
              : 0;
      room.acquireUninterruptibly(taken);
    }

    /** The first frame. Never throws on account of the bytes. */
    Opened open() {
      return verdict instanceof ImageGuard.Verdict.Refused refused
          ? new Opened.Refused(refused.reason())
          : decode(bytes, ((ImageGuard.Verdict.Ok) verdict).header());
    }

    @Override
    public void close() {
      room.release(taken);
    }
  }

  private final ImageGuard guard;

  /** Bytes of decoded pictures; fair, for a large picture would wait for ever among small ones. */
  private final Semaphore room;

  private final ImageReaderSpi jpeg;
  private final ImageReaderSpi png;
  private final ImageReaderSpi gif;

  public Pictures(ImageLimits limits) {
    ImageIO.setUseCache(false);
    this.guard = new ImageGuard(limits);
    this.room = new Semaphore(limits.mostDecodedBytes(), true);
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

  /** Judges the picture, and waits for room to decode it if it may be decoded. */
  Turn turn(byte[] bytes) {
    return new Turn(bytes);
  }

  /** The first frame, when its turn has come. */
  Opened open(byte[] bytes) {
    try (Turn turn = turn(bytes)) {
      return turn.open();
    }
  }

  private static boolean sizeAsAnnounced(Grey grey, PictureHeader header) {
    return grey.width() == header.width() && grey.height() == header.height();
  }

  private Opened decode(byte[] bytes, PictureHeader header) {
    try {
      Optional<Grey> grey = grey(bytes, header);
      return grey.isPresent() && sizeAsAnnounced(grey.get(), header)
          ? new Opened.Ok(grey.get(), header)
          : new Opened.Refused(Refusal.BROKEN);
    } catch (OutOfMemoryError e) {
      return noMemory(header);
    } catch (IOException | RuntimeException e) {
      // ImageIO answers malformed content with either, and its PNG reader a full heap too.
      return e.getCause() instanceof OutOfMemoryError
          ? noMemory(header)
          : new Opened.Refused(Refusal.BROKEN);
    }
  }

  /** The payer can send a smaller one; only the operator can give it more memory. */
  private static Opened noMemory(PictureHeader header) {
    LOG.error(
        "no memory to decode a picture of {} × {}, refused as too big:"
            + " raise the heap (-Xmx) or lower qr.max_pixels",
        header.width(),
        header.height());
    return new Opened.Refused(Refusal.TOO_BIG);
  }

  private Optional<Grey> grey(byte[] bytes, PictureHeader header) throws IOException {
    return switch (header.kind()) {
      case JPEG -> Optional.of(readJpeg(bytes));
      case PNG -> Optional.of(Greys.of(read(png, PngHeader.essential(bytes))));
      case GIF -> Optional.of(Greys.of(read(gif, bytes)));
      case BMP -> Bmp.grey(bytes);
      case WBMP -> Wbmp.grey(bytes);
    };
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
