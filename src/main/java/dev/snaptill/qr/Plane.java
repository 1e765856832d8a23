package dev.snaptill.qr;

/**
 * A part of a picture in which light and dark have been made even, to be asked for the darkness at
 * any point: what the fitting of grids looks at.
 */
final class Plane {
  private final float[] dark;
  private final int width;
  private final int height;
  private final double left;
  private final double top;

  private Plane(Grey grey, double left, double top) {
    this.width = grey.width();
    this.height = grey.height();
    this.dark = new float[width * height];
    byte[] in = grey.pixels();
    for (int i = 0; i < dark.length; i++) {
      dark[i] = 1 - (in[i] & 0xff) / 127.5f;
    }
    this.left = left;
    this.top = top;
  }

  /**
   * Around a code whose modules measure about so many pixels.
   *
   * @param box left, top, right, bottom in pixels; cut at the picture's edges
   */
  static Plane of(Grey picture, double[] box, double module) {
    int left = (int) Math.max(0, Math.floor(box[0]));
    int top = (int) Math.max(0, Math.floor(box[1]));
    int right = (int) Math.min(picture.width(), Math.ceil(box[2]));
    int bottom = (int) Math.min(picture.height(), Math.ceil(box[3]));
    int width = Math.max(1, right - left);
    int height = Math.max(1, bottom - top);
    byte[] part = new byte[width * height];
    for (int y = 0; y < height && top + y < picture.height(); y++) {
      System.arraycopy(
          picture.pixels(), (top + y) * picture.width() + left, part, y * width, width);
    }
    Grey grey = new Grey(part, width, height);
    int blur = (int) Math.round(module / 5);
    if (blur > 0) {
      grey = new BoxBlur(blur).apply(grey);
    }
    grey = new Stretch((int) Math.max(6, Math.round(2.5 * module))).apply(grey);
    return new Plane(grey, left, top);
  }

  /** From -1, as light as it gets nearby, to 1, as dark; 0 outside the picture. */
  double darkness(double x, double y) {
    double px = x - left - 0.5;
    double py = y - top - 0.5;
    if (!(px >= 0 && py >= 0 && px < width - 1 && py < height - 1)) {
      return 0;
    }
    int ix = (int) px;
    int iy = (int) py;
    float fx = (float) (px - ix);
    float fy = (float) (py - iy);
    int at = iy * width + ix;
    float upper = dark[at] + fx * (dark[at + 1] - dark[at]);
    float lower = dark[at + width] + fx * (dark[at + width + 1] - dark[at + width]);
    return upper + fy * (lower - upper);
  }
}
