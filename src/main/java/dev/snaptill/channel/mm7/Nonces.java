package dev.snaptill.channel.mm7;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * The nonces of our Digest challenges: signed times, so that none need be kept until it is used.
 * Each use counts up (nc); a count that was seen before, or is far behind, is a repeat. Used on one
 * event loop.
 */
final class Nonces {
  private static final Duration LIFE = Duration.ofMinutes(5);
  private static final int WINDOW = 64;
  private static final int MOST_KEPT = 1_000;

  /** What a nonce is worth. */
  enum Worth {
    GOOD,
    /** Ours, but too old: the peer may try again with a new one without asking anybody. */
    STALE,
    BAD
  }

  private static final class Seen {
    private long highest;
    private long mask;
  }

  private final Clock clock;
  private final byte[] key = new byte[32];
  private final SecureRandom random = new SecureRandom();
  private final Map<String, Seen> seen =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Seen> eldest) {
          return size() > MOST_KEPT;
        }
      };

  Nonces(Clock clock) {
    this.clock = clock;
    random.nextBytes(key);
  }

  String next() {
    byte[] salt = new byte[8];
    random.nextBytes(salt);
    String body = Long.toHexString(clock.millis()) + "-" + HexFormat.of().formatHex(salt);
    return body + "-" + sign(body);
  }

  /**
   * @param count nc as written, 8 hexadecimal digits; null from a peer that doesn't count (RFC
   *     2069)
   */
  Worth check(String nonce, @Nullable String count) {
    int end = nonce.lastIndexOf('-');
    if (nonce.length() > 120
        || end < 0
        || !sign(nonce.substring(0, end)).equals(nonce.substring(end + 1))) {
      return Worth.BAD;
    }
    long made = Long.parseLong(nonce.substring(0, nonce.indexOf('-')), 16);
    if (clock.millis() - made > LIFE.toMillis()) {
      return Worth.STALE;
    }
    if (count == null) {
      return Worth.GOOD;
    }
    if (!count.matches("[0-9A-Fa-f]{8}")) {
      return Worth.BAD;
    }
    return isNew(nonce, Long.parseLong(count, 16)) ? Worth.GOOD : Worth.STALE;
  }

  /** Requests under way together may come in any order. */
  private boolean isNew(String nonce, long count) {
    Seen s = seen.computeIfAbsent(nonce, n -> new Seen());
    if (count > s.highest) {
      long ahead = count - s.highest;
      s.mask = ahead >= WINDOW ? 1 : (s.mask << ahead) | 1;
      s.highest = count;
      return true;
    }
    long behind = s.highest - count;
    if (behind >= WINDOW || (s.mask & (1L << behind)) != 0) {
      return false;
    }
    s.mask |= 1L << behind;
    return true;
  }

  private String sign(String body) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      byte[] full = mac.doFinal(body.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(full, 0, 16);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
