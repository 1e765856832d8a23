package dev.snaptill.simulator.bank;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/** What a bank needs to listen with TLS 1.2 or 1.3. */
public final class BankTls {
  private static final char[] IN_MEMORY = "in-memory".toCharArray();
  private final SSLContext context;
  private final boolean clientCertificate;

  private BankTls(SSLContext context, boolean clientCertificate) {
    this.context = context;
    this.clientCertificate = clientCertificate;
  }

  /**
   * From PEM files.
   *
   * @param certificates the bank's certificate, then those between it and the root
   * @param key its private key, PKCS #8, not encrypted, RSA or EC
   * @param clientRoots whose clients are let in; null lets in any, without a certificate
   * @throws IOException also for files that hold something else
   */
  public static BankTls pem(Path certificates, Path key, @Nullable Path clientRoots)
      throws IOException {
    try {
      KeyStore store = empty();
      store.setKeyEntry(
          "bank", privateKey(key), IN_MEMORY, read(certificates).toArray(new Certificate[0]));
      return of(store, IN_MEMORY, clientRoots);
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw new IOException(certificates + ", " + key + ": " + e.getMessage(), e);
    }
  }

  /** As {@link #pem}, from a PKCS #12 file. */
  public static BankTls pkcs12(Path file, String password, @Nullable Path clientRoots)
      throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(in, password.toCharArray());
      return of(store, password.toCharArray(), clientRoots);
    } catch (GeneralSecurityException e) {
      throw new IOException(file + ": " + e.getMessage(), e);
    }
  }

  private static BankTls of(KeyStore own, char[] password, @Nullable Path clientRoots)
      throws GeneralSecurityException, IOException {
    KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
    keys.init(own, password);
    TrustManager @Nullable [] trust = null;
    if (clientRoots != null) {
      KeyStore roots = empty();
      int number = 0;
      for (Certificate root : read(clientRoots)) {
        roots.setCertificateEntry("root" + number++, root);
      }
      TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
      factory.init(roots);
      trust = factory.getTrustManagers();
    }
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), trust, null);
    return new BankTls(context, clientRoots != null);
  }

  private static KeyStore empty() throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    return store;
  }

  private static List<Certificate> read(Path pem) throws GeneralSecurityException, IOException {
    List<Certificate> certificates =
        List.copyOf(
            CertificateFactory.getInstance("X.509")
                .generateCertificates(new ByteArrayInputStream(Files.readAllBytes(pem))));
    if (certificates.isEmpty()) {
      throw new IOException(pem + " holds no certificate");
    }
    return certificates;
  }

  private static PrivateKey privateKey(Path pem) throws GeneralSecurityException, IOException {
    String text = Files.readString(pem, StandardCharsets.ISO_8859_1);
    int from = text.indexOf("-----BEGIN PRIVATE KEY-----");
    int to = text.indexOf("-----END PRIVATE KEY-----");
    if (from < 0 || to < from) {
      throw new IOException(pem + " holds no PRIVATE KEY (PKCS #8)");
    }
    String base64 = text.substring(from + "-----BEGIN PRIVATE KEY-----".length(), to);
    PKCS8EncodedKeySpec spec = new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(base64));
    try {
      return KeyFactory.getInstance("RSA").generatePrivate(spec);
    } catch (InvalidKeySpecException e) {
      return KeyFactory.getInstance("EC").generatePrivate(spec);
    }
  }

  /** Puts TLS over a connection that was just accepted; the handshake comes with the first read. */
  Socket over(Socket accepted) throws IOException {
    SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket(accepted, null, 0, true);
    socket.setUseClientMode(false);
    socket.setEnabledProtocols(new String[] {"TLSv1.3", "TLSv1.2"});
    socket.setNeedClientAuth(clientCertificate);
    return socket;
  }
}
