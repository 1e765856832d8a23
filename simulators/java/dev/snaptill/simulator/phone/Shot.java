package dev.snaptill.simulator.phone;

/**
 * How a phone photographs a picture. Values out of range are brought into it.
 *
 * @param rotate degrees clockwise
 * @param perspective how much the far edge shrinks, 0 to 0.5
 * @param blur radius in pixels of the final photo, 0 to 20
 * @param darken share of light lost, 0 to 0.95
 * @param noise standard deviation in grey levels, 0 to 60
 * @param longSide of the photo in pixels, 64 to 4000
 * @param background whether the picture lies on a table
 * @param quality of the JPEG, 1 to 100
 * @param seed of the noise: the same seed makes the same photo
 */
public record Shot(
    double rotate,
    double perspective,
    double blur,
    double darken,
    double noise,
    int longSide,
    boolean background,
    int quality,
    long seed) {

  public Shot {
    rotate = finite(rotate) % 360;
    perspective = within(perspective, 0, 0.5);
    blur = within(blur, 0, 20);
    darken = within(darken, 0, 0.95);
    noise = within(noise, 0, 60);
    longSide = (int) within(longSide, 64, 4000);
    quality = (int) within(quality, 1, 100);
  }

  /** A steady hand in good light: 640 pixels, as an MMS carries. */
  public static Shot good() {
    return new Shot(4, 0.04, 0.6, 0.05, 3, 640, true, 75, 1);
  }

  /** The picture as it is, only as a JPEG of at most 640 pixels. */
  public static Shot plain() {
    return new Shot(0, 0, 0, 0, 0, 640, false, 80, 1);
  }

  public Shot rotated(double degrees) {
    return new Shot(degrees, perspective, blur, darken, noise, longSide, background, quality, seed);
  }

  private static double finite(double value) {
    return Double.isFinite(value) ? value : 0;
  }

  private static double within(double value, double least, double most) {
    return Math.max(least, Math.min(most, finite(value)));
  }
}
