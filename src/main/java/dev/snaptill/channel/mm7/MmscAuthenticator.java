package dev.snaptill.channel.mm7;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;
import org.jspecify.annotations.Nullable;

/**
 * Tells an MMSC from a stranger: by its address, by its certificate, by Basic (RFC 7617) or Digest
 * credentials (RFC 7616); by all of those that are configured.
 */
final class MmscAuthenticator {
  private static final String REALM = "snaptill-";

  private final MmscConfig mmsc;
  private final Nonces nonces;

  MmscAuthenticator(MmscConfig mmsc, Nonces nonces) {
    this.mmsc = mmsc;
    this.nonces = nonces;
  }

  /** What is known of who posts. */
  sealed interface Verdict {
    record Known() implements Verdict {}

    /**
     * @param challenges the WWW-Authenticate headers; none where credentials wouldn't help
     */
    record Stranger(List<String> challenges) implements Verdict {}
  }

  /**
   * @param peer the literal address it connects from
   * @param certificate what it showed in TLS and we trust, or null
   * @param uri path and query of the request
   * @param authorization the HTTP header, or null
   */
  Verdict judge(
      String peer,
      @Nullable X509Certificate certificate,
      String method,
      String uri,
      @Nullable String authorization) {
    String username = mmsc.inboundUsername();
    String wanted = mmsc.certificate();
    boolean anything = username != null || wanted != null || !mmsc.addresses().isEmpty();
    boolean place = mmsc.addresses().isEmpty() || mmsc.addresses().holds(peer);
    boolean shown = wanted == null || (certificate != null && isNamed(certificate, wanted));
    if (!anything || !place || !shown) {
      return new Verdict.Stranger(challenges(false));
    }
    if (username == null) {
      return new Verdict.Known();
    }
    HttpAuth how = mmsc.inboundAuthentication();
    if (how != HttpAuth.DIGEST && basic(authorization, username)) {
      return new Verdict.Known();
    }
    Map<String, String> digest =
        how == HttpAuth.BASIC ? Map.of() : HttpDigest.parameters(authorization);
    if (digest.isEmpty()) {
      return new Verdict.Stranger(challenges(false));
    }
    return digest(digest, method, uri, username);
  }

  private boolean basic(@Nullable String authorization, String username) {
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

  private Verdict digest(Map<String, String> p, String method, String uri, String username) {
    String qop = p.get("qop");
    boolean sound =
        username.equals(p.get("username"))
            && realm().equals(p.get("realm"))
            && isSame(p.getOrDefault("uri", ""), uri)
            && (qop == null || qop.equalsIgnoreCase("auth"))
            && HttpDigest.knows(p.get("algorithm"));
    if (!sound) {
      return new Verdict.Stranger(challenges(false));
    }
    String right =
        HttpDigest.response(
            p, method, p.getOrDefault("uri", ""), username, String.valueOf(mmsc.inboundPassword()));
    if (!MessageDigest.isEqual(bytes(right), bytes(p.getOrDefault("response", "")))) {
      return new Verdict.Stranger(challenges(false));
    }
    // counted only for who knows the password
    Nonces.Worth worth =
        nonces.check(p.getOrDefault("nonce", ""), qop == null ? null : p.get("nc"));
    return worth == Nonces.Worth.GOOD
        ? new Verdict.Known()
        : new Verdict.Stranger(challenges(worth == Nonces.Worth.STALE));
  }

  /** Some write the whole URL, as their request line had it before a proxy. */
  private static boolean isSame(String written, String uri) {
    return written.equals(uri)
        || (written.matches("(?i)https?://.*")
            && written.endsWith(uri)
            && written.indexOf('/', 8) == written.length() - uri.length());
  }

  /** The challenges that go with a 401, the strongest first. */
  List<String> challenges(boolean stale) {
    List<String> all = new ArrayList<>();
    if (mmsc.inboundUsername() == null) {
      return List.of("Basic realm=\"" + realm() + "\", charset=\"UTF-8\"");
    }
    if (mmsc.inboundAuthentication() != HttpAuth.BASIC) {
      for (String algorithm : List.of("SHA-256", "MD5")) {
        all.add(
            "Digest realm=\""
                + realm()
                + "\", qop=\"auth\", algorithm="
                + algorithm
                + ", nonce=\""
                + nonces.next()
                + "\""
                + (stale ? ", stale=true" : ""));
      }
    }
    if (mmsc.inboundAuthentication() != HttpAuth.DIGEST) {
      all.add("Basic realm=\"" + realm() + "\", charset=\"UTF-8\"");
    }
    return all;
  }

  private String realm() {
    return REALM + mmsc.name();
  }

  /** By its common name, or by the SHA-256 of the certificate in hexadecimal. */
  private static boolean isNamed(X509Certificate certificate, String wanted) {
    try {
      if (wanted.matches("[0-9A-Fa-f:]{64,95}")) {
        byte[] hash = MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded());
        return HexFormat.of().formatHex(hash).equalsIgnoreCase(wanted.replace(":", ""));
      }
      for (Rdn rdn : new LdapName(certificate.getSubjectX500Principal().getName()).getRdns()) {
        if (rdn.getType().equalsIgnoreCase("CN") && wanted.equals(rdn.getValue())) {
          return true;
        }
      }
      return false;
    } catch (NoSuchAlgorithmException | CertificateEncodingException | InvalidNameException e) {
      return false;
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
