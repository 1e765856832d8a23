package dev.snaptill.bank.iso8583;

import java.security.MessageDigest;

/**
 * A key and the MAC under it. Holds ciphers, so it belongs to one thread. Never shows its bytes.
 */
final class MacKey {
  /** How long a MAC is on the wire. */
  static final int BYTES = 8;

  private final byte[] key;
  private final Mac mac;

  /** Eight or more bytes over all the given ones. */
  interface Mac {
    byte[] of(byte[] data);
  }

  /**
   * @throws IllegalArgumentException if the key's length is none of the algorithm's
   */
  MacKey(MacAlgorithm algorithm, byte[] key) {
    if (!algorithm.keyBytes.contains(key.length)) {
      throw new IllegalArgumentException(
          "a key for " + algorithm.text + " has " + algorithm.keyBytes + " bytes");
    }
    this.key = key.clone();
    this.mac =
        switch (algorithm) {
          case X9_19 -> Macs.x919(key);
          case CBC_MAC -> Macs.cbcMac(key);
          case CMAC_AES -> Macs.cmacAes(key);
        };
  }

  /** The MAC of a message's bytes: eight bytes. */
  byte[] sign(byte[] data) {
    byte[] all = mac.of(data);
    byte[] out = new byte[BYTES];
    System.arraycopy(all, 0, out, 0, BYTES);
    return out;
  }

  boolean isSameAs(MacKey other) {
    return MessageDigest.isEqual(key, other.key);
  }

  @Override
  public String toString() {
    return "a key of " + key.length + " bytes";
  }
}
