package dev.snaptill.qr;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.time.Duration;
import java.util.List;
import java.util.function.DoubleFunction;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * From the drawn voucher to what an MMS brings: the code lies in a photo of 1280 × 960 that is
 * turned and leans a little, is spoilt in one way, reduced to half, made grainy, and packed into
 * 100 KB. Floors, which docs/photos.md tells: all texts are read up to there.
 */
class PrintToPhotoTest {
  private static final int MMS_BYTES = 100_000;
  private static final Duration AMPLE = Duration.ofMinutes(2);
  private static final PhotoDecoder DECODER = new PhotoDecoder(ImageLimits.DEFAULT);
  private static final List<String> TEXTS =
      List.of(
          "https://pay.example/v/7f3K2mQ9",
          "https://pay.example/v/Qx81LmZ4",
          "https://pay.example/v/aaaaaaaa",
          "https://pay.example/v/0Zz9Yy8X",
          "73920184657381",
          "https://pay.example/v/kL5mN6pQ7rS8tU9v");

  /** The usual photo but for one thing. */
  private record Way(
      double module, double lean, double bend, double crumple, int blur, int noise, int bytes) {}

  private enum Trouble {
    /** Pixels a module in the photo that arrives. */
    MODULE(level -> new Way(level, 0.05, 0, 0, 0, 5, MMS_BYTES)),
    /** By how much the far edge is shorter. */
    LEAN(level -> new Way(4, level, 0, 0, 0, 5, MMS_BYTES)),
    /** Of a can's front half, how much the picture goes round. */
    BEND(level -> new Way(4, 0.05, level, 0, 0, 5, MMS_BYTES)),
    /** Waves of so many tenths of a module. */
    CRUMPLE(level -> new Way(4, 0.05, 0, level, 0, 5, MMS_BYTES)),
    /** Radius in pixels of two box blurs, with modules of 4 pixels. */
    BLUR(level -> new Way(4, 0.05, 0, 0, (int) level, 5, MMS_BYTES)),
    /** Standard deviation in grey levels. */
    NOISE(level -> new Way(4, 0.05, 0, 0, 0, (int) level, MMS_BYTES)),
    /** The MMS's size. */
    KILOBYTES(level -> new Way(4, 0.05, 0, 0, 0, 5, (int) (level * 1000))),
    /** All at once, out of focus by one pixel: so many times a bad photo. */
    ALL(level -> new Way(3, 0.1 * level, 0.2 * level, 5 * level, 1, (int) (8 * level), 20_000));

    private final DoubleFunction<Way> way;

    Trouble(DoubleFunction<Way> way) {
      this.way = way;
    }
  }

  @ParameterizedTest
  @CsvSource({
    "MODULE, 1.5",
    "LEAN, 0.7",
    "BEND, 1",
    "CRUMPLE, 30",
    "BLUR, 2",
    "NOISE, 60",
    "KILOBYTES, 15",
    "ALL, 1",
    "ALL, 2"
  })
  void isReadUpToHere(Trouble trouble, double level) {
    Way way = trouble.way.apply(level);
    assertThat(TEXTS).allSatisfy(text -> assertThat(read(text, way)).isEqualTo(text));
  }

  private static String read(String text, Way way) {
    PhotoReading reading = DECODER.decode(photo(text, way), AMPLE, text::equals);
    return reading.texts().isEmpty() ? "" : reading.texts().get(0);
  }

  private static byte[] photo(String text, Way way) {
    Photo paper = sized(Photo.of(text, 16), way.module() * 2 / 16);
    Photo table =
        Photo.blank(1280, 960, 190)
            .with(
                paper,
                (1280 - paper.image().getWidth()) / 2,
                (960 - paper.image().getHeight()) / 2);
    Photo scene = way.bend() > 0 ? table.bent(way.bend()) : table;
    scene = way.crumple() > 0 ? scene.crumpled(way.crumple() * way.module() * 2 / 10) : scene;
    Photo seen = sized(scene.leaning(way.lean()).turned(7), 0.5);
    seen = way.blur() > 0 ? seen.blurred(way.blur()) : seen;
    byte[] sent = packed(seen.noisy(way.noise()), way.bytes());
    assertThat(sent.length).isLessThanOrEqualTo(way.bytes());
    return sent;
  }

  /** As an MMS client does: worse and worse until it fits. */
  private static byte[] packed(Photo photo, int bytes) {
    byte[] packed = photo.colourJpeg(0.85);
    for (double quality = 0.8; packed.length > bytes && quality > 0.04; quality -= 0.05) {
      packed = photo.colourJpeg(quality);
    }
    return packed;
  }

  private static Photo sized(Photo photo, double by) {
    int w = (int) Math.round(photo.image().getWidth() * by);
    int h = (int) Math.round(photo.image().getHeight() * by);
    BufferedImage out = new BufferedImage(w, h, BufferedImage.TYPE_BYTE_GRAY);
    Graphics2D g = out.createGraphics();
    g.setRenderingHint(
        RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
    g.drawImage(
        photo.image().getScaledInstance(w, h, java.awt.Image.SCALE_AREA_AVERAGING), 0, 0, null);
    g.dispose();
    return new Photo(out);
  }
}
