package dev.snaptill.qr;

import boofcv.abst.fiducial.QrCodeDetector;
import boofcv.alg.fiducial.qrcode.QrCode;
import boofcv.concurrency.BoofConcurrency;
import boofcv.factory.fiducial.ConfigQrCode;
import boofcv.factory.fiducial.FactoryFiducial;
import boofcv.struct.image.GrayU8;

/** BoofCV's detector: strong on perspective, rotation and close-ups; finds all codes at once. */
final class BoofEngine implements Engine {
  static {
    // Its own thread pool would take cores from the workers beside this one.
    BoofConcurrency.USE_CONCURRENT = false;
  }

  private final QrCodeDetector<GrayU8> detector =
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
      }
    }
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
