package dev.snaptill.qr;

import java.util.Optional;

/**
 * Reads a JPEG's frame header and counts its scans (ITU-T T.81 annex B), skipping what libjpeg
 * skips, so that both see the same frame.
 */
final class JpegHeader {
  private static final int SOF_BASELINE = 0xC0;
  private static final int SOF_EXTENDED = 0xC1;
  private static final int SOF_PROGRESSIVE = 0xC2;
  private static final int DHT = 0xC4;
  private static final int JPG = 0xC8;
  private static final int DAC = 0xCC;
  private static final int RST0 = 0xD0;
  private static final int RST7 = 0xD7;
  private static final int SOI = 0xD8;
  private static final int EOI = 0xD9;
  private static final int SOS = 0xDA;
  private static final int APP14 = 0xEE;
  private static final int TEM = 0x01;

  private final byte[] bytes;
  private int at = 2;
  private int width;
  private int height;
  private int components;
  private boolean buffered;
  private int scans;
  private int adobe = -1;

  private JpegHeader(byte[] bytes) {
    this.bytes = bytes;
  }

  /** The header, or empty if there is no frame that the decoder knows before the first scan. */
  static Optional<PictureHeader> read(byte[] bytes) {
    JpegHeader header = new JpegHeader(bytes);
    if (!header.walk() || header.scans == 0) {
      return Optional.empty();
    }
    return Optional.of(
        new PictureHeader(
            PictureKind.JPEG,
            header.width,
            header.height,
            header.components,
            header.buffered || header.scans > 1,
            header.scans));
  }

  /** The colour transform of the Adobe segment (APP14): 0, 1 YCbCr or 2 YCCK; -1 without one. */
  static int adobeTransform(byte[] bytes) {
    JpegHeader header = new JpegHeader(bytes);
    header.walk();
    return header.adobe;
  }

  /** Walks over all segments; false if the picture is beyond use. */
  private boolean walk() {
    while (true) {
      int marker = nextMarker();
      if (marker < 0 || marker == EOI) {
        // A photo cut off in transit still shows its upper part: what was seen counts.
        return true;
      }
      if (marker == TEM || marker == SOI || marker >= RST0 && marker <= RST7) {
        continue;
      }
      int length = Bytes.big16(bytes, at);
      if (length < 2) {
        return scans > 0;
      }
      if (isFrame(marker)) {
        if (!readFrame(marker, length)) {
          return false;
        }
      } else if (marker == SOS) {
        if (components == 0) {
          return false;
        }
        buffered |= Bytes.u8(bytes, at + 2) < components;
        scans++;
      } else if (marker == APP14 && length >= 14 && Bytes.says(bytes, at + 2, "Adobe")) {
        adobe = Bytes.u8(bytes, at + 13);
      }
      at += length;
    }
  }

  private static boolean isFrame(int marker) {
    return marker >= 0xC0 && marker <= 0xCF && marker != DHT && marker != JPG && marker != DAC;
  }

  /** T.81 B.2.2; a height of 0 (given later by DNL) is one that no phone writes. */
  private boolean readFrame(int marker, int length) {
    boolean known = marker == SOF_BASELINE || marker == SOF_EXTENDED || marker == SOF_PROGRESSIVE;
    if (!known || components != 0 || length < 8) {
      return false;
    }
    height = Bytes.big16(bytes, at + 3);
    width = Bytes.big16(bytes, at + 5);
    components = Bytes.u8(bytes, at + 7);
    buffered = marker == SOF_PROGRESSIVE;
    return Bytes.u8(bytes, at + 2) == 8
        && width > 0
        && height > 0
        && (components == 1 || components == 3 || components == 4);
  }

  /** The next marker code, over fill bytes, entropy-coded data and garbage; -1 at the end. */
  private int nextMarker() {
    while (at < bytes.length - 1) {
      if (bytes[at] != (byte) 0xff) {
        at++;
        continue;
      }
      int code = bytes[at + 1] & 0xff;
      if (code == 0xff) {
        at++;
      } else {
        at += 2;
        if (code != 0) {
          return code;
        }
      }
    }
    return -1;
  }
}
