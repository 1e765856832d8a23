package dev.snaptill.qr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QrDrawingTest {
  private static final Duration AMPLE = Duration.ofSeconds(30);
  private static final PhotoDecoder DECODER = new PhotoDecoder(ImageLimits.DEFAULT);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "12345678901234",
        "https://pay.example/v/7f3K2mQ9",
        "smsto:12345:12345678901234",
        "ST1.AQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHyAhIiMkJSYnKCkqKywtLi8wMTIzNDU2Nzg5",
        "付款 12345678901234"
      })
  void whatIsDrawnIsRead(String text) {
    QrDrawing drawing = QrDrawing.of(text);

    assertThat(DECODER.decode(drawing.png(4), AMPLE).texts()).containsExactly(text);
    assertThat(DECODER.decode(drawing.pngForMms(), AMPLE).texts()).containsExactly(text);
    assertThat(DECODER.decode(painted(drawing.svg()), AMPLE).texts()).containsExactly(text);
  }

  @Test
  void anAddressTakesAtMostVersionFour() {
    assertThat(QrDrawing.of("https://pay.example/v/7f3K2mQ9").version()).isLessThanOrEqualTo(4);
    assertThat(QrDrawing.of("smsto:12345:12345678901234").version()).isLessThanOrEqualTo(3);
  }

  @Test
  void theQuietZoneIsFourModulesAllRound() throws Exception {
    BufferedImage image =
        ImageIO.read(new ByteArrayInputStream(QrDrawing.of("12345678901234").png(3)));
    int side = image.getWidth();

    assertThat(image.getHeight()).isEqualTo(side);
    for (int along = 0; along < side; along++) {
      for (int across = 0; across < 12; across++) {
        assertThat(image.getRGB(along, across)).isEqualTo(0xffffffff);
        assertThat(image.getRGB(across, along)).isEqualTo(0xffffffff);
        assertThat(image.getRGB(along, side - 1 - across)).isEqualTo(0xffffffff);
        assertThat(image.getRGB(side - 1 - across, along)).isEqualTo(0xffffffff);
      }
    }
    assertThat(image.getRGB(12, 12)).isEqualTo(0xff000000);
  }

  @Test
  void anMmsPictureFitsEveryPhone() throws Exception {
    for (int length : new int[] {1, 50, 200, 800}) {
      byte[] png = QrDrawing.of("x".repeat(length)).pngForMms();
      BufferedImage image = ImageIO.read(new ByteArrayInputStream(png));

      assertThat(image.getWidth()).isLessThanOrEqualTo(640);
      assertThat(png.length).isLessThan(100_000);
    }
  }

  @Test
  void theSameTextGivesTheSameBytes() {
    assertThat(QrDrawing.of("12345678901234").png(5))
        .isEqualTo(QrDrawing.of("12345678901234").png(5));
  }

  @Test
  void whatCannotBeDrawnIsToldPlainly() {
    assertThatThrownBy(() -> QrDrawing.of("x".repeat(3000))).hasMessageContaining("too long");
    assertThatThrownBy(() -> QrDrawing.of("")).hasMessageContaining("empty");
    assertThatThrownBy(() -> QrDrawing.of("1").png(0)).hasMessageContaining("between 1 and 100");
    assertThatThrownBy(() -> QrDrawing.of("1").pngWithin(20)).hasMessageContaining("does not fit");
  }

  /** Paints the dark path as a browser would, five pixels a module. */
  private static byte[] painted(String svg) {
    Matcher box = Pattern.compile("viewBox=\"0 0 (\\d+) \\1\"").matcher(svg);
    assertThat(box.find()).isTrue();
    int side = Integer.parseInt(box.group(1));
    Photo paper = Photo.blank(side * 5, side * 5, 255);
    String dark = svg.substring(svg.indexOf("#000"));
    Matcher run = Pattern.compile("M(\\d+) (\\d+)h(\\d+)v1h-\\3z").matcher(dark);
    while (run.find()) {
      int x = Integer.parseInt(run.group(1));
      int y = Integer.parseInt(run.group(2));
      int length = Integer.parseInt(run.group(3));
      paper = paper.with(Photo.blank(length * 5, 5, 0), x * 5, y * 5);
    }
    return paper.as("png", BufferedImage.TYPE_BYTE_GRAY);
  }
}
