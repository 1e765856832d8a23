package dev.snaptill.simulator.bank;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** How a message's 8-byte authentication code is computed. Written apart from the gateway's. */
public enum MacAlgorithm {
  /** ANSI X9.19, the retail MAC: ISO 9797-1 algorithm 3 with DES, zero padding. */
  X9_19("x9.19", 16, 'D'),
  /** FIPS 113: DES in CBC, zero padding, by the first 8 bytes of the key. */
  CBC_MAC("cbc-mac", 8, 'D'),
  /** NIST SP 800-38B with AES-128, the leftmost 8 bytes. */
  CMAC_AES("cmac-aes", 16, 'A');

  static final int BYTES = 8;
  private final String text;
  private final int keyBytes;
  private final char exchanged;

  MacAlgorithm(String text, int keyBytes, char exchanged) {
    this.text = text;
    this.keyBytes = keyBytes;
    this.exchanged = exchanged;
  }

  /** As in options: x9.19, cbc-mac or cmac-aes. */
  @Override
  public String toString() {
    return text;
  }

  /**
   * @throws IllegalArgumentException naming what there is
   */
  public static MacAlgorithm of(String text) {
    return Arrays.stream(values())
        .filter(a -> a.text.equals(text))
        .findFirst()
        .orElseThrow(
            () -> new IllegalArgumentException("a MAC is one of x9.19, cbc-mac and cmac-aes"));
  }

  /** What an exchanged key of this algorithm is: D, double-length DES, or A, AES-128. */
  char exchanged() {
    return exchanged;
  }

  /**
   * @throws IllegalArgumentException for a key too short or too long; 16 bytes always do
   */
  void requireKey(byte[] key) {
    if (key.length != keyBytes && key.length != 16) {
      throw new IllegalArgumentException("a key for " + text + " has " + keyBytes + " bytes");
    }
  }

  /** The code over the first {@code length} bytes. */
  byte[] over(byte[] data, int length, byte[] key) {
    try {
      return switch (this) {
        case X9_19 -> retail(data, length, key);
        case CBC_MAC -> cbc(data, length, Arrays.copyOf(key, 8));
        case CMAC_AES -> cmac(data, length, key);
      };
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] cbc(byte[] data, int length, byte[] key) throws GeneralSecurityException {
    byte[] padded = Arrays.copyOf(Arrays.copyOf(data, length), Math.max(1, (length + 7) / 8) * 8);
    Cipher des = Cipher.getInstance("DES/CBC/NoPadding");
    des.init(
        Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "DES"), new IvParameterSpec(new byte[BYTES]));
    byte[] all = des.doFinal(padded);
    return Arrays.copyOfRange(all, all.length - BYTES, all.length);
  }

  private static byte[] retail(byte[] data, int length, byte[] key)
      throws GeneralSecurityException {
    byte[] left = Arrays.copyOf(key, 8);
    byte[] right = Arrays.copyOfRange(key, 8, 16);
    byte[] last = cbc(data, length, left);
    Cipher des = Cipher.getInstance("DES/ECB/NoPadding");
    des.init(Cipher.DECRYPT_MODE, new SecretKeySpec(right, "DES"));
    last = des.doFinal(last);
    des.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(left, "DES"));
    return des.doFinal(last);
  }

  private static byte[] cmac(byte[] data, int length, byte[] key) throws GeneralSecurityException {
    Cipher aes = Cipher.getInstance("AES/ECB/NoPadding");
    aes.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "AES"));
    byte[] subkey = doubled(aes.doFinal(new byte[16]));
    boolean whole = length > 0 && length % 16 == 0;
    if (!whole) {
      subkey = doubled(subkey);
    }
    int blocks = Math.max(1, (length + 15) / 16);
    byte[] padded = Arrays.copyOf(Arrays.copyOf(data, length), blocks * 16);
    if (!whole) {
      padded[length] = (byte) 0x80;
    }
    byte[] state = new byte[16];
    for (int block = 0; block < blocks; block++) {
      for (int i = 0; i < 16; i++) {
        state[i] ^= padded[block * 16 + i];
        if (block == blocks - 1) {
          state[i] ^= subkey[i];
        }
      }
      state = aes.doFinal(state);
    }
    return Arrays.copyOf(state, BYTES);
  }

  /** Times x in GF(2^128), SP 800-38B §6.1. */
  private static byte[] doubled(byte[] in) {
    byte[] out = new byte[16];
    for (int i = 0; i < 16; i++) {
      int next = i < 15 ? (in[i + 1] & 0x80) >>> 7 : 0;
      out[i] = (byte) (in[i] << 1 | next);
    }
    if ((in[0] & 0x80) != 0) {
      out[15] ^= (byte) 0x87;
    }
    return out;
  }
}
