package dev.snaptill.channel.mm7;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * Tells an MMSC from a stranger: by its address, by Basic credentials (RFC 7617), or by both where
 * both are configured.
 */
final class MmscAuthenticator {
  private final MmscConfig mmsc;

  MmscAuthenticator(MmscConfig mmsc) {
    this.mmsc = mmsc;
  }

  /**
   * @param peer the literal address it connects from
   * @param authorization the HTTP header, or null
   */
  boolean allows(String peer, @Nullable String authorization) {
    String username = mmsc.inboundUsername();
    if (mmsc.addresses().isEmpty() && username == null) {
      return false;
    }
    boolean known = mmsc.addresses().isEmpty() || mmsc.addresses().holds(peer);
    return known && (username == null || presents(authorization, username));
  }

  private boolean presents(@Nullable String authorization, String username) {
    if (authorization == null || !authorization.regionMatches(true, 0, "Basic ", 0, 6)) {
      return false;
    }
    try {
      byte[] given = Base64.getDecoder().decode(authorization.substring(6).strip());
      return MessageDigest.isEqual(given, bytes(username + ":" + mmsc.inboundPassword()));
    } catch (IllegalArgumentException notBase64) {
      return false;
    }
  }

  /** The challenge that goes with a 401. */
  String challenge() {
    return "Basic realm=\"snaptill-" + mmsc.name() + "\", charset=\"UTF-8\"";
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
