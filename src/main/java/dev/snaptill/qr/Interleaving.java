package dev.snaptill.qr;

import com.google.zxing.qrcode.decoder.Version;

/** Which codewords of a symbol belong to which block (ISO/IEC 18004 §7.6). */
final class Interleaving {
  private Interleaving() {}

  /** For each block the places of its codewords, data first. */
  static int[][] places(Version.ECBlocks blocks, int total) {
    int checks = blocks.getECCodewordsPerBlock();
    int[][] places = new int[blocks.getNumBlocks()][];
    int next = 0;
    int longest = 0;
    for (Version.ECB group : blocks.getECBlocks()) {
      for (int i = 0; i < group.getCount(); i++) {
        places[next++] = new int[group.getDataCodewords() + checks];
        longest = Math.max(longest, group.getDataCodewords());
      }
    }
    int at = 0;
    for (int i = 0; i < longest; i++) {
      for (int[] block : places) {
        if (i < block.length - checks) {
          block[i] = at++;
        }
      }
    }
    for (int i = 0; i < checks; i++) {
      for (int[] block : places) {
        block[block.length - checks + i] = at++;
      }
    }
    if (at != total) {
      throw new IllegalStateException(at + " codewords in the blocks of a symbol of " + total);
    }
    return places;
  }
}
