package dev.snaptill.qr;

/**
 * A part of a picture in which light and dark have been made even, to be asked for the darkness at
 * any point: what the fitting of grids looks at.
 */
final class Plane {
  private final Grey grey;
  private final double left;
  private final double top;

  private Plane(Grey grey, double left, double top) {
    this.grey = grey;
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
    int ix = (int) Math.floor(px);
    int iy = (int) Math.floor(py);
    int w = grey.width();
    if (ix < 0 || iy < 0 || ix >= w - 1 || iy >= grey.height() - 1) {
      return 0;
    }
    double fx = px - ix;
    double fy = py - iy;
    byte[] in = grey.pixels();
    int at = iy * w + ix;
    double upper = (in[at] & 0xff) * (1 - fx) + (in[at + 1] & 0xff) * fx;
    double lower = (in[at + w] & 0xff) * (1 - fx) + (in[at + w + 1] & 0xff) * fx;
    return 1 - (upper * (1 - fy) + lower * fy) / 127.5;
  }
}
