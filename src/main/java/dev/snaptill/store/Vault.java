package dev.snaptill.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Keeps what must not be read in the database files: seals texts and numbers with AES-256-GCM and
 * makes keyed hashes by which they can be looked up. One key per purpose, derived from the master
 * key (HKDF, RFC 5869, expand step).
 */
public final class Vault {
  private static final byte VERSION = 1;
  private static final int NONCE = 12;
  private static final int TAG_BITS = 128;

  /** Looking an algorithm up costs more than a text's worth of it; init starts it afresh. */
  private static final ThreadLocal<Cipher> CIPHERS = ThreadLocal.withInitial(Vault::cipher);

  private final SecureRandom random = new SecureRandom();
  private final SecretKeySpec master;
  private final SecretKeySpec sealing;

  /**
   * @param master 32 bytes
   */
  public Vault(byte[] master) {
    if (master.length != 32) {
      throw new IllegalArgumentException("the master key has " + master.length + " bytes, not 32");
    }
    this.master = new SecretKeySpec(master.clone(), "HmacSHA256");
    this.sealing = new SecretKeySpec(hmac(this.master, "seal\u0001"), "AES");
  }

  /** Reads the master key, 64 hexadecimal digits, or creates the file, readable by its owner. */
  public static Vault fromFile(Path file) {
    try {
      if (!Files.exists(file)) {
        byte[] key = new byte[32];
        new SecureRandom().nextBytes(key);
        Path parent = file.toAbsolutePath().getParent();
        if (parent != null) {
          Files.createDirectories(parent);
        }
        Files.createFile(
            file,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(file, HexFormat.of().formatHex(key) + "\n", StandardOpenOption.SYNC);
      }
      return new Vault(HexFormat.of().parseHex(Files.readString(file).strip()));
    } catch (IOException | IllegalArgumentException e) {
      throw new IllegalStateException(
          file + ": is not a readable master key of 64 hexadecimal digits: " + e.getMessage(), e);
    }
  }

  /** A keyed hash of 32 bytes for looking something up, or for deriving something from it. */
  public byte[] index(String purpose, String text) {
    return hmac(key(purpose), text);
  }

  /** A function that hashes for one purpose; the purpose's key is derived once. */
  public java.util.function.Function<String, byte[]> indexer(String purpose) {
    SecretKeySpec key = key(purpose);
    // looking the algorithm up and keying it anew for each text costs more than hashing it
    ThreadLocal<Mac> macs = ThreadLocal.withInitial(() -> mac(key));
    return text -> macs.get().doFinal(text.getBytes(StandardCharsets.UTF_8));
  }

  private SecretKeySpec key(String purpose) {
    return new SecretKeySpec(hmac(master, purpose + "\u0001"), "HmacSHA256");
  }

  public byte[] seal(String text) {
    return seal(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Version byte, 12 bytes of nonce, then ciphertext and tag. */
  public byte[] seal(byte[] plain) {
    byte[] nonce = new byte[NONCE];
    random.nextBytes(nonce);
    try {
      Cipher cipher = CIPHERS.get();
      cipher.init(Cipher.ENCRYPT_MODE, sealing, new GCMParameterSpec(TAG_BITS, nonce));
      byte[] secret = cipher.doFinal(plain);
      return ByteBuffer.allocate(1 + NONCE + secret.length)
          .put(VERSION)
          .put(nonce)
          .put(secret)
          .array();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("AES-GCM is not available", e);
    }
  }

  public String openText(byte[] sealed) {
    return new String(open(sealed), StandardCharsets.UTF_8);
  }

  /**
   * Opens what {@link #seal} made.
   *
   * @throws IllegalStateException if it was altered or sealed under another key
   */
  public byte[] open(byte[] sealed) {
    try {
      if (sealed.length < 1 + NONCE + TAG_BITS / 8 || sealed[0] != VERSION) {
        throw new IllegalStateException("not sealed by this program");
      }
      Cipher cipher = CIPHERS.get();
      cipher.init(
          Cipher.DECRYPT_MODE,
          sealing,
          new GCMParameterSpec(TAG_BITS, Arrays.copyOfRange(sealed, 1, 1 + NONCE)));
      return cipher.doFinal(sealed, 1 + NONCE, sealed.length - 1 - NONCE);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("altered, or sealed under another key", e);
    }
  }

  private static byte[] hmac(SecretKeySpec key, String text) {
    return mac(key).doFinal(text.getBytes(StandardCharsets.UTF_8));
  }

  private static Cipher cipher() {
    try {
      return Cipher.getInstance("AES/GCM/NoPadding");
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("AES-GCM is not available", e);
    }
  }

  private static Mac mac(SecretKeySpec key) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(key);
      return mac;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("HMAC-SHA-256 is not available", e);
    }
  }
}
