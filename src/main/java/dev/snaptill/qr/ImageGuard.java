package dev.snaptill.qr;

import java.util.Optional;

/**
 * Judges a picture by its first bytes and its header alone, before any decoder sees it. Allocates
 * nothing that depends on what the picture claims.
 */
public final class ImageGuard {
  /** What the guard found. */
  public sealed interface Verdict {
    /** May be decoded. */
    record Ok(PictureHeader header) implements Verdict {}

    /** Must not be decoded. */
    record Refused(Refusal reason) implements Verdict {}
  }

  private final ImageLimits limits;

  public ImageGuard(ImageLimits limits) {
    this.limits = limits;
  }

  public ImageLimits limits() {
    return limits;
  }

  /** Looks at the whole encoded picture; never throws, whatever the bytes. */
  public Verdict judge(byte[] bytes) {
    if (bytes.length > limits.maxBytes()) {
      return new Verdict.Refused(Refusal.TOO_BIG);
    }
    Optional<PictureKind> kind = kind(bytes);
    if (kind.isEmpty()) {
      return new Verdict.Refused(Refusal.UNKNOWN_KIND);
    }
    Optional<PictureHeader> header =
        switch (kind.get()) {
          case JPEG -> JpegHeader.read(bytes);
          case PNG -> PngHeader.read(bytes);
          case GIF -> GifHeader.read(bytes);
          case BMP -> Bmp.header(bytes);
          case WBMP -> Wbmp.header(bytes);
        };
    if (header.isEmpty()) {
      return new Verdict.Refused(Refusal.BROKEN);
    }
    return limits.admit(header.get())
        ? new Verdict.Ok(header.get())
        : new Verdict.Refused(Refusal.TOO_BIG);
  }

  /** By magic bytes; a declared content type or file name is never believed. */
  static Optional<PictureKind> kind(byte[] b) {
    if (Bytes.says(b, 0, "\u00ff\u00d8\u00ff")) {
      return Optional.of(PictureKind.JPEG);
    }
    if (Bytes.says(b, 0, "\u0089PNG\r\n\u001a\n")) {
      return Optional.of(PictureKind.PNG);
    }
    if (Bytes.says(b, 0, "GIF87a") || Bytes.says(b, 0, "GIF89a")) {
      return Optional.of(PictureKind.GIF);
    }
    if (Bytes.says(b, 0, "BM") && Bmp.looksLike(b)) {
      return Optional.of(PictureKind.BMP);
    }
    // WBMP has no magic beyond two zero bytes; HEIC begins with them too (box length, "ftyp").
    if (Bytes.says(b, 0, "\0\0") && Wbmp.looksLike(b)) {
      return Optional.of(PictureKind.WBMP);
    }
    return Optional.empty();
  }
}
