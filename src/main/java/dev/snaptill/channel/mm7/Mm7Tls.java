package dev.snaptill.channel.mm7;

import dev.snaptill.config.Settings;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * TLS on one side of MM7; all files are PEM.
 *
 * @param on whether the listener speaks TLS; to an MMSC its URL decides
 * @param trustFile who may have signed the other side's certificate; null for whom Java trusts (to
 *     an MMSC), or for nobody (at the listener, which then asks for no certificate)
 * @param certificateFile our own certificate with its chain, or null
 * @param keyFile its private key (PKCS 8)
 * @param verifyHost whether an MMSC's certificate must name the host in its URL
 */
public record Mm7Tls(
    boolean on,
    @Nullable String trustFile,
    @Nullable String certificateFile,
    @Nullable String keyFile,
    boolean verifyHost) {

  static Mm7Tls listener(Settings s) {
    Mm7Tls tls = read(s, s.flag("on", false), true);
    if (tls.on() && tls.certificateFile() == null) {
      s.error("certificate_file", "is missing: TLS cannot be spoken without");
    }
    return tls;
  }

  static Mm7Tls toMmsc(Settings s) {
    return read(s, true, s.flag("verify_host", true));
  }

  private static Mm7Tls read(Settings s, boolean on, boolean verify) {
    String trust = file(s, "trust_file");
    String certificate = file(s, "certificate_file");
    String key = file(s, "key_file");
    if ((certificate == null) != (key == null)) {
      s.error("certificate_file", "and key_file belong together: give both or none");
    }
    return new Mm7Tls(on, trust, certificate, key, verify);
  }

  private static @Nullable String file(Settings s, String key) {
    String path = s.textOrNull(key);
    if (path != null && !Files.isReadable(Path.of(path))) {
      s.error(key, "'" + path + "' cannot be read");
    }
    return path;
  }
}
