package dev.snaptill.qr;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The ladder leaves at the first text that passes; a second voucher must be seen all the same. */
class SeveralCodesTest {
  private static final String ONE = "https://pay.example/v/7f3K2mQ9";
  private static final String OTHER = "https://pay.example/v/Qx81LmZ4";
  private static final PhotoDecoder DECODER = new PhotoDecoder(ImageLimits.DEFAULT);

  @ParameterizedTest
  @CsvSource({
    "6, 6, 0, 0", "8, 3, 0, 0", "10, 2, 0, 0", "3, 8, 0, 0", "12, 3, 15, 0", "3, 10, 200, 0",
    "6, 4, 10, 1", "10, 3, 30, 1", "5, 5, 45, 2", "9, 4, 5, 1", "4, 9, 5, 1", "16, 4, 60, 1"
  })
  void twoVouchersOfOnePhotoAreBothRead(int one, int other, int degrees, int blur) {
    Photo first = Photo.of(ONE, one);
    Photo second = Photo.of(OTHER, other);
    int w = first.image().getWidth();
    int v = second.image().getWidth();
    int h = Math.max(w, v);
    Photo scene =
        Photo.blank(w + v + 60, h + 40, 205).with(first, 20, 20).with(second, w + 40, h - v + 20);
    scene = degrees == 0 ? scene : scene.turned(degrees);
    scene = blur == 0 ? scene : scene.blurred(blur);
    PhotoReading reading =
        DECODER.decode(
            scene.noisy(4).jpeg(0.7), Duration.ofMinutes(1), Set.of(ONE, OTHER)::contains);

    assertThat(reading.texts()).containsExactlyInAnyOrder(ONE, OTHER);
  }
}
