package dev.snaptill.channel.mm7;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How we prove ourselves to one MMSC: Basic with each request, or Digest once it has challenged us.
 * A Digest challenge is taken up even where Basic is configured; the other way round never, since
 * Basic would show the password. Used on one event loop.
 */
final class HttpLogin {
  private final MmscConfig mmsc;
  private final SecureRandom random = new SecureRandom();
  private @Nullable Map<String, String> challenge;
  private int used;

  HttpLogin(MmscConfig mmsc) {
    this.mmsc = mmsc;
  }

  /** The Authorization header of the next request, or null for none yet. */
  @Nullable String header(String method, String uri) {
    String username = mmsc.username();
    String password = mmsc.password();
    if (username == null || password == null) {
      return null;
    }
    Map<String, String> now = challenge;
    if (now != null) {
      return digest(now, method, uri, username, password);
    }
    if (mmsc.authentication() == HttpAuth.DIGEST) {
      return null;
    }
    byte[] pair = (username + ":" + password).getBytes(StandardCharsets.UTF_8);
    return "Basic " + Base64.getEncoder().encodeToString(pair);
  }

  /**
   * Takes up what came with a 401.
   *
   * @param challenges the WWW-Authenticate headers, the MMSC's favourite first
   * @return whether the request should be sent again
   */
  boolean takeUp(List<String> challenges) {
    if (mmsc.username() == null) {
      return false;
    }
    for (String header : challenges) {
      Map<String, String> found = HttpDigest.parameters(header);
      if (found.containsKey("nonce")
          && HttpDigest.knows(found.get("algorithm"))
          && qopIsKnown(found.get("qop"))) {
        challenge = found;
        used = 0;
        return true;
      }
    }
    return false;
  }

  private static boolean qopIsKnown(@Nullable String offered) {
    return offered == null || Arrays.asList(offered.split("\\s*,\\s*")).contains("auth");
  }

  private String digest(
      Map<String, String> challenge, String method, String uri, String username, String password) {
    Map<String, String> p = new LinkedHashMap<>();
    for (String kept : List.of("realm", "nonce", "algorithm", "opaque")) {
      String value = challenge.get(kept);
      if (value != null) {
        p.put(kept, value);
      }
    }
    if (challenge.containsKey("qop")) {
      byte[] bytes = new byte[12];
      random.nextBytes(bytes);
      p.put("qop", "auth");
      p.put("nc", String.format("%08x", ++used));
      p.put("cnonce", HexFormat.of().formatHex(bytes));
    }
    String response = HttpDigest.response(p, method, uri, username, password);
    StringBuilder header = new StringBuilder("Digest username=" + quoted(username));
    p.forEach(
        (name, value) ->
            header
                .append(", ")
                .append(name)
                .append('=')
                .append(
                    name.equals("qop") || name.equals("nc") || name.equals("algorithm")
                        ? value
                        : quoted(value)));
    return header.append(", uri=" + quoted(uri) + ", response=\"" + response + "\"").toString();
  }

  private static String quoted(String value) {
    return "\"" + value.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
  }
}
