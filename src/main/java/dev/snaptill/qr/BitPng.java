package dev.snaptill.qr;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/** Writes a drawing as a PNG of one bit a pixel, 1 is white (PNG §11.2.2, colour type 0). */
final class BitPng {
  private static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};

  private BitPng() {}

  static byte[] encode(QrDrawing drawing, int modulePixels) {
    int side = drawing.side() * modulePixels;
    byte[] header =
        ByteBuffer.allocate(13)
            .putInt(side)
            .putInt(side)
            .put(new byte[] {1, 0, 0, 0, 0}) // depth, grey, deflate, filters, not interlaced
            .array();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(SIGNATURE);
    chunk(out, "IHDR", header);
    chunk(out, "IDAT", deflate(rows(drawing, modulePixels, side)));
    chunk(out, "IEND", new byte[0]);
    return out.toByteArray();
  }

  /** Each row is led by its filter byte, 0. */
  private static byte[] rows(QrDrawing drawing, int modulePixels, int side) {
    int rowBytes = 1 + (side + 7) / 8;
    byte[] rows = new byte[rowBytes * side];
    for (int y = 0; y < side; y++) {
      int start = y * rowBytes + 1;
      for (int x = 0; x < side; x++) {
        if (!drawing.dark(x / modulePixels, y / modulePixels)) {
          rows[start + (x >> 3)] |= (byte) (0x80 >> (x & 7));
        }
      }
    }
    return rows;
  }

  private static byte[] deflate(byte[] rows) {
    Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION);
    try {
      deflater.setInput(rows);
      deflater.finish();
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      byte[] buffer = new byte[8192];
      while (!deflater.finished()) {
        out.write(buffer, 0, deflater.deflate(buffer));
      }
      return out.toByteArray();
    } finally {
      deflater.end();
    }
  }

  private static void chunk(ByteArrayOutputStream out, String type, byte[] content) {
    byte[] name = type.getBytes(StandardCharsets.US_ASCII);
    CRC32 crc = new CRC32();
    crc.update(name);
    crc.update(content);
    out.writeBytes(ByteBuffer.allocate(4).putInt(content.length).array());
    out.writeBytes(name);
    out.writeBytes(content);
    out.writeBytes(ByteBuffer.allocate(4).putInt((int) crc.getValue()).array());
  }
}
