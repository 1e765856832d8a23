package dev.snaptill.simulator.phone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.zxing.BarcodeFormat;
import com.google.zxing.BinaryBitmap;
import com.google.zxing.RGBLuminanceSource;
import com.google.zxing.common.BitMatrix;
import com.google.zxing.common.HybridBinarizer;
import com.google.zxing.qrcode.QRCodeReader;
import com.google.zxing.qrcode.QRCodeWriter;
import dev.snaptill.simulator.mmsc.Picture;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CameraTest {
  static Picture code(String text) throws Exception {
    BitMatrix bits = new QRCodeWriter().encode(text, BarcodeFormat.QR_CODE, 300, 300);
    BufferedImage image = new BufferedImage(300, 300, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < 300; y++) {
      for (int x = 0; x < 300; x++) {
        image.setRGB(x, y, bits.get(x, y) ? 0 : 0xFFFFFF);
      }
    }
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    ImageIO.write(image, "png", png);
    return new Picture("code.png", "image/png", png.toByteArray());
  }

  static String read(Picture picture) throws Exception {
    BufferedImage image = ImageIO.read(new ByteArrayInputStream(picture.octets()));
    int w = image.getWidth();
    int h = image.getHeight();
    int[] pixels = image.getRGB(0, 0, w, h, null, 0, w);
    return new QRCodeReader()
        .decode(new BinaryBitmap(new HybridBinarizer(new RGBLuminanceSource(w, h, pixels))))
        .getText();
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 4, 17, 90, 183})
  void aSteadyPhotoCanBeRead(double degrees) throws Exception {
    Picture photo = Camera.photograph(code("hello"), Shot.good().rotated(degrees));
    assertThat(photo.contentType()).isEqualTo("image/jpeg");
    assertThat(read(photo)).isEqualTo("hello");
  }

  @Test
  void theSameShotMakesTheSamePhoto() throws Exception {
    Picture code = code("same");
    assertThat(Camera.photograph(code, Shot.good()).octets())
        .isEqualTo(Camera.photograph(code, Shot.good()).octets());
  }

  @Test
  void everyEffectShows() throws Exception {
    Picture code = code("effects");
    byte[] plain = Camera.photograph(code, Shot.plain()).octets();
    Picture dark = Camera.photograph(code, new Shot(0, 0, 0, 0.8, 0, 640, false, 80, 1));
    BufferedImage image = ImageIO.read(new ByteArrayInputStream(dark.octets()));
    assertThat(image.getRGB(2, 2) & 0xFF).isBetween(40, 62);
    BufferedImage small =
        ImageIO.read(
            new ByteArrayInputStream(
                Camera.photograph(code, new Shot(0, 0, 0, 0, 0, 100, false, 80, 1)).octets()));
    assertThat(small.getWidth()).isEqualTo(100);
    Picture blurred = Camera.photograph(code, new Shot(0, 0, 12, 0, 0, 640, false, 80, 1));
    assertThatThrownBy(() -> read(blurred)).isInstanceOf(com.google.zxing.ReaderException.class);
    Picture coarse = Camera.photograph(code, new Shot(0, 0, 0, 0, 0, 640, false, 5, 1));
    assertThat(coarse.octets().length).isLessThan(plain.length);
  }

  @Test
  void whatIsNoPictureIsRefused() {
    Picture text = new Picture("a.txt", "image/png", new byte[] {1, 2, 3});
    assertThatThrownBy(() -> Camera.photograph(text, Shot.plain()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("not a picture");
  }
}
