package dev.snaptill.qr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.sun.management.ThreadMXBean;
import java.awt.image.BufferedImage;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class HostilePicturesTest {
  private static final Photo CODE = Photo.of("https://pay.example/v/7f3K2mQ9", 4);
  private static final PhotoDecoder DECODER = new PhotoDecoder(ImageLimits.DEFAULT);
  private static final long LITTLE = 1_000_000;

  static Stream<Arguments> pictures() {
    byte[] progressive = CODE.progressiveJpeg();
    return Stream.of(
        Arguments.of("nothing", new byte[0], Refusal.UNKNOWN_KIND),
        Arguments.of("one byte", new byte[] {(byte) 0xff}, Refusal.UNKNOWN_KIND),
        Arguments.of("over 2 MB", new byte[2_000_001], Refusal.TOO_BIG),
        Arguments.of("HEIC", Hostile.heic(), Refusal.UNKNOWN_KIND),
        Arguments.of("WebP", Hostile.starting("RIFF____WEBPVP8 "), Refusal.UNKNOWN_KIND),
        Arguments.of("PDF", Hostile.starting("%PDF-1.7"), Refusal.UNKNOWN_KIND),
        Arguments.of("TIFF", Hostile.starting("II*\0"), Refusal.UNKNOWN_KIND),
        Arguments.of("SVG", Hostile.starting("<svg xmlns="), Refusal.UNKNOWN_KIND),
        Arguments.of("JPEG magic alone", Hostile.starting("\u00ff\u00d8\u00ff"), Refusal.BROKEN),
        Arguments.of("JPEG without sizes", Hostile.jpegClaiming(progressive, 0, 0), Refusal.BROKEN),
        Arguments.of(
            "JPEG of 60000²", Hostile.jpegClaiming(progressive, 60000, 60000), Refusal.TOO_BIG),
        Arguments.of(
            "progressive JPEG of 4000 × 3000",
            Hostile.jpegClaiming(progressive, 4000, 3000),
            Refusal.TOO_BIG),
        Arguments.of(
            "JPEG of 5000 scans", Hostile.jpegOfManyScans(progressive, 5000), Refusal.TOO_BIG),
        Arguments.of("PNG magic alone", Hostile.starting("\u0089PNG\r\n\u001a\n"), Refusal.BROKEN),
        Arguments.of("PNG of 20000²", Hostile.pngClaiming(20_000, 20_000), Refusal.TOO_BIG),
        Arguments.of("PNG of 1 × 9000", Hostile.pngClaiming(1, 9_000), Refusal.TOO_BIG),
        Arguments.of("PNG without sizes", Hostile.pngClaiming(0, 0), Refusal.BROKEN),
        Arguments.of("PNG of negative size", Hostile.pngClaiming(-5, 10), Refusal.BROKEN),
        Arguments.of("GIF of 35 bytes", Hostile.gif35(), Refusal.BROKEN),
        Arguments.of("GIF of 60000²", Hostile.gifClaiming(60_000, 60_000), Refusal.TOO_BIG),
        Arguments.of("GIF without sizes", Hostile.gifClaiming(0, 0), Refusal.BROKEN),
        Arguments.of("BMP of 30000²", Hostile.bmp(30_000, 30_000, 1, 0, 500), Refusal.TOO_BIG),
        Arguments.of("BMP without pixels", Hostile.bmp(2000, 2000, 24, 0, 500), Refusal.BROKEN),
        Arguments.of("BMP around a JPEG", Hostile.bmp(200, 200, 0, 4, 500), Refusal.BROKEN),
        Arguments.of(
            "BMP of least height",
            Hostile.bmp(200, Integer.MIN_VALUE, 24, 0, 500),
            Refusal.BROKEN));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("pictures")
  void isRefusedWithoutMuchMemory(String name, byte[] picture, Refusal reason) {
    DECODER.decode(picture, Duration.ofSeconds(5));
    long before = allocated();
    PhotoReading reading = DECODER.decode(picture, Duration.ofSeconds(5));

    assertThat(allocated() - before).isLessThan(LITTLE);
    assertThat(reading.refusal()).contains(reason);
    assertThat(reading.texts()).isEmpty();
  }

  @Test
  void aTextChunkIsNotInflated() {
    byte[] bomb = Hostile.pngWithTextBomb();
    DECODER.decode(bomb, Duration.ofSeconds(5));
    long before = allocated();
    PhotoReading reading = DECODER.decode(bomb, Duration.ofSeconds(5));

    assertThat(allocated() - before).isLessThan(20 * LITTLE);
    assertThat(reading.refusal()).isEmpty();
  }

  @Test
  void everyCutOfEveryKindIsAnswered() {
    for (byte[] whole : oneOfEach()) {
      for (int length = 0; length < whole.length; length += 1 + whole.length / 150) {
        byte[] cut = Arrays.copyOf(whole, length);
        assertThatCode(() -> DECODER.decode(cut, Duration.ofMillis(1))).doesNotThrowAnyException();
      }
    }
  }

  @Test
  void mangledPicturesAreAnswered() {
    Pictures pictures = new Pictures(new ImageLimits(2_000_000, 500_000, 500_000, 2_000));
    for (byte[] whole : oneOfEach()) {
      for (long seed = 0; seed < 400; seed++) {
        byte[] mangled = Hostile.mangled(whole, seed);
        assertThatCode(() -> pictures.open(mangled)).doesNotThrowAnyException();
      }
    }
  }

  @Test
  void randomBytesAreRefused() {
    for (long seed = 0; seed < 2_000; seed++) {
      byte[] bytes = Hostile.random(seed);
      assertThat(DECODER.decode(bytes, Duration.ofMillis(1)).refusal()).isPresent();
    }
  }

  @Test
  void theGuardFollowsItsLimits() {
    byte[] png = Hostile.pngClaiming(300, 200);
    assertThat(new ImageGuard(new ImageLimits(5_000, 60_000, 1, 300)).judge(png))
        .isEqualTo(new ImageGuard.Verdict.Ok(PictureHeader.plain(PictureKind.PNG, 300, 200, 1)));
    ImageGuard.Verdict tooBig = new ImageGuard.Verdict.Refused(Refusal.TOO_BIG);
    assertThat(new ImageGuard(new ImageLimits(50, 60_000, 1, 300)).judge(png)).isEqualTo(tooBig);
    assertThat(new ImageGuard(new ImageLimits(5_000, 59_999, 1, 300)).judge(png)).isEqualTo(tooBig);
    assertThat(new ImageGuard(new ImageLimits(5_000, 60_000, 1, 299)).judge(png)).isEqualTo(tooBig);
  }

  private static List<byte[]> oneOfEach() {
    return List.of(
        CODE.jpeg(0.5),
        CODE.progressiveJpeg(),
        CmykJpeg.encode(CODE.image()),
        CODE.as("png", BufferedImage.TYPE_BYTE_INDEXED),
        CODE.as("png", BufferedImage.TYPE_INT_ARGB),
        CODE.as("gif", BufferedImage.TYPE_BYTE_INDEXED),
        CODE.as("bmp", BufferedImage.TYPE_BYTE_INDEXED),
        CODE.as("bmp", BufferedImage.TYPE_3BYTE_BGR),
        CODE.as("wbmp", BufferedImage.TYPE_BYTE_BINARY));
  }

  private static long allocated() {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    return threads.getThreadAllocatedBytes(Thread.currentThread().getId());
  }
}
