package dev.snaptill.bank.iso8583;

import java.util.Set;

/** How the eight bytes of a message authentication code are computed. */
public enum MacAlgorithm {
  /** ANSI X9.19, the retail MAC: ISO 9797-1 algorithm 3 with padding method 1. */
  X9_19("x9.19", 'D', Set.of(16)),
  /** FIPS 113: single DES in CBC mode, padded with zeros; of a longer key only the left half. */
  CBC_MAC("cbc-mac", 'D', Set.of(8, 16)),
  /** NIST SP 800-38B, of which the leftmost eight bytes are sent. */
  CMAC_AES("cmac-aes", 'A', Set.of(16, 24, 32));

  final String text;
  final char keyBlock;
  final Set<Integer> keyBytes;

  MacAlgorithm(String text, char keyBlock, Set<Integer> keyBytes) {
    this.text = text;
    this.keyBlock = keyBlock;
    this.keyBytes = keyBytes;
  }

  static MacAlgorithm named(String text) {
    for (MacAlgorithm one : values()) {
      if (one.text.equals(text)) {
        return one;
      }
    }
    throw new IllegalArgumentException(text + " is no MAC algorithm");
  }
}
