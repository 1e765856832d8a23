package dev.snaptill.qr;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What is said of a picture in which nothing could be read. */
class ImpressionTest {
  private static final String TEXT = "https://pay.example/v/7f3K2mQ9";
  private static final int MODULE = 8;

  private static PhotoReading read(Photo photo) {
    return new PhotoDecoder(ImageLimits.DEFAULT)
        .decode(photo.jpeg(0.9), Duration.ofMinutes(2), text -> false);
  }

  /** The data is gone; the finders stand. */
  private static Photo hollow(int shade) {
    Photo photo = Photo.of(TEXT, MODULE);
    int side = photo.image().getWidth();
    return photo.with(
        Photo.blank(side - 12 * MODULE, side - 28 * MODULE, shade), 12 * MODULE, 14 * MODULE);
  }

  @Test
  void anEmptyTableShowsNoCode() {
    assertThat(read(Photo.blank(640, 480, 190)).seen()).contains(Seen.NO_CODE);
  }

  @Test
  void aCodeThatIsReadHasNoTrouble() {
    assertThat(read(Photo.of(TEXT, MODULE)).seen()).isEmpty();
  }

  @Test
  void aWhiteSpotOnACodeIsGlare() {
    assertThat(read(hollow(255)).seen()).contains(Seen.GLARE);
  }

  @Test
  void aCodeWithoutItsDataIsUnreadable() {
    assertThat(read(hollow(90)).seen()).contains(Seen.UNREADABLE);
  }

  @Test
  void theStepsTellWhichStagesLooked() {
    PhotoReading reading = read(Photo.blank(640, 480, 190));

    assertThat(reading.steps()).hasSizeGreaterThan(10);
    assertThat(reading.steps().get(0).stage()).isEqualTo("base-hybrid");
    assertThat(reading.steps()).allSatisfy(step -> assertThat(step.found()).isZero());
  }
}
