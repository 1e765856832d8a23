package dev.snaptill.bank.iso8583;

import dev.snaptill.config.Settings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * TLS to a bank's front-end; all files are PEM.
 *
 * @param trustFile who may have signed the bank's certificate; null for whom Java trusts
 * @param certificateFile our own certificate with its chain; null if the bank asks for none
 * @param keyFile its private key (PKCS 8)
 * @param verifyHost whether the bank's certificate must name the host we connect to
 */
public record TlsConfig(
    @Nullable String trustFile,
    @Nullable String certificateFile,
    @Nullable String keyFile,
    boolean verifyHost) {

  static Optional<TlsConfig> from(Settings s) {
    boolean on = s.flag("on", false);
    String trust = file(s, "trust_file");
    String certificate = file(s, "certificate_file");
    String key = file(s, "key_file");
    boolean verify = s.flag("verify_host", true);
    if ((certificate == null) != (key == null)) {
      s.error("certificate_file", "and key_file belong together: give both or none");
    }
    return on ? Optional.of(new TlsConfig(trust, certificate, key, verify)) : Optional.empty();
  }

  private static @Nullable String file(Settings s, String key) {
    String path = s.textOrNull(key);
    if (path != null && !Files.isReadable(Path.of(path))) {
      s.error(key, "'" + path + "' cannot be read");
    }
    return path;
  }
}
