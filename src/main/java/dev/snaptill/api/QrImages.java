package dev.snaptill.api;

/** Draws QR codes. Takes milliseconds, so it is called off the event loop. */
public interface QrImages {
  /** A PNG at most {@code size} pixels wide. */
  byte[] png(String text, int size);

  /** An SVG document. */
  String svg(String text);
}
