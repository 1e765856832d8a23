package dev.snaptill.qr;

import com.google.zxing.EncodeHintType;
import com.google.zxing.WriterException;
import com.google.zxing.qrcode.decoder.ErrorCorrectionLevel;
import com.google.zxing.qrcode.encoder.ByteMatrix;
import com.google.zxing.qrcode.encoder.Encoder;
import com.google.zxing.qrcode.encoder.QRCode;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.Map;

/**
 * A QR code ready to be drawn: error correction Q, the lowest version that holds the text, a quiet
 * zone of four modules (ISO/IEC 18004 §9.1). The same text gives the same bytes.
 */
public final class QrDrawing {
  /** The quiet zone on each side, in modules. */
  public static final int QUIET_ZONE = 4;

  /** The widest picture that every MMS phone takes without rescaling it, in pixels. */
  public static final int MMS_PIXELS = 640;

  private static final int MOST_MODULE_PIXELS = 100;

  private final QRCode code;
  private final ByteMatrix modules;

  private QrDrawing(QRCode code) {
    this.code = code;
    this.modules = code.getMatrix();
  }

  /**
   * @param text ASCII stays smallest; other than Latin-1 is marked as UTF-8
   * @throws IllegalArgumentException if the text is empty or longer than a code can hold
   */
  public static QrDrawing of(String text) {
    if (text.isEmpty()) {
      throw new IllegalArgumentException("an empty text makes no code");
    }
    try {
      Map<EncodeHintType, Object> hints = new EnumMap<>(EncodeHintType.class);
      if (!StandardCharsets.ISO_8859_1.newEncoder().canEncode(text)) {
        hints.put(EncodeHintType.CHARACTER_SET, StandardCharsets.UTF_8.name());
      }
      QRCode plain = Encoder.encode(text, ErrorCorrectionLevel.Q, hints);
      // digits and capitals in segments of their own, where that saves a version
      hints.put(EncodeHintType.QR_COMPACT, true);
      QRCode mixed = Encoder.encode(text, ErrorCorrectionLevel.Q, hints);
      return new QrDrawing(
          mixed.getVersion().getVersionNumber() < plain.getVersion().getVersionNumber()
              ? mixed
              : plain);
    } catch (WriterException e) {
      throw new IllegalArgumentException(
          "a text of " + text.length() + " characters is too long for a code", e);
    }
  }

  /** ISO/IEC 18004 version, 1 to 40. Over 4, phones' photos are read noticeably worse. */
  public int version() {
    return code.getVersion().getVersionNumber();
  }

  /** Modules a side, quiet zone included. */
  public int side() {
    return modules.getWidth() + 2 * QUIET_ZONE;
  }

  /** Whether a module is dark; 0, 0 is the upper left corner of the quiet zone. */
  boolean dark(int x, int y) {
    int column = x - QUIET_ZONE;
    int row = y - QUIET_ZONE;
    return column >= 0
        && row >= 0
        && column < modules.getWidth()
        && row < modules.getHeight()
        && modules.get(column, row) == 1;
  }

  /**
   * A 1-bit grey PNG.
   *
   * @param modulePixels the side of a module, 1 to 100; print and screens want at least 4
   */
  public byte[] png(int modulePixels) {
    if (modulePixels < 1 || modulePixels > MOST_MODULE_PIXELS) {
      throw new IllegalArgumentException(
          modulePixels + " is not between 1 and " + MOST_MODULE_PIXELS + " pixels a module");
    }
    return BitPng.encode(this, modulePixels);
  }

  /**
   * A 1-bit grey PNG with modules as large as fit, at most 100 pixels.
   *
   * @throws IllegalArgumentException if not even modules of one pixel fit
   */
  public byte[] pngWithin(int maxPixels) {
    int modulePixels = Math.min(MOST_MODULE_PIXELS, maxPixels / side());
    if (modulePixels < 1) {
      throw new IllegalArgumentException(
          "a code of " + side() + " modules does not fit into " + maxPixels + " pixels");
    }
    return BitPng.encode(this, modulePixels);
  }

  /** For an MMS: at most 640 pixels a side and far below 100 KB. */
  public byte[] pngForMms() {
    return pngWithin(MMS_PIXELS);
  }

  /** An SVG document of one path, one unit a module; scales to any size. */
  public String svg() {
    StringBuilder path = new StringBuilder();
    for (int y = 0; y < side(); y++) {
      int x = 0;
      while (x < side()) {
        int end = x;
        while (dark(end, y)) {
          end++;
        }
        if (end > x) {
          int run = end - x;
          path.append('M').append(x).append(' ').append(y);
          path.append('h').append(run).append("v1h-").append(run).append('z');
        }
        x = end + 1;
      }
    }
    String side = String.valueOf(side());
    return "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %s %s\"".formatted(side, side)
        + " shape-rendering=\"crispEdges\">"
        + "<path fill=\"#fff\" d=\"M0 0h%sv%sH0z\"/>".formatted(side, side)
        + "<path fill=\"#000\" d=\""
        + path
        + "\"/></svg>";
  }
}
