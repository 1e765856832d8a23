package dev.snaptill.qr;

import boofcv.abst.fiducial.QrCodePreciseDetector;
import boofcv.alg.fiducial.qrcode.PositionPatternNode;
import boofcv.alg.fiducial.qrcode.QrCode;
import boofcv.concurrency.BoofConcurrency;
import boofcv.factory.fiducial.ConfigQrCode;
import boofcv.factory.fiducial.FactoryFiducial;
import boofcv.struct.image.GrayU8;
import georegression.struct.shapes.Polygon2D_F64;

/** BoofCV's detector: strong on perspective, rotation and close-ups; finds all codes at once. */
final class BoofEngine implements Engine {
  static {
    // Its own thread pool would take cores from the workers beside this one.
    BoofConcurrency.USE_CONCURRENT = false;
  }

  private static final int FINDER_MODULES = 7;

  private final QrCodePreciseDetector<GrayU8> detector =
      FactoryFiducial.qrcode(new ConfigQrCode(), GrayU8.class);

  @Override
  public String name() {
    return "boof";
  }

  @Override
  public void read(Grey grey, Finds finds) {
    detector.process(wrap(grey));
    for (QrCode code : detector.getDetections()) {
      if (code.message != null) {
        finds.add(code.message);
        finds.spots().read(grey, middle(code.ppCorner), middle(code.ppRight), middle(code.ppDown));
      }
    }
    for (PositionPatternNode node :
        detector.getDetectPositionPatterns().getPositionPatterns().toList()) {
      double side = (node.largestSide + node.smallestSide) / 2;
      finds.spots().note(grey, node.center.x, node.center.y, side / FINDER_MODULES);
    }
  }

  private static double[] middle(Polygon2D_F64 finder) {
    double x = 0;
    double y = 0;
    for (int i = 0; i < finder.size(); i++) {
      x += finder.get(i).x / finder.size();
      y += finder.get(i).y / finder.size();
    }
    return new double[] {x, y};
  }

  /** The same array, not a copy. */
  private static GrayU8 wrap(Grey grey) {
    GrayU8 image = new GrayU8();
    image.data = grey.pixels();
    image.width = grey.width();
    image.height = grey.height();
    image.stride = grey.width();
    return image;
  }
}
