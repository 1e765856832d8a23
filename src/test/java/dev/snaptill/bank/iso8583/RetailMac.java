package dev.snaptill.bank.iso8583;

import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * ANSI X9.19 by its other description: single DES up to the last block, which is encrypted with
 * triple DES. And new keys as a bank sends them. Written apart from what it tests.
 */
final class RetailMac {
  private RetailMac() {}

  static byte[] of(byte[] key, byte[] data) {
    try {
      byte[] padded = Arrays.copyOf(data, Math.max(8, (data.length + 7) / 8 * 8));
      byte[] chained = new byte[8];
      int last = padded.length - 8;
      if (last > 0) {
        Cipher cbc = Cipher.getInstance("DES/CBC/NoPadding");
        cbc.init(
            Cipher.ENCRYPT_MODE,
            new SecretKeySpec(key, 0, 8, "DES"),
            new IvParameterSpec(new byte[8]));
        byte[] all = cbc.doFinal(padded, 0, last);
        chained = Arrays.copyOfRange(all, all.length - 8, all.length);
      }
      for (int i = 0; i < 8; i++) {
        chained[i] ^= padded[last + i];
      }
      return tripleDes(Cipher.ENCRYPT_MODE, key, chained);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  /** Field 48 of a key exchange. */
  static String keyBlock(byte[] keyEncryptionKey, byte[] key) {
    String encrypted = CodecTest.hex(tripleDes(Cipher.ENCRYPT_MODE, keyEncryptionKey, key));
    String check = CodecTest.hex(tripleDes(Cipher.ENCRYPT_MODE, key, new byte[8]));
    return "D" + encrypted + check.substring(0, 6);
  }

  private static byte[] tripleDes(int mode, byte[] key, byte[] data) {
    try {
      byte[] three = Arrays.copyOf(key, 24);
      System.arraycopy(key, 0, three, 16, 8);
      Cipher cipher = Cipher.getInstance("DESede/ECB/NoPadding");
      cipher.init(mode, new SecretKeySpec(three, "DESede"));
      return cipher.doFinal(data);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }
}
