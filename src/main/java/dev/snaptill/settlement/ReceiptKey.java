package dev.snaptill.settlement;

import dev.snaptill.store.Vault;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.interfaces.EdECPublicKey;
import java.security.spec.NamedParameterSpec;
import java.util.Arrays;
import java.util.Base64;

/**
 * One Ed25519 key (RFC 8032) that signs receipts. It is derived from the master key by its number,
 * so that every node has it and a backup of the master key is one of this too.
 */
public final class ReceiptKey {
  private static final int BYTES = 32;

  private final int number;
  private final PrivateKey secret;
  private final PublicKey open;

  private ReceiptKey(int number, KeyPair pair) {
    this.number = number;
    this.secret = pair.getPrivate();
    this.open = pair.getPublic();
  }

  static ReceiptKey derive(Vault vault, int number) {
    return fromSeed(number, vault.index("receipt-signing", String.valueOf(number)));
  }

  static ReceiptKey fromSeed(int number, byte[] seed) {
    if (seed.length != BYTES) {
      throw new IllegalArgumentException("a seed has 32 bytes");
    }
    try {
      KeyPairGenerator pairs = KeyPairGenerator.getInstance("Ed25519");
      // the JDK gives the public key of a private one no other way
      pairs.initialize(NamedParameterSpec.ED25519, new Fixed(seed));
      return new ReceiptKey(number, pairs.generateKeyPair());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Ed25519 is not available", e);
    }
  }

  /** Goes into the token as {@code kid}. */
  public int number() {
    return number;
  }

  /** The public key as JWKS have it (RFC 8037): 32 bytes, base64url. */
  public String x() {
    EdECPublicKey key = (EdECPublicKey) open;
    BigInteger y = key.getPoint().getY();
    byte[] little = new byte[BYTES];
    byte[] big = y.toByteArray();
    for (int i = 0; i < Math.min(BYTES, big.length); i++) {
      little[i] = big[big.length - 1 - i];
    }
    if (key.getPoint().isXOdd()) {
      little[BYTES - 1] |= (byte) 0x80;
    }
    return Base64.getUrlEncoder().withoutPadding().encodeToString(little);
  }

  byte[] sign(byte[] text) {
    try {
      Signature signature = Signature.getInstance("Ed25519");
      signature.initSign(secret);
      signature.update(text);
      return signature.sign();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Ed25519 is not available", e);
    }
  }

  boolean verifies(byte[] text, byte[] signed) {
    try {
      Signature signature = Signature.getInstance("Ed25519");
      signature.initVerify(open);
      signature.update(text);
      return signature.verify(signed);
    } catch (GeneralSecurityException notOne) {
      return false;
    }
  }

  /** Gives out a seed where randomness is asked for. */
  private static final class Fixed extends SecureRandom {
    private static final long serialVersionUID = 1L;
    private final byte[] seed;

    Fixed(byte[] seed) {
      this.seed = seed.clone();
    }

    @Override
    public void nextBytes(byte[] bytes) {
      System.arraycopy(Arrays.copyOf(seed, bytes.length), 0, bytes, 0, bytes.length);
    }
  }
}
