package dev.snaptill.channel.mm7;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** HTTP Digest (RFC 7616, and RFC 2617 as older MMSCs speak it): what both sides compute. */
final class HttpDigest {
  static final int MAX_HEADER = 4_000;
  private static final int MAX_PARAMETERS = 30;
  private static final Pattern PARAMETER =
      Pattern.compile("([A-Za-z0-9_*-]{1,40})\\s*=\\s*(?:\"((?:[^\"\\\\]|\\\\.)*)\"|([^\\s,\"]+))");

  private HttpDigest() {}

  /** The parameters of a header of the scheme Digest by lower-case name; empty if it is none. */
  static Map<String, String> parameters(@Nullable String header) {
    Map<String, String> found = new LinkedHashMap<>();
    if (header == null
        || header.length() > MAX_HEADER
        || !header.stripLeading().regionMatches(true, 0, "Digest ", 0, 7)) {
      return found;
    }
    Matcher matcher = PARAMETER.matcher(header.stripLeading().substring(7));
    while (matcher.find() && found.size() < MAX_PARAMETERS) {
      String quoted = matcher.group(2);
      String value = quoted == null ? matcher.group(3) : quoted.replaceAll("\\\\(.)", "$1");
      found.putIfAbsent(matcher.group(1).toLowerCase(Locale.ROOT), value);
    }
    return found;
  }

  /** Whether we can compute with the algorithm a header names; none named is MD5. */
  static boolean knows(@Nullable String algorithm) {
    return javaName(algorithm) != null;
  }

  private static @Nullable String javaName(@Nullable String algorithm) {
    String name = algorithm == null ? "MD5" : algorithm.toUpperCase(Locale.ROOT);
    return switch (name) {
      case "MD5" -> "MD5";
      case "SHA-256" -> "SHA-256";
      default -> null;
    };
  }

  /**
   * The response to a challenge (RFC 7616 §3.4.1).
   *
   * @param p realm, nonce and algorithm of the challenge; qop, nc and cnonce where qop is in use
   * @param uri as it stands in the header
   */
  static String response(
      Map<String, String> p, String method, String uri, String username, String password) {
    String algorithm = p.get("algorithm");
    String one = hash(algorithm, username + ":" + p.getOrDefault("realm", "") + ":" + password);
    String two = hash(algorithm, method + ":" + uri);
    String nonce = p.getOrDefault("nonce", "");
    String qop = p.get("qop");
    return hash(
        algorithm,
        qop == null
            ? one + ":" + nonce + ":" + two
            : String.join(
                ":", one, nonce, p.getOrDefault("nc", ""), p.getOrDefault("cnonce", ""), qop, two));
  }

  static String hash(@Nullable String algorithm, String text) {
    String name = javaName(algorithm);
    try {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      return HexFormat.of()
          .formatHex(MessageDigest.getInstance(name == null ? "MD5" : name).digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
