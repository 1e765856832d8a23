package dev.snaptill.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Keeps what must not be read in the database files: seals texts and numbers with AES-256-GCM and
 * makes keyed hashes by which they can be looked up. One key per purpose, derived from a master key
 * (HKDF, RFC 5869, expand step). What is sealed begins with the number of its key, so that several
 * can be in use: the newest seals, all open. The index key never changes, as voucher codes and what
 * is known by its hash for ever hang on it.
 */
public final class Vault {
  private static final int NONCE = 12;
  private static final int TAG_BITS = 128;

  /** Looking an algorithm up costs more than a text's worth of it; init starts it afresh. */
  private static final ThreadLocal<Cipher> CIPHERS = ThreadLocal.withInitial(Vault::cipher);

  private final SecureRandom random = new SecureRandom();
  private final SecretKeySpec master;
  private final @Nullable Path file;
  private volatile Ring ring;

  /** The sealing keys in use. */
  private record Ring(MasterKeys keys, Map<Integer, SecretKeySpec> sealing, SecretKeySpec newest) {
    static Ring of(MasterKeys keys) {
      Map<Integer, SecretKeySpec> sealing = new HashMap<>();
      keys.sealing()
          .forEach(
              (number, key) ->
                  sealing.put(
                      number,
                      new SecretKeySpec(
                          hmac(new SecretKeySpec(key, "HmacSHA256"), "seal\u0001"), "AES")));
      return new Ring(keys, sealing, java.util.Objects.requireNonNull(sealing.get(keys.newest())));
    }
  }

  /**
   * A vault of one key.
   *
   * @param master 32 bytes
   */
  public Vault(byte[] master) {
    this(checked(master), null);
  }

  private Vault(MasterKeys keys, @Nullable Path file) {
    this.master = new SecretKeySpec(keys.index(), "HmacSHA256");
    this.file = file;
    this.ring = Ring.of(keys);
  }

  private static MasterKeys checked(byte[] master) {
    if (master.length != 32) {
      throw new IllegalArgumentException("the master key has " + master.length + " bytes, not 32");
    }
    return MasterKeys.single(master);
  }

  /** Reads the master key file, or creates it, readable by its owner. */
  public static Vault fromFile(Path file) {
    try {
      if (!Files.exists(file)) {
        MasterKeys.draw().write(file);
      }
      return new Vault(MasterKeys.parse(Files.readString(file)), file);
    } catch (IOException | IllegalArgumentException e) {
      throw new IllegalStateException(
          file + ": is not a readable master key file: " + e.getMessage(), e);
    }
  }

  /** Numbers of the keys that open; the highest seals. */
  public SortedSet<Integer> keyNumbers() {
    return new TreeSet<>(ring.sealing().keySet());
  }

  /** Whether this was sealed with the key that seals now; also if there is nothing sealed. */
  public boolean current(byte[] sealed) {
    return sealed.length < 1 + NONCE || Byte.toUnsignedInt(sealed[0]) == ring.keys().newest();
  }

  /** Adds a key, which seals from now on, to the file. Blocking. */
  public synchronized int addKey() {
    return replace(ring.keys().more());
  }

  /** Takes every key but the newest out of the file: nothing they sealed opens again. Blocking. */
  public synchronized int retireOldKeys() {
    return replace(ring.keys().onlyNewest());
  }

  private int replace(MasterKeys keys) {
    Path kept = file;
    if (kept == null) {
      throw new IllegalStateException("this vault has no file");
    }
    try {
      keys.write(kept);
    } catch (IOException e) {
      throw new IllegalStateException(kept + ": cannot be written: " + e, e);
    }
    ring = Ring.of(keys);
    return keys.newest();
  }

  /**
   * What proves that a key is the one that was used before.
   *
   * @param number of a sealing key; 0 is the index key
   */
  byte[] check(int number) {
    if (number == 0) {
      return index("vault-check", "index");
    }
    SecretKeySpec key = ring.sealing().get(number);
    if (key == null) {
      throw new IllegalArgumentException("no key " + number);
    }
    return hmac(new SecretKeySpec(key.getEncoded(), "HmacSHA256"), "check");
  }

  private SecretKeySpec opening(int number) {
    SecretKeySpec key = ring.sealing().get(number);
    if (key == null) {
      // another node may have added one to the file meanwhile
      reread();
      key = ring.sealing().get(number);
    }
    if (key == null) {
      throw new IllegalStateException(
          "sealed under key " + number + ", which the master key file does not have");
    }
    return key;
  }

  private synchronized void reread() {
    if (file != null) {
      try {
        ring = Ring.of(MasterKeys.parse(Files.readString(file)));
      } catch (IOException | IllegalArgumentException e) {
        throw new IllegalStateException(file + ": can no longer be read", e);
      }
    }
  }

  /** Number of the key that seals now. */
  public int newestKey() {
    return ring.keys().newest();
  }

  /**
   * A key of 32 bytes for one purpose, from the sealing key with this number (HKDF, expand step):
   * it goes when that key is retired.
   *
   * @throws IllegalStateException if there is no such key
   */
  public byte[] derive(int number, String purpose) {
    opening(number);
    byte[] key = java.util.Objects.requireNonNull(ring.keys().sealing().get(number));
    return hmac(new SecretKeySpec(key, "HmacSHA256"), purpose + "\u0001");
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

  /** The key's number, 12 bytes of nonce, then ciphertext and tag. */
  public byte[] seal(byte[] plain) {
    Ring now = ring;
    byte[] nonce = new byte[NONCE];
    random.nextBytes(nonce);
    try {
      Cipher cipher = CIPHERS.get();
      cipher.init(Cipher.ENCRYPT_MODE, now.newest(), new GCMParameterSpec(TAG_BITS, nonce));
      byte[] secret = cipher.doFinal(plain);
      return ByteBuffer.allocate(1 + NONCE + secret.length)
          .put((byte) now.keys().newest())
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
      if (sealed.length < 1 + NONCE + TAG_BITS / 8 || sealed[0] == 0) {
        throw new IllegalStateException("not sealed by this program");
      }
      Cipher cipher = CIPHERS.get();
      cipher.init(
          Cipher.DECRYPT_MODE,
          opening(Byte.toUnsignedInt(sealed[0])),
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
