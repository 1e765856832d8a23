package dev.snaptill.qr;

import java.io.ByteArrayOutputStream;
import java.util.Optional;

/** Reads a PNG's IHDR, and drops the chunks that a decoder might inflate for nothing. */
final class PngHeader {
  private static final int SIGNATURE = 8;
  private static final int CHUNK_FRAME = 12;

  private PngHeader() {}

  static Optional<PictureHeader> read(byte[] b) {
    if (Bytes.big32(b, SIGNATURE) != 13 || !Bytes.says(b, SIGNATURE + 4, "IHDR")) {
      return Optional.empty();
    }
    int width = Bytes.big32(b, 16);
    int height = Bytes.big32(b, 20);
    int depth = Bytes.u8(b, 24);
    int samples = samples(Bytes.u8(b, 25));
    boolean depthKnown = depth == 1 || depth == 2 || depth == 4 || depth == 8 || depth == 16;
    if (width <= 0 || height <= 0 || !depthKnown || samples == 0) {
      return Optional.empty();
    }
    int bytesPerPixel = samples * (depth == 16 ? 2 : 1);
    return Optional.of(PictureHeader.plain(PictureKind.PNG, width, height, bytesPerPixel));
  }

  private static int samples(int colourType) {
    return switch (colourType) {
      case 0, 3 -> 1;
      case 4 -> 2;
      case 2 -> 3;
      case 6 -> 4;
      default -> 0;
    };
  }

  /**
   * The picture with only the chunks that make pixels. Compressed texts and colour profiles (zTXt,
   * iTXt, iCCP) can inflate to gigabytes, and the JDK's reader does inflate them in palette
   * pictures.
   */
  static byte[] essential(byte[] b) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(b.length);
    out.write(b, 0, SIGNATURE);
    int at = SIGNATURE;
    while (Bytes.has(b, at, CHUNK_FRAME)) {
      int length = Bytes.big32(b, at);
      if (length < 0 || length > b.length - at - CHUNK_FRAME) {
        out.write(b, at, b.length - at);
        break;
      }
      if (makesPixels(b, at + 4)) {
        out.write(b, at, length + CHUNK_FRAME);
      }
      at += length + CHUNK_FRAME;
    }
    return out.toByteArray();
  }

  private static boolean makesPixels(byte[] b, int at) {
    return Bytes.says(b, at, "IHDR")
        || Bytes.says(b, at, "PLTE")
        || Bytes.says(b, at, "tRNS")
        || Bytes.says(b, at, "IDAT")
        || Bytes.says(b, at, "IEND");
  }
}
