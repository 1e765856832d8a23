package dev.snaptill.voucher;

import dev.snaptill.store.Vault;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.text.Normalizer;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/**
 * The typed code: 12 digits nobody can guess and 2 check digits (ISO 7064 MOD 97-10), so that a
 * slip of the finger costs neither a look-up nor one of the payer's tries.
 *
 * <p>The digits are a keyed hash of the voucher's random id, so the code itself is never stored and
 * can still be drawn again (ADR 0004).
 */
public final class VoucherCodes {
  private static final BigInteger TWELVE_DIGITS = BigInteger.TEN.pow(12);

  private final Function<String, byte[]> derive;
  private final Function<String, byte[]> index;
  private final Function<String, byte[]> ids;

  public VoucherCodes(Vault vault) {
    this.derive = vault.indexer("voucher-code");
    this.index = vault.indexer("voucher-code-key");
    this.ids = vault.indexer("voucher-id");
  }

  /** The 14 digits of a voucher. */
  public String code(long voucherId, int attempt) {
    byte[] hash = derive.apply(voucherId + "/" + attempt);
    String digits = String.format(Locale.ROOT, "%012d", new BigInteger(1, hash).mod(TWELVE_DIGITS));
    return digits + checkDigits(digits);
  }

  /** What a code is looked up by; the code itself is not stored. */
  public byte[] key(String code) {
    return index.apply(code);
  }

  /** A voucher id that is the same each time for the same request, and random to anyone else. */
  public long idFor(String request) {
    return ByteBuffer.wrap(ids.apply(request)).getLong() & Long.MAX_VALUE;
  }

  /** ISO 7064 MOD 97-10 check digits, two characters. */
  public static String checkDigits(String digits) {
    long rest = mod97(digits + "00");
    return String.format(Locale.ROOT, "%02d", 98 - rest);
  }

  /** Whether the last two digits check the ones before them. */
  public static boolean checks(String digits) {
    return digits.length() > 2 && mod97(digits) == 1;
  }

  private static long mod97(String digits) {
    long rest = 0;
    for (int i = 0; i < digits.length(); i++) {
      rest = (rest * 10 + (digits.charAt(i) - '0')) % 97;
    }
    return rest;
  }

  /** Of texts that are read for a code, in characters: some four short messages joined. */
  public static final int LONGEST = 512;

  /**
   * The 14 digits in what somebody typed or a picture said; empty if there aren't exactly 14. Any
   * script's digits count, blanks, dashes and dots don't.
   */
  public static Optional<String> normalise(String typed) {
    if (typed.length() > LONGEST) {
      return Optional.empty();
    }
    StringBuilder digits = new StringBuilder(14);
    int[] typedPoints = Normalizer.normalize(typed, Normalizer.Form.NFKC).codePoints().toArray();
    for (int c : typedPoints) {
      if (Character.isDigit(c)) {
        digits.append((char) ('0' + Character.digit(c, 10)));
      } else if (!isFiller(c)) {
        return Optional.empty();
      }
    }
    return digits.length() == 14 ? Optional.of(digits.toString()) : Optional.empty();
  }

  /** Phones turn hyphens into dashes and put invisible direction marks around copied numbers. */
  private static boolean isFiller(int c) {
    return Character.isWhitespace(c)
        || Character.isSpaceChar(c)
        || c == '.'
        || c == '_'
        || Character.getType(c) == Character.DASH_PUNCTUATION
        || Character.getType(c) == Character.FORMAT;
  }

  /** As shown to people: {@code 1234 5678 9012 34}. */
  public static String spaced(String code) {
    return code.replaceAll("(.{4})(?!$)", "$1 ");
  }
}
