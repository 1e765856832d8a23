package dev.snaptill.qr;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.zxing.ReaderException;
import com.google.zxing.common.BitMatrix;
import com.google.zxing.qrcode.decoder.Decoder;
import com.google.zxing.qrcode.decoder.ErrorCorrectionLevel;
import com.google.zxing.qrcode.encoder.ByteMatrix;
import com.google.zxing.qrcode.encoder.Encoder;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Codes that are bent, folded, covered in part: what the grid stages are for. */
class GridTest {
  private static final String TEXT = "https://pay.example/v/7f3K2mQ9";
  private static final int MODULE = 8;
  private static final PhotoDecoder DECODER = new PhotoDecoder(ImageLimits.DEFAULT);

  private static PhotoReading read(Photo photo) {
    return DECODER.decode(photo.jpeg(0.7), Duration.ofMinutes(2), TEXT::equals);
  }

  private static Photo code() {
    return Photo.of(TEXT, MODULE);
  }

  /** Where a finder stands in the drawing: 0 upper left, 1 upper right, 2 lower left. */
  private static Photo covered(int finder, int shade) {
    Photo photo = code();
    int quiet = 4 * MODULE;
    int patch = 7 * MODULE;
    int far = photo.image().getWidth() - quiet - patch;
    return photo.with(
        Photo.blank(patch, patch, shade), finder == 1 ? far : quiet, finder == 2 ? far : quiet);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.3, 0.5, 0.65})
  void readsOnARoundCan(double bend) {
    assertThat(read(code().bent(bend)).texts()).contains(TEXT);
  }

  @ParameterizedTest
  @ValueSource(doubles = {2, 3, 4})
  void readsOnCrumpledPaper(double waves) {
    assertThat(read(code().crumpled(waves)).texts()).contains(TEXT);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2})
  void readsWithOneFinderCovered(int finder) {
    assertThat(read(covered(finder, 120)).texts()).contains(TEXT);
    assertThat(read(covered(finder, 255).turned(20)).texts()).contains(TEXT);
  }

  @Test
  void threeFindersAloneAreNoCode() {
    Photo photo = code();
    int inner = photo.image().getWidth() - 22 * MODULE;
    Photo hollow =
        photo.with(Photo.blank(inner, inner + 11 * MODULE, 255), 11 * MODULE, 11 * MODULE);

    assertThat(read(hollow).texts()).isEmpty();
  }

  static Stream<String> payloads() {
    return Stream.of("1", "12345678901234", TEXT, TEXT.repeat(4), TEXT.repeat(20));
  }

  @ParameterizedTest
  @MethodSource("payloads")
  void everyLevelComesBackFromItsSamples(String text) throws Exception {
    for (ErrorCorrectionLevel level : ErrorCorrectionLevel.values()) {
      ByteMatrix drawn = Encoder.encode(text, level).getMatrix();

      assertThat(new SoftDecoder().decode(samples(drawn))).contains(text);
    }
  }

  @Test
  void moreMayBeLostIfItIsKnownWhich() throws Exception {
    Samples whole = samples(Encoder.encode(TEXT, ErrorCorrectionLevel.H).getMatrix());
    int soft = widestSpot(whole, seen -> new SoftDecoder().decode(seen).stream());
    int hard = widestSpot(whole, GridTest::decodedHard);

    assertThat(soft * soft).isGreaterThan(hard * hard * 12 / 10);
  }

  /** The side, in modules, of the largest white reflection in the lower right that is got over. */
  private static int widestSpot(Samples whole, Function<Samples, Stream<String>> decoder) {
    int side = whole.symbol().side();
    float[] seen = whole.darkness().clone();
    int spot = 0;
    while (decoder.apply(new Samples(whole.symbol(), seen.clone())).anyMatch(TEXT::equals)) {
      spot++;
      for (int row = side - spot; row < side; row++) {
        for (int column = side - spot; column < side; column++) {
          seen[row * side + column] = -0.05f;
        }
      }
    }
    return spot - 1;
  }

  private static Stream<String> decodedHard(Samples samples) {
    int side = samples.symbol().side();
    BitMatrix bits = new BitMatrix(side);
    for (int i = 0; i < samples.darkness().length; i++) {
      if (samples.darkness()[i] > 0) {
        bits.set(i % side, i / side);
      }
    }
    try {
      return Stream.of(new Decoder().decode(bits).getText());
    } catch (ReaderException e) {
      return Stream.empty();
    }
  }

  @Test
  void noiseSaysNothing() {
    Random random = new Random(3);
    SoftDecoder decoder = new SoftDecoder();
    for (int round = 0; round < 200; round++) {
      Symbol symbol = Symbol.of(1 + round % 10);
      float[] seen = new float[symbol.side() * symbol.side()];
      for (int i = 0; i < seen.length; i++) {
        seen[i] = random.nextFloat() * 2 - 1;
      }
      assertThat(decoder.decode(new Samples(symbol, seen))).isEqualTo(Optional.empty());
    }
  }

  private static Samples samples(ByteMatrix drawn) {
    int side = drawn.getWidth();
    float[] dark = new float[side * side];
    for (int row = 0; row < side; row++) {
      for (int column = 0; column < side; column++) {
        dark[row * side + column] = drawn.get(column, row) == 1 ? 1 : -1;
      }
    }
    return new Samples(Symbol.of((side - 17) / 4), dark);
  }
}
