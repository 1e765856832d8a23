package dev.snaptill.qr;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;

/** Pictures made to hurt, out of code. */
final class Hostile {
  private Hostile() {}

  /** 20000 × 20000 of nothing in few bytes, well-formed. */
  static byte[] pngClaiming(int width, int height) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'});
    chunk(out, "IHDR", pngHeader(width, height, 8, 0));
    chunk(out, "IDAT", deflated(100_000));
    chunk(out, "IEND", new byte[0]);
    return out.toByteArray();
  }

  /** A small palette picture with a text chunk that inflates to 600 MB. */
  static byte[] pngWithTextBomb() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'});
    chunk(out, "IHDR", pngHeader(8, 8, 8, 3));
    chunk(out, "PLTE", new byte[] {0, 0, 0, -1, -1, -1});
    byte[] bomb = deflated(600_000_000);
    ByteBuffer text = ByteBuffer.allocate(bomb.length + 3);
    text.put((byte) 'a').put((byte) 0).put((byte) 0).put(bomb);
    chunk(out, "zTXt", text.array());
    chunk(out, "IDAT", deflated(8 * 9));
    chunk(out, "IEND", new byte[0]);
    return out.toByteArray();
  }

  /**
   * The worst that the limits let through: every pixel four bytes, and finder patterns everywhere.
   */
  static byte[] pngOfFinders(int side) {
    byte[][] rows = new byte[28][];
    for (int y = 0; y < rows.length; y++) {
      rows[y] = new byte[1 + 4 * side];
      for (int x = 0; x < side; x++) {
        int ring = Math.max(Math.abs(x % 28 / 3 - 4), Math.abs(y / 3 - 4));
        byte shade = (byte) (ring == 0 || ring == 1 || ring == 3 ? 20 : 230);
        for (int band = 0; band < 3; band++) {
          rows[y][1 + 4 * x + band] = shade;
        }
        rows[y][4 + 4 * x] = -1;
      }
    }
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (DeflaterOutputStream deflate = new DeflaterOutputStream(packed)) {
      for (int y = 0; y < side; y++) {
        deflate.write(rows[y % rows.length]);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'});
    chunk(out, "IHDR", pngHeader(side, side, 8, 6));
    chunk(out, "IDAT", packed.toByteArray());
    chunk(out, "IEND", new byte[0]);
    return out.toByteArray();
  }

  /** A picture with so many bytes of EXIF, in segments of 64 kB, before it. */
  static byte[] jpegWithExif(byte[] jpeg, int bytes) {
    ByteBuffer segment = ByteBuffer.allocate(2 + 65_535);
    segment.putShort((short) 0xffe1).putShort((short) 65_535);
    segment.put("Exif\0\0II*\0".getBytes(StandardCharsets.ISO_8859_1));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(jpeg, 0, 2);
    for (int left = bytes; left > 0; left -= segment.capacity()) {
      out.writeBytes(segment.array());
    }
    out.write(jpeg, 2, jpeg.length - 2);
    return out.toByteArray();
  }

  /** One file that begins as one thing and goes on as another. */
  static byte[] polyglot(byte[] first, byte[] second) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(first);
    out.writeBytes(second);
    return out.toByteArray();
  }

  private static byte[] pngHeader(int width, int height, int depth, int colourType) {
    return ByteBuffer.allocate(13)
        .putInt(width)
        .putInt(height)
        .put(new byte[] {(byte) depth, (byte) colourType, 0, 0, 0})
        .array();
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

  private static byte[] deflated(int zeros) {
    Deflater deflater = new Deflater(9);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    byte[] zero = new byte[1_000_000];
    byte[] buffer = new byte[65_536];
    for (int left = zeros; left > 0; left -= zero.length) {
      deflater.setInput(zero, 0, Math.min(left, zero.length));
      while (!deflater.needsInput()) {
        out.write(buffer, 0, deflater.deflate(buffer));
      }
    }
    deflater.finish();
    while (!deflater.finished()) {
      out.write(buffer, 0, deflater.deflate(buffer));
    }
    deflater.end();
    return out.toByteArray();
  }

  /** The picture with the sizes in its frame header overwritten. */
  static byte[] jpegClaiming(byte[] jpeg, int width, int height) {
    byte[] out = jpeg.clone();
    int at = 2;
    while ((out[at + 1] & 0xff) < 0xC0 || (out[at + 1] & 0xff) > 0xC2) {
      at += 2 + ((out[at + 2] & 0xff) << 8 | out[at + 3] & 0xff);
    }
    ByteBuffer.wrap(out).putShort(at + 5, (short) height).putShort(at + 7, (short) width);
    return out;
  }

  /** Its last scan over and over: each makes the decoder go over all coefficients again. */
  static byte[] jpegOfManyScans(byte[] progressive, int scans) {
    int last = progressive.length - 2;
    while (progressive[last] != (byte) 0xff || progressive[last + 1] != (byte) 0xDA) {
      last--;
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(progressive, 0, last);
    for (int i = 0; i < scans; i++) {
      out.write(progressive, last, progressive.length - 2 - last);
    }
    out.write(progressive, progressive.length - 2, 2);
    return out.toByteArray();
  }

  /** 35 bytes of GIF with neither palette nor pixels; the JDK's reader throws unchecked on such. */
  static byte[] gif35() {
    ByteBuffer gif = ByteBuffer.allocate(35);
    gif.put("GIF89a".getBytes(StandardCharsets.US_ASCII));
    gif.put(new byte[] {1, 0, 1, 0, 0, 0, 0});
    gif.put(new byte[] {0x2C, 0, 0, 0, 0, 1, 0, 1, 0, 0, 2, 2, 0x4C, 1, 0, 0x3B});
    return gif.array();
  }

  /** A screen of one size and a frame of another. */
  static byte[] gifClaiming(int width, int height) {
    ByteBuffer gif = ByteBuffer.allocate(64).order(ByteOrder.LITTLE_ENDIAN);
    gif.put("GIF89a".getBytes(StandardCharsets.US_ASCII));
    gif.putShort((short) 10).putShort((short) 10).put(new byte[] {(byte) 0x80, 0, 0});
    gif.put(new byte[] {0, 0, 0, -1, -1, -1});
    gif.put((byte) 0x2C).putShort((short) 0).putShort((short) 0);
    gif.putShort((short) width).putShort((short) height).put((byte) 0);
    gif.put(new byte[] {2, 2, 0x4C, 1, 0, 0x3B});
    return gif.array();
  }

  static byte[] bmp(int width, int height, int depth, int packing, int length) {
    ByteBuffer bmp = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    bmp.put((byte) 'B').put((byte) 'M').putInt(length).putInt(0).putInt(54);
    bmp.putInt(40).putInt(width).putInt(height).putShort((short) 1).putShort((short) depth);
    bmp.putInt(packing);
    return bmp.array();
  }

  static byte[] heic() {
    byte[] out = new byte[400];
    out[3] = 24;
    System.arraycopy("ftypheic".getBytes(StandardCharsets.US_ASCII), 0, out, 4, 8);
    return out;
  }

  static byte[] starting(String magic) {
    byte[] out = new byte[500];
    new Random(3).nextBytes(out);
    byte[] start = magic.getBytes(StandardCharsets.ISO_8859_1);
    System.arraycopy(start, 0, out, 0, start.length);
    return out;
  }

  static byte[] random(long seed) {
    Random random = new Random(seed);
    byte[] out = new byte[random.nextInt(4000)];
    random.nextBytes(out);
    return out;
  }

  /** Some bytes of a good picture changed or its end cut off. */
  static byte[] mangled(byte[] picture, long seed) {
    Random random = new Random(seed);
    byte[] out =
        random.nextInt(4) == 0
            ? Arrays.copyOf(picture, random.nextInt(picture.length))
            : picture.clone();
    for (int i = 0; i < 1 + random.nextInt(8) && out.length > 0; i++) {
      // Mostly in the headers, where it hurts.
      int reach = random.nextBoolean() ? Math.min(out.length, 200) : out.length;
      out[random.nextInt(reach)] = (byte) random.nextInt(256);
    }
    return out;
  }
}
