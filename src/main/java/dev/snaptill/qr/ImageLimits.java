package dev.snaptill.qr;

/**
 * What a picture may cost before it is decoded. A running decode cannot be stopped, so these
 * limits, not time-outs, protect the gateway: a progressive JPEG of 12000 × 12000 in 0.85 MB takes
 * half a gigabyte outside the heap.
 *
 * @param maxBytes encoded size in bytes
 * @param maxPixels width × height
 * @param maxProgressivePixels width × height of a JPEG whose coefficients are all kept until its
 *     last scan: a progressive one, or one with several scans
 * @param maxSide the longer of width and height, in pixels
 */
public record ImageLimits(int maxBytes, int maxPixels, int maxProgressivePixels, int maxSide) {
  /** 2 MB, 16 megapixels, 8 progressive, 8192 a side. */
  public static final ImageLimits DEFAULT =
      new ImageLimits(2_000_000, 16_000_000, 8_000_000, 8_192);

  /** Decoders rewind over all coefficients once a scan; usual encoders write about ten. */
  static final int MAX_SCANS = 40;

  /** A pixel of a PNG may take 8 bytes when decoded; the heap is sized for 4. */
  static final int DECODED_BYTES_PER_PIXEL = 4;

  public ImageLimits {
    if (maxBytes < 1 || maxPixels < 1 || maxProgressivePixels < 1 || maxSide < 1) {
      throw new IllegalArgumentException("image limits must be positive");
    }
  }

  boolean admit(PictureHeader header) {
    long pixels = header.pixels();
    return header.width() <= maxSide
        && header.height() <= maxSide
        && pixels <= maxPixels
        && pixels * header.bytesPerPixel() <= mostDecodedBytes()
        && (!header.buffered() || pixels <= maxProgressivePixels)
        && header.scans() <= MAX_SCANS;
  }

  /** What the largest picture takes when decoded. */
  int mostDecodedBytes() {
    return (int) Math.min(Integer.MAX_VALUE, (long) maxPixels * DECODED_BYTES_PER_PIXEL);
  }
}
