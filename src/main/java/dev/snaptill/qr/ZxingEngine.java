package dev.snaptill.qr;

import com.google.zxing.Binarizer;
import com.google.zxing.DecodeHintType;
import com.google.zxing.LuminanceSource;
import com.google.zxing.PlanarYUVLuminanceSource;
import com.google.zxing.ReaderException;
import com.google.zxing.ResultPoint;
import com.google.zxing.ResultPointCallback;
import com.google.zxing.common.BitMatrix;
import com.google.zxing.common.DecoderResult;
import com.google.zxing.common.DetectorResult;
import com.google.zxing.qrcode.decoder.Decoder;
import com.google.zxing.qrcode.detector.Detector;
import com.google.zxing.qrcode.detector.FinderPattern;
import java.util.Map;
import java.util.function.Function;

/**
 * ZXing's single-code reader: the cheapest, and the best on tiny pictures. After a hit it whitens
 * that code's corners and looks again in the same bits, because a photo may show two vouchers and
 * the first one found need not be the one that was meant.
 */
final class ZxingEngine implements Engine {
  private static final int MOST_CODES = 8;
  private static final int FINDER_MODULES = 7;

  private final String name;
  private final Function<LuminanceSource, Binarizer> binarizer;
  private final Decoder decoder = new Decoder();

  ZxingEngine(String name, Function<LuminanceSource, Binarizer> binarizer) {
    this.name = name;
    this.binarizer = binarizer;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public void read(Grey grey, Finds finds) {
    ResultPointCallback noting =
        point -> {
          if (point instanceof FinderPattern finder) {
            double module = finder.getEstimatedModuleSize();
            finds.spots().note(grey, finder.getX(), finder.getY(), module);
          }
        };
    Map<DecodeHintType, ?> hints =
        Map.of(
            DecodeHintType.TRY_HARDER,
            Boolean.TRUE,
            DecodeHintType.NEED_RESULT_POINT_CALLBACK,
            noting);
    try {
      BitMatrix bits = binarizer.apply(source(grey)).getBlackMatrix();
      for (int i = 0; i < MOST_CODES; i++) {
        DetectorResult found = new Detector(bits).detect(hints);
        DecoderResult read = decoder.decode(found.getBits());
        finds.add(read.getText());
        note(grey, found.getPoints(), finds);
        whiten(bits, found.getPoints());
      }
    } catch (ReaderException e) {
      // No further code: the usual end.
    }
  }

  static LuminanceSource source(Grey grey) {
    int width = grey.width();
    int height = grey.height();
    return new PlanarYUVLuminanceSource(grey.pixels(), width, height, 0, 0, width, height, false);
  }

  /** ZXing tells lower left, upper left, upper right. */
  private static void note(Grey grey, ResultPoint[] corners, Finds finds) {
    double[][] at = new double[3][];
    for (int i = 0; i < at.length; i++) {
      at[i] = new double[] {corners[i].getX(), corners[i].getY()};
    }
    finds.spots().read(grey, at[1], at[2], at[0]);
  }

  private static void whiten(BitMatrix bits, ResultPoint[] corners) {
    for (ResultPoint corner : corners) {
      if (corner instanceof FinderPattern finder) {
        int reach = (int) Math.ceil(finder.getEstimatedModuleSize() * FINDER_MODULES / 2) + 1;
        int x = (int) finder.getX();
        int y = (int) finder.getY();
        for (int j = Math.max(0, y - reach); j < Math.min(bits.getHeight(), y + reach); j++) {
          for (int i = Math.max(0, x - reach); i < Math.min(bits.getWidth(), x + reach); i++) {
            bits.unset(i, j);
          }
        }
      }
    }
  }
}
