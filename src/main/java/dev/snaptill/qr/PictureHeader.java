package dev.snaptill.qr;

/**
 * What a picture's header says of the work that decoding it will be.
 *
 * @param width in pixels, at least 1
 * @param height in pixels, at least 1
 * @param bytesPerPixel memory per pixel when decoded
 * @param buffered whether all coefficients are held until the last scan (JPEG only)
 * @param scans how often the decoder goes over the picture
 */
public record PictureHeader(
    PictureKind kind, int width, int height, int bytesPerPixel, boolean buffered, int scans) {

  static PictureHeader plain(PictureKind kind, int width, int height, int bytesPerPixel) {
    return new PictureHeader(kind, width, height, bytesPerPixel, false, 1);
  }

  long pixels() {
    return (long) width * height;
  }

  /** Memory that decoding takes; coefficients that are held take two bytes a sample more. */
  long decodedBytes() {
    return pixels() * bytesPerPixel * (buffered ? 3 : 1);
  }
}
