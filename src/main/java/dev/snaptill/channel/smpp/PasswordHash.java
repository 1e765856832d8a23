package dev.snaptill.channel.smpp;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/**
 * A password as it stands in the configuration: PBKDF2 with HMAC-SHA-256 and a salt, written {@code
 * pbkdf2:iterations:salt:hash} with the last two in Base64.
 */
public record PasswordHash(int iterations, String salt, String hash) {
  private static final int ITERATIONS = 120_000;
  private static final int BITS = 256;
  private static final Pattern WRITTEN =
      Pattern.compile("pbkdf2:(\\d{4,7}):([A-Za-z0-9+/]{16,88}={0,2}):([A-Za-z0-9+/]{43}=)");

  /** Hashes a password under a salt of its own. Takes about a tenth of a second. */
  public static PasswordHash of(String password) {
    byte[] salt = new byte[16];
    new SecureRandom().nextBytes(salt);
    String text = Base64.getEncoder().encodeToString(salt);
    return new PasswordHash(ITERATIONS, text, derive(password, text, ITERATIONS));
  }

  /**
   * Reads what {@link #toString} wrote.
   *
   * @throws IllegalArgumentException if it isn't that
   */
  static PasswordHash parse(String text) {
    Matcher written = WRITTEN.matcher(text);
    if (!written.matches()) {
      throw new IllegalArgumentException("is not what 'snaptill hash-password' prints");
    }
    return new PasswordHash(Integer.parseInt(written.group(1)), written.group(2), written.group(3));
  }

  /** Whether it is the hash of a password. Takes as long as making it did. */
  boolean fits(String password) {
    return MessageDigest.isEqual(
        Base64.getDecoder().decode(derive(password, salt, iterations)),
        Base64.getDecoder().decode(hash));
  }

  private static String derive(String password, String salt, int iterations) {
    try {
      PBEKeySpec spec =
          new PBEKeySpec(
              password.toCharArray(), Base64.getDecoder().decode(salt), iterations, BITS);
      return Base64.getEncoder()
          .encodeToString(
              SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
                  .generateSecret(spec)
                  .getEncoded());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("PBKDF2 is not available", e);
    }
  }

  @Override
  public String toString() {
    return "pbkdf2:" + iterations + ":" + salt + ":" + hash;
  }
}
