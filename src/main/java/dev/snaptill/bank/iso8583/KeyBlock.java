package dev.snaptill.bank.iso8583;

import java.security.MessageDigest;
import java.util.Arrays;
import javax.crypto.Cipher;

/**
 * A new MAC key on the wire: one character for the kind of key, the key encrypted in ECB mode under
 * the key-encryption key as 32 hexadecimal digits, and six of its check value. {@code D} is a
 * double-length DES key under a triple-DES key, {@code A} an AES-128 key under an AES key. The
 * check value is the first three bytes of a block of zeros encrypted under the new key.
 */
final class KeyBlock {
  /** Characters in the field. */
  static final int LENGTH = 1 + 32 + 6;

  private static final int CHECK_BYTES = 3;

  private KeyBlock() {}

  /** Why a key block was not taken, as ISO 8583 field 39 has it. */
  static final class Refused extends Exception {
    private static final long serialVersionUID = 1L;

    /** 30 for a block of the wrong form, 96 for a wrong check value. */
    final String code;

    Refused(String code, String why) {
      super(why, null, false, false);
      this.code = code;
    }
  }

  /** The key in a block. */
  static MacKey open(String block, MacAlgorithm algorithm, byte[] keyEncryptionKey) throws Refused {
    if (block.length() != LENGTH) {
      throw new Refused("30", "the key block has " + block.length() + " characters, not 39");
    }
    if (block.charAt(0) != algorithm.keyBlock) {
      throw new Refused("30", "the key block is not for a key of " + algorithm.text);
    }
    byte[] encrypted;
    byte[] check;
    try {
      encrypted = Hex.bytes(block.substring(1, 33), "key block");
      check = Hex.bytes(block.substring(33), "key block");
    } catch (MalformedMessage e) {
      throw new Refused("30", String.valueOf(e.getMessage()));
    }
    boolean des = algorithm.keyBlock == 'D';
    byte[] key =
        des
            ? Macs.run(
                Macs.block(Cipher.DECRYPT_MODE, "DESede", triple(keyEncryptionKey)), encrypted)
            : Macs.run(Macs.block(Cipher.DECRYPT_MODE, "AES", keyEncryptionKey), encrypted);
    byte[] zeros =
        des
            ? Macs.run(Macs.block(Cipher.ENCRYPT_MODE, "DESede", triple(key)), new byte[8])
            : Macs.run(Macs.block(Cipher.ENCRYPT_MODE, "AES", key), new byte[16]);
    if (!MessageDigest.isEqual(Arrays.copyOf(zeros, CHECK_BYTES), check)) {
      throw new Refused("96", "the new key's check value is wrong");
    }
    return new MacKey(algorithm, key);
  }

  /** Keys of two parts are used as three: the first again at the end. */
  private static byte[] triple(byte[] key) {
    if (key.length == 24) {
      return key;
    }
    byte[] out = Arrays.copyOf(key, 24);
    System.arraycopy(key, 0, out, 16, 8);
    return out;
  }
}
