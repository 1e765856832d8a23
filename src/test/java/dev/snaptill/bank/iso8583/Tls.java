package dev.snaptill.bank.iso8583;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Base64;
import javax.net.ServerSocketFactory;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLServerSocketFactory;
import javax.net.ssl.TrustManagerFactory;

/** Certificates for a test, made by the JDK's keytool, and a bank's side of TLS. */
final class Tls {
  private static final char[] PASSWORD = "changeit".toCharArray();

  private final Path directory;

  private Tls(Path directory) {
    this.directory = directory;
  }

  /** Makes a certificate of our own; the bank will ask for it. */
  static Tls in(Path directory) throws Exception {
    Tls out = new Tls(directory);
    out.make("gateway", "ip:127.0.0.1");
    return out;
  }

  ServerSocketFactory serverSockets() throws Exception {
    make("127.0.0.1", "ip:127.0.0.1");
    return listening("127.0.0.1");
  }

  ServerSocketFactory serverSocketsNamed(String host) throws Exception {
    make(host, "dns:" + host);
    return listening(host);
  }

  /** Trusts the bank of this name and has a certificate. */
  TlsConfig client(String bank) throws Exception {
    KeyStore own = store("gateway");
    Path key = directory.resolve("gateway.key");
    Files.writeString(
        key,
        "-----BEGIN PRIVATE KEY-----\n"
            + Base64.getMimeEncoder(64, new byte[] {'\n'})
                .encodeToString(own.getKey("gateway", PASSWORD).getEncoded())
            + "\n-----END PRIVATE KEY-----\n");
    return new TlsConfig(
        directory.resolve(bank + ".pem").toString(),
        directory.resolve("gateway.pem").toString(),
        key.toString(),
        true);
  }

  private void make(String name, String alternative) throws Exception {
    keytool(
        "-genkeypair -keyalg EC -validity 2 -storetype PKCS12 -dname CN="
            + name
            + " -ext san="
            + alternative,
        name);
    keytool("-exportcert -rfc -file " + directory.resolve(name + ".pem"), name);
  }

  private void keytool(String arguments, String name) throws Exception {
    String all =
        Path.of(System.getProperty("java.home"), "bin", "keytool")
            + " "
            + arguments
            + " -alias "
            + name
            + " -storepass changeit -keystore "
            + directory.resolve(name + ".p12");
    Process process =
        new ProcessBuilder(all.split(" "))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    if (process.waitFor() != 0) {
      throw new IOException("keytool failed");
    }
  }

  private KeyStore store(String name) throws Exception {
    KeyStore out = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(directory.resolve(name + ".p12"))) {
      out.load(in, PASSWORD);
    }
    return out;
  }

  private ServerSocketFactory listening(String name) throws Exception {
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(store(name), PASSWORD);
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("gateway", store("gateway").getCertificate("gateway"));
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
    SSLServerSocketFactory plain = context.getServerSocketFactory();
    return new ServerSocketFactory() {
      @Override
      public ServerSocket createServerSocket(int port) throws IOException {
        return demanding(plain.createServerSocket(port));
      }

      @Override
      public ServerSocket createServerSocket(int port, int backlog) throws IOException {
        return demanding(plain.createServerSocket(port, backlog));
      }

      @Override
      public ServerSocket createServerSocket(int port, int backlog, InetAddress address)
          throws IOException {
        return demanding(plain.createServerSocket(port, backlog, address));
      }
    };
  }

  private static ServerSocket demanding(ServerSocket socket) {
    ((SSLServerSocket) socket).setNeedClientAuth(true);
    return socket;
  }
}
