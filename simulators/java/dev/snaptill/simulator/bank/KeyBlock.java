package dev.snaptill.simulator.bank;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;
import javax.crypto.Cipher;
import javax.crypto.spec.SecretKeySpec;

/**
 * A working key as it travels in field 48: D or A, the key under the key-encrypting key in
 * hexadecimal digits, six digits of check value.
 */
final class KeyBlock {
  private static final HexFormat HEX = HexFormat.of().withUpperCase();

  private KeyBlock() {}

  /** Field 48 for a new key of 16 bytes. */
  static String wrap(char algorithm, byte[] key, byte[] kek) {
    byte[] wrapped = encrypt(algorithm, kek, key);
    return algorithm + HEX.formatHex(wrapped) + checkValue(algorithm, key);
  }

  /** The first three bytes of a block of zeros under the key, six digits. */
  static String checkValue(char algorithm, byte[] key) {
    byte[] zeros = new byte[algorithm == 'A' ? 16 : 8];
    return HEX.formatHex(Arrays.copyOf(encrypt(algorithm, key, zeros), 3));
  }

  private static byte[] encrypt(char algorithm, byte[] key, byte[] data) {
    try {
      Cipher cipher =
          Cipher.getInstance(algorithm == 'A' ? "AES/ECB/NoPadding" : "DESede/ECB/NoPadding");
      cipher.init(Cipher.ENCRYPT_MODE, secret(algorithm, key));
      return cipher.doFinal(data);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static SecretKeySpec secret(char algorithm, byte[] key) {
    if (algorithm == 'A') {
      return new SecretKeySpec(key, "AES");
    }
    // Double length is K1 K2 K1 (ANSI X9.52, keying option 2).
    byte[] triple = Arrays.copyOf(key, 24);
    System.arraycopy(key, 0, triple, 16, 8);
    return new SecretKeySpec(triple, "DESede");
  }

  /**
   * @throws IllegalArgumentException for anything but 16 or 32 (8 or 16 bytes) hexadecimal digits
   */
  static byte[] key(String what, String hex) {
    if (!hex.toUpperCase(Locale.ROOT).matches("([0-9A-F]{16}){1,2}")) {
      throw new IllegalArgumentException(what + " has 16 or 32 hexadecimal digits");
    }
    return HexFormat.of().parseHex(hex);
  }
}
