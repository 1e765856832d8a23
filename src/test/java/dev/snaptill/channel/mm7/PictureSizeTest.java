package dev.snaptill.channel.mm7;

import static org.assertj.core.api.Assertions.assertThat;

import dev.snaptill.qr.QrDrawing;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.util.Optional;
import java.util.Random;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

/** Pictures as small as an MMSC wants them. */
class PictureSizeTest {
  private static final byte[] CODE = QrDrawing.of("SMSTO:10658:12345678901234").pngForMms();

  private static BufferedImage image(byte[] bytes) throws Exception {
    return ImageIO.read(new ByteArrayInputStream(bytes));
  }

  private static byte[] noise(int width, int height) throws Exception {
    BufferedImage out = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Random random = new Random(7);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        out.setRGB(x, y, random.nextInt());
      }
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ImageIO.write(out, "png", bytes);
    return bytes.toByteArray();
  }

  @Test
  void whatFitsStaysAsItIs() {
    assertThat(PictureFitter.fit(CODE, 100_000, 640)).containsSame(CODE);
  }

  @Test
  void aCodeShrinksByWholeSquares() throws Exception {
    BufferedImage whole = image(CODE);
    BufferedImage small = image(PictureFitter.fit(CODE, 100_000, 200).orElseThrow());
    assertThat(small.getWidth()).isBetween(100, 200);
    int squares = QrDrawing.of("SMSTO:10658:12345678901234").side();
    assertThat(small.getWidth() % squares).isZero();
    int from = whole.getWidth() / squares;
    int to = small.getWidth() / squares;
    for (int y = 0; y < squares; y++) {
      for (int x = 0; x < squares; x++) {
        assertThat(small.getRGB(x * to, y * to)).isEqualTo(whole.getRGB(x * from, y * from));
      }
    }
  }

  @Test
  void aPhotoShrinksByItsSidesAndItsBytes() throws Exception {
    byte[] small = PictureFitter.fit(noise(900, 300), 40_000, 640).orElseThrow();
    assertThat(small.length).isLessThanOrEqualTo(40_000);
    assertThat(image(small).getWidth()).isLessThanOrEqualTo(640);
    assertThat(image(small).getWidth())
        .isCloseTo(image(small).getHeight() * 3, org.assertj.core.data.Offset.offset(3));
  }

  @Test
  void thereIsAnEndToIt() throws Exception {
    Optional<byte[]> next = Optional.of(CODE);
    int steps = 0;
    int last = Integer.MAX_VALUE;
    while (next.isPresent()) {
      assertThat(image(next.get()).getWidth()).isLessThan(last);
      last = image(next.get()).getWidth();
      next = PictureFitter.smaller(next.get());
      steps++;
    }
    assertThat(steps).isBetween(2, 6);
    assertThat(PictureFitter.fit(noise(900, 300), 500, 640)).isEmpty();
    assertThat(PictureFitter.smaller(Samples.jpeg(5_000))).isEmpty();
  }
}
