package dev.snaptill.channel.smpp;

import dev.snaptill.config.Settings;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/**
 * TLS to a carrier; the files are PEM and have been read. Two are equal if they were read from
 * files of equal content: a reload leaves such a carrier's binds alone.
 *
 * @param context whom we trust, and our own certificate if the carrier asks for one
 * @param verifyHost whether the carrier's certificate must name the host we connect to
 * @param fingerprint of what was read
 */
public record TlsConfig(SSLContext context, boolean verifyHost, String fingerprint) {
  private static final Pattern KEY =
      Pattern.compile("-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----");
  private static final char[] NO_PASSWORD = {};

  static Optional<TlsConfig> from(Settings s) {
    boolean on = s.flag("on", false);
    String trust = s.textOrNull("trust_file");
    String certificate = s.textOrNull("certificate_file");
    String key = s.textOrNull("key_file");
    boolean verify = s.flag("verify_host", true);
    if ((certificate == null) != (key == null)) {
      s.error("certificate_file", "and key_file belong together: give both or none");
      return Optional.empty();
    }
    if (!on) {
      return Optional.empty();
    }
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(ours(s, certificate, key), trusted(s, trust), null);
      return Optional.of(new TlsConfig(context, verify, fingerprint(trust, certificate, key)));
    } catch (GeneralSecurityException | IOException e) {
      s.error("on", "TLS can't be had: " + e.getMessage());
      return Optional.empty();
    }
  }

  private static String fingerprint(@Nullable String... files)
      throws GeneralSecurityException, IOException {
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    for (String file : files) {
      byte[] content = file == null ? new byte[0] : Files.readAllBytes(Path.of(file));
      digest.update(ByteBuffer.allocate(4).putInt(content.length).array());
      digest.update(content);
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof TlsConfig tls
        && tls.verifyHost == verifyHost
        && tls.fingerprint.equals(fingerprint);
  }

  @Override
  public int hashCode() {
    return fingerprint.hashCode();
  }

  @Override
  public String toString() {
    return "TlsConfig[verifyHost=" + verifyHost + "]";
  }

  private static TrustManager @Nullable [] trusted(Settings s, @Nullable String file)
      throws GeneralSecurityException, IOException {
    if (file == null) {
      return null; // whom Java trusts
    }
    KeyStore store = empty();
    int n = 0;
    for (Certificate certificate : certificates(s, "trust_file", file)) {
      store.setCertificateEntry("ca" + n++, certificate);
    }
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    return factory.getTrustManagers();
  }

  private static KeyManager @Nullable [] ours(
      Settings s, @Nullable String certificate, @Nullable String key)
      throws GeneralSecurityException, IOException {
    if (certificate == null || key == null) {
      return null;
    }
    List<Certificate> chain = certificates(s, "certificate_file", certificate);
    PrivateKey secret = key(s, key);
    if (chain.isEmpty() || secret == null) {
      return null; // told already
    }
    KeyStore store = empty();
    store.setKeyEntry("us", secret, NO_PASSWORD, chain.toArray(Certificate[]::new));
    KeyManagerFactory factory =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    factory.init(store, NO_PASSWORD);
    return factory.getKeyManagers();
  }

  private static KeyStore empty() throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    return store;
  }

  private static List<Certificate> certificates(Settings s, String key, String file) {
    try (InputStream in = Files.newInputStream(Path.of(file))) {
      Collection<? extends Certificate> read =
          CertificateFactory.getInstance("X.509").generateCertificates(in);
      if (read.isEmpty()) {
        s.error(key, "'" + file + "' holds no certificate");
      }
      return List.copyOf(read);
    } catch (IOException e) {
      s.error(key, "'" + file + "' cannot be read");
    } catch (GeneralSecurityException e) {
      s.error(key, "'" + file + "' is not a file of PEM certificates");
    }
    return List.of();
  }

  private static @Nullable PrivateKey key(Settings s, String file) throws GeneralSecurityException {
    String text;
    try {
      text = Files.readString(Path.of(file), StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      s.error("key_file", "'" + file + "' cannot be read");
      return null;
    }
    Matcher pem = KEY.matcher(text);
    if (pem.find()) {
      byte[] der = Base64.getMimeDecoder().decode(pem.group(1));
      for (String algorithm : List.of("RSA", "EC", "EdDSA")) {
        try {
          return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(der));
        } catch (InvalidKeySpecException e) {
          // of another kind
        }
      }
    }
    s.error("key_file", "'" + file + "' is not a PEM private key (PKCS 8, without a password)");
    return null;
  }
}
