package dev.snaptill.qr;

/** The kinds of picture that are read. Every other kind is {@link Refusal#UNKNOWN_KIND}. */
public enum PictureKind {
  JPEG,
  PNG,
  GIF,
  BMP,
  WBMP
}
