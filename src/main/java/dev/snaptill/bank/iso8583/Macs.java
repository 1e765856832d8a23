package dev.snaptill.bank.iso8583;

import dev.snaptill.bank.iso8583.MacKey.Mac;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** The MAC algorithms on top of the JDK's block ciphers. */
final class Macs {
  private static final int DES_BLOCK = 8;
  private static final int AES_BLOCK = 16;

  /** SP 800-38B §5.3: the constant for blocks of 128 bits. */
  private static final byte R128 = (byte) 0x87;

  private Macs() {}

  /** DES-CBC under the left half, then the last block decrypted and encrypted once more. */
  static Mac x919(byte[] key) {
    byte[] left = Arrays.copyOfRange(key, 0, 8);
    byte[] right = Arrays.copyOfRange(key, 8, 16);
    Mac chain = cbcMac(left);
    Cipher decrypt = block(Cipher.DECRYPT_MODE, "DES", right);
    Cipher encrypt = block(Cipher.ENCRYPT_MODE, "DES", left);
    return data -> run(encrypt, run(decrypt, chain.of(data)));
  }

  static Mac cbcMac(byte[] key) {
    Cipher chain = chain("DES", Arrays.copyOf(key, 8), DES_BLOCK);
    return data -> {
      int blocks = Math.max(1, (data.length + DES_BLOCK - 1) / DES_BLOCK);
      return last(run(chain, Arrays.copyOf(data, blocks * DES_BLOCK)), DES_BLOCK);
    };
  }

  /** SP 800-38B §6: all sixteen bytes. */
  static Mac cmacAes(byte[] key) {
    Cipher chain = chain("AES", key, AES_BLOCK);
    byte[] k1 = doubled(run(block(Cipher.ENCRYPT_MODE, "AES", key), new byte[AES_BLOCK]));
    byte[] k2 = doubled(k1);
    return data -> {
      int blocks = Math.max(1, (data.length + AES_BLOCK - 1) / AES_BLOCK);
      byte[] padded = Arrays.copyOf(data, blocks * AES_BLOCK);
      boolean whole = padded.length == data.length;
      if (!whole) {
        padded[data.length] = (byte) 0x80;
      }
      byte[] mask = whole ? k1 : k2;
      for (int i = 0; i < AES_BLOCK; i++) {
        padded[padded.length - AES_BLOCK + i] ^= mask[i];
      }
      return last(run(chain, padded), AES_BLOCK);
    };
  }

  /** Multiplication by x in GF(2^128). */
  private static byte[] doubled(byte[] in) {
    byte[] out = new byte[AES_BLOCK];
    int carry = 0;
    for (int i = AES_BLOCK - 1; i >= 0; i--) {
      int shifted = (in[i] & 0xff) << 1 | carry;
      out[i] = (byte) shifted;
      carry = shifted >>> 8;
    }
    if (carry != 0) {
      out[AES_BLOCK - 1] ^= R128;
    }
    return out;
  }

  private static byte[] last(byte[] in, int block) {
    return Arrays.copyOfRange(in, in.length - block, in.length);
  }

  private static Cipher chain(String algorithm, byte[] key, int block) {
    try {
      Cipher out = Cipher.getInstance(algorithm + "/CBC/NoPadding");
      out.init(
          Cipher.ENCRYPT_MODE,
          new SecretKeySpec(key, algorithm),
          new IvParameterSpec(new byte[block]));
      return out;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java has no " + algorithm, e);
    }
  }

  /** Single blocks under a key: 8 or 24 bytes of DES, 16, 24 or 32 of AES. */
  static Cipher block(int mode, String algorithm, byte[] key) {
    try {
      Cipher out = Cipher.getInstance(algorithm + "/ECB/NoPadding");
      out.init(mode, new SecretKeySpec(key, algorithm));
      return out;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java has no " + algorithm, e);
    }
  }

  /** After doFinal a cipher is as it was initialised. */
  static byte[] run(Cipher cipher, byte[] in) {
    try {
      return cipher.doFinal(in);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("whole blocks can always be ciphered", e);
    }
  }
}
