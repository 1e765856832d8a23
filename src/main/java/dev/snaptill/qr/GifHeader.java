package dev.snaptill.qr;

import java.util.Optional;

/** Reads a GIF's screen and its first frame's descriptor (GIF89a §18, §20). */
final class GifHeader {
  private static final int SCREEN = 13;
  private static final int EXTENSION = 0x21;
  private static final int FRAME = 0x2C;

  private GifHeader() {}

  static Optional<PictureHeader> read(byte[] b) {
    if (!Bytes.has(b, 0, SCREEN)) {
      return Optional.empty();
    }
    int at = SCREEN + tableBytes(b[10]);
    while (Bytes.u8(b, at) == EXTENSION) {
      at = afterBlocks(b, at + 2);
    }
    if (Bytes.u8(b, at) != FRAME || !Bytes.has(b, at, 10)) {
      return Optional.empty();
    }
    boolean coloured = (b[10] & 0x80) != 0 || (b[at + 9] & 0x80) != 0;
    int codeBits = Bytes.u8(b, at + 10 + tableBytes(b[at + 9]));
    int width = Bytes.little16(b, at + 5);
    int height = Bytes.little16(b, at + 7);
    if (width == 0 || height == 0 || !coloured || codeBits < 1 || codeBits > 11) {
      return Optional.empty();
    }
    return Optional.of(PictureHeader.plain(PictureKind.GIF, width, height, 1));
  }

  private static int tableBytes(byte flags) {
    return (flags & 0x80) == 0 ? 0 : 3 << ((flags & 7) + 1);
  }

  private static int afterBlocks(byte[] b, int at) {
    int place = at;
    while (Bytes.u8(b, place) > 0) {
      place += 1 + (b[place] & 0xff);
    }
    return place + 1;
  }
}
