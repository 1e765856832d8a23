package dev.snaptill.qr;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class PhotoDecoderTest {
  private static final String TEXT = "https://pay.example/v/7f3K2mQ9";
  private static final String OTHER = "smsto:12345:12345678901234";
  private static final Duration AMPLE = Duration.ofMinutes(1);
  private static final PhotoDecoder DECODER = new PhotoDecoder(ImageLimits.DEFAULT);

  static Stream<Arguments> mishaps() {
    Photo code = Photo.of(TEXT, 6);
    return Stream.of(
        Arguments.of("turned by 30°", code.turned(30).jpeg(0.7)),
        Arguments.of("turned by 45°", code.turned(45).jpeg(0.7)),
        Arguments.of("upside down", code.turned(180).jpeg(0.7)),
        Arguments.of("leaning", code.leaning(0.3).jpeg(0.7)),
        Arguments.of("leaning and turned", code.leaning(0.2).turned(20).jpeg(0.6)),
        Arguments.of("out of focus", code.blurred(2).jpeg(0.7)),
        Arguments.of("noisy", code.noisy(40).jpeg(0.7)),
        Arguments.of("dark", code.dark().jpeg(0.8)),
        Arguments.of("dark and noisy", code.noisy(20).dark().jpeg(0.8)),
        Arguments.of("half in shadow", code.shaded().jpeg(0.7)),
        Arguments.of("squeezed hard", code.jpeg(0.1)),
        Arguments.of("negative", code.negative().jpeg(0.7)),
        Arguments.of("two pixels a module", Photo.of(TEXT, 2).noisy(20).jpeg(0.6)),
        Arguments.of(
            "small in a large picture",
            Photo.blank(3000, 2400, 170).with(code, 1500, 900).jpeg(0.7)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("mishaps")
  void aPhotoWithAMishapIsRead(String mishap, byte[] photo) {
    assertThat(DECODER.decode(photo, AMPLE).texts()).containsExactly(TEXT);
  }

  static Stream<Arguments> kinds() {
    Photo code = Photo.of(TEXT, 5);
    return Stream.of(
        Arguments.of("grey JPEG", code.jpeg(0.8)),
        Arguments.of("colour JPEG", code.colourJpeg(0.8)),
        Arguments.of("progressive JPEG", code.progressiveJpeg()),
        Arguments.of("CMYK JPEG", cmyk(code)),
        Arguments.of("grey PNG", code.as("png", BufferedImage.TYPE_BYTE_GRAY)),
        Arguments.of("16-bit PNG", code.as("png", BufferedImage.TYPE_USHORT_GRAY)),
        Arguments.of("1-bit PNG", code.as("png", BufferedImage.TYPE_BYTE_BINARY)),
        Arguments.of("palette PNG", code.as("png", BufferedImage.TYPE_BYTE_INDEXED)),
        Arguments.of("colour PNG", code.as("png", BufferedImage.TYPE_INT_RGB)),
        Arguments.of("black on nothing PNG", transparent(code)),
        Arguments.of("GIF", code.as("gif", BufferedImage.TYPE_BYTE_INDEXED)),
        Arguments.of("1-bit BMP", code.as("bmp", BufferedImage.TYPE_BYTE_BINARY)),
        Arguments.of("palette BMP", code.as("bmp", BufferedImage.TYPE_BYTE_INDEXED)),
        Arguments.of("16-bit BMP", code.as("bmp", BufferedImage.TYPE_USHORT_555_RGB)),
        Arguments.of("24-bit BMP", code.as("bmp", BufferedImage.TYPE_3BYTE_BGR)),
        Arguments.of("WBMP", code.as("wbmp", BufferedImage.TYPE_BYTE_BINARY)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("kinds")
  void everyKindThatPhonesSendIsRead(String kind, byte[] picture) {
    PhotoReading reading = DECODER.decode(picture, AMPLE);

    assertThat(reading.refusal()).isEmpty();
    assertThat(reading.texts()).containsExactly(TEXT);
  }

  /** Inks stored as their absence behind an Adobe segment, as cameras and Photoshop write them. */
  private static byte[] cmyk(Photo photo) {
    return CmykJpeg.encode(photo.image());
  }

  private static byte[] transparent(Photo photo) {
    BufferedImage clear =
        new BufferedImage(
            photo.image().getWidth(), photo.image().getHeight(), BufferedImage.TYPE_INT_ARGB);
    for (int y = 0; y < clear.getHeight(); y++) {
      for (int x = 0; x < clear.getWidth(); x++) {
        if (photo.image().getRaster().getSample(x, y, 0) < 128) {
          clear.setRGB(x, y, 0xff000000);
        }
      }
    }
    return new Photo(clear).as("png", BufferedImage.TYPE_INT_ARGB);
  }

  @Test
  void allCodesInOnePictureAreReturned() {
    byte[] sheet =
        Photo.blank(900, 900, 255)
            .with(Photo.of(TEXT, 5), 40, 60)
            .with(Photo.of(OTHER, 6), 480, 500)
            .with(Photo.of("https://pay.example/v/third", 5), 520, 40)
            .jpeg(0.8);

    PhotoReading reading = DECODER.decode(sheet, AMPLE, text -> false);

    assertThat(reading.passed()).isFalse();
    assertThat(reading.texts())
        .containsExactlyInAnyOrder(TEXT, OTHER, "https://pay.example/v/third");
  }

  @Test
  void aForeignCodeDoesNotEndTheSearch() {
    byte[] poster =
        Photo.blank(900, 500, 255)
            .with(Photo.of("https://elsewhere.example/", 5), 20, 60)
            .with(Photo.of(TEXT, 4).negative(), 500, 60)
            .jpeg(0.8);

    PhotoReading reading = DECODER.decode(poster, AMPLE, TEXT::equals);

    assertThat(reading.passed()).isTrue();
    assertThat(reading.texts()).contains(TEXT, "https://elsewhere.example/");
  }

  @Test
  void aCleanCodeLeavesAtTheFirstStage() {
    PhotoReading reading = DECODER.decode(Photo.of(TEXT, 5).jpeg(0.9), AMPLE);

    assertThat(reading.stage()).contains("base-hybrid");
    assertThat(reading.millis()).isPositive();
  }

  @Test
  void aPictureWithoutACodeGivesNothing() {
    BufferedImage room = new BufferedImage(800, 600, BufferedImage.TYPE_INT_RGB);
    Graphics2D g = room.createGraphics();
    for (int i = 0; i < 60; i++) {
      g.setColor(new Color(i * 4, 255 - i * 3, (i * 37) % 255));
      g.fillOval(i * 11, (i * 83) % 560, 90, 60);
    }
    g.dispose();

    PhotoReading reading = DECODER.decode(new Photo(room).colourJpeg(0.6), AMPLE);

    assertThat(reading.texts()).isEmpty();
    assertThat(reading.refusal()).isEmpty();
  }

  @Test
  void aPhotoCutOffInTransitIsReadAsFarAsItCame() {
    byte[] whole = Photo.blank(600, 1200, 255).with(Photo.of(TEXT, 6), 40, 20).jpeg(0.8);
    byte[] cut = Arrays.copyOf(whole, whole.length * 9 / 10);

    assertThat(DECODER.decode(cut, AMPLE).texts()).containsExactly(TEXT);
  }

  @Test
  void fileIsReadAndALargeOneNotEvenOpened(@TempDir Path folder) throws Exception {
    Path small = Files.write(folder.resolve("small.png"), QrDrawing.of(TEXT).png(4));
    Path large = Files.write(folder.resolve("large.jpg"), new byte[2_000_001]);

    assertThat(DECODER.decode(small, AMPLE).texts()).containsExactly(TEXT);
    assertThat(DECODER.decode(large, AMPLE).refusal()).contains(Refusal.TOO_BIG);
  }
}
