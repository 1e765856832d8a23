package dev.snaptill;

import dev.snaptill.api.QrImages;
import dev.snaptill.qr.QrDrawing;

/** Lends the API the pen of {@code qr}. */
final class Drawings implements QrImages {
  @Override
  public byte[] png(String text, int size) {
    return QrDrawing.of(text).pngWithin(size);
  }

  @Override
  public String svg(String text) {
    return QrDrawing.of(text).svg();
  }
}
