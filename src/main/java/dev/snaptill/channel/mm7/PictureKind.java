package dev.snaptill.channel.mm7;

import org.jspecify.annotations.Nullable;

/**
 * Kinds of pictures the gateway reads, told by their first bytes, never by what they are called.
 */
enum PictureKind {
  JPEG("image/jpeg", "jpg", new int[] {0xFF, 0xD8, 0xFF}),
  PNG("image/png", "png", new int[] {0x89, 'P', 'N', 'G', 0x0D, 0x0A, 0x1A, 0x0A}),
  GIF("image/gif", "gif", new int[] {'G', 'I', 'F', '8'}),
  BMP("image/bmp", "bmp", new int[] {'B', 'M'}),
  /** Has no magic number of its own (type 0, no extensions): only together with its media type. */
  WBMP("image/vnd.wap.wbmp", "wbmp", new int[] {0, 0});

  private final String mediaType;
  private final String extension;
  private final int[] magic;

  PictureKind(String mediaType, String extension, int[] magic) {
    this.mediaType = mediaType;
    this.extension = extension;
    this.magic = magic;
  }

  String mediaType() {
    return mediaType;
  }

  String extension() {
    return extension;
  }

  /** The kind by the first bytes alone, or null; never {@link #WBMP}. */
  static @Nullable PictureKind of(byte[] bytes) {
    for (PictureKind kind : values()) {
      if (kind != WBMP && kind.matches(bytes)) {
        return kind;
      }
    }
    return null;
  }

  /** As {@link #of(byte[])}, and WBMP where the media type says so. */
  static @Nullable PictureKind of(byte[] bytes, String mediaType) {
    PictureKind kind = of(bytes);
    boolean wireless = kind == null && mediaType.contains("wbmp") && WBMP.matches(bytes);
    return wireless ? WBMP : kind;
  }

  private boolean matches(byte[] bytes) {
    // "BM" begins many a text: a bitmap also has zeros in its reserved field
    if (bytes.length < magic.length || (this == BMP && !isBitmap(bytes))) {
      return false;
    }
    for (int i = 0; i < magic.length; i++) {
      if ((bytes[i] & 0xFF) != magic[i]) {
        return false;
      }
    }
    return true;
  }

  private static boolean isBitmap(byte[] b) {
    return b.length > 26 && (b[6] | b[7] | b[8] | b[9]) == 0;
  }
}
