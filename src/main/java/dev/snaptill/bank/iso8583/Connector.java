package dev.snaptill.bank.iso8583;

import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;

/** How connections to a bank are made. */
final class Connector {
  private static final int CONNECT_TIMEOUT_MS = 10_000;

  private Connector() {}

  static NetClientOptions options(BankConfig config) {
    NetClientOptions out =
        new NetClientOptions()
            .setConnectTimeout(CONNECT_TIMEOUT_MS)
            .setTcpNoDelay(true)
            .setTcpKeepAlive(true);
    config.tls().ifPresent(tls -> secure(out, tls));
    return out;
  }

  private static void secure(NetClientOptions out, TlsConfig tls) {
    out.setSsl(true)
        // as for web servers: the name in the certificate is the host we connect to (RFC 6125)
        .setHostnameVerificationAlgorithm(tls.verifyHost() ? "HTTPS" : "");
    String trust = tls.trustFile();
    if (trust != null) {
      out.setTrustOptions(new PemTrustOptions().addCertPath(trust));
    }
    String certificate = tls.certificateFile();
    String key = tls.keyFile();
    if (certificate != null && key != null) {
      out.setKeyCertOptions(new PemKeyCertOptions().addCertPath(certificate).addKeyPath(key));
    }
  }
}
