package dev.snaptill.simulator.bank;

import static dev.snaptill.simulator.bank.BankClient.PAYER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BankTlsTest {
  private static final char[] PASSWORD = "changeit".toCharArray();
  @TempDir static Path keys;
  @TempDir Path folder;

  @BeforeAll
  static void makeKeys() throws Exception {
    for (String name : List.of("bank", "gateway", "stranger")) {
      Path store = keys.resolve(name + ".p12");
      List<String> command =
          List.of(
              Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
              "-genkeypair",
              "-alias",
              name,
              "-keyalg",
              "EC",
              "-groupname",
              "secp256r1",
              "-dname",
              "CN=" + name,
              "-ext",
              "san=ip:127.0.0.1",
              "-validity",
              "2",
              "-storetype",
              "PKCS12",
              "-keystore",
              store.toString(),
              "-storepass",
              "changeit");
      Process keytool = new ProcessBuilder(command).inheritIO().start();
      assertThat(keytool.waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(keytool.exitValue()).isZero();
      KeyStore opened = open(name);
      pem(name + ".crt", "CERTIFICATE", opened.getCertificate(name).getEncoded());
      pem(name + ".key", "PRIVATE KEY", opened.getKey(name, PASSWORD).getEncoded());
    }
  }

  private static void pem(String file, String type, byte[] der) throws IOException {
    String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
    Files.writeString(
        keys.resolve(file),
        "-----BEGIN " + type + "-----\n" + base64 + "\n-----END " + type + "-----\n");
  }

  private static KeyStore open(String name) throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(keys.resolve(name + ".p12"))) {
      store.load(in, PASSWORD);
    }
    return store;
  }

  private BankSimulator bank(BankTls tls) {
    return BankSimulator.builder()
        .name("north")
        .books(folder.resolve("books.tsv"))
        .account(PAYER, 100_00)
        .tls(tls)
        .start();
  }

  private static BankClient client(int port, String as) throws Exception {
    TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
    KeyStore roots = KeyStore.getInstance("PKCS12");
    roots.load(null, null);
    roots.setCertificateEntry("bank", open("bank").getCertificate("bank"));
    trust.init(roots);
    KeyManagerFactory own = KeyManagerFactory.getInstance("PKIX");
    own.init(open(as), PASSWORD);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(own.getKeyManagers(), trust.getTrustManagers(), null);
    SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket("127.0.0.1", port);
    return new BankClient(socket);
  }

  @Test
  void messagesTravelOverTls() throws Exception {
    Path crt = keys.resolve("bank.crt");
    try (BankSimulator bank = bank(BankTls.pem(crt, keys.resolve("bank.key"), null));
        BankClient client = client(bank.port(), "gateway")) {
      client.ask(client.network("001"));
      assertThat(client.codeOf(client.debit(1, 5_00))).isEqualTo("00");
      bank.faults().next(new Fault.CutBeforeAnswer());
      client.send(client.debit(2, 5_00));
      assertThatThrownBy(client::receive).isInstanceOf(IOException.class);
      try (BankClient plain = new BankClient(bank.port())) {
        plain.send(plain.network("001"));
        // The answer, if any, is a TLS alert: no message of ours.
        assertThatThrownBy(plain::receive).isInstanceOf(IOException.class);
      }
      // the client sees the cut before the bank has forgotten the connection
      await().atMost(Duration.ofMinutes(1)).until(() -> bank.signedOn() == 0);
    }
  }

  @Test
  void aClientNeedsItsCertificateWhereTheBankAsksForOne() throws Exception {
    BankTls tls = BankTls.pkcs12(keys.resolve("bank.p12"), "changeit", keys.resolve("gateway.crt"));
    try (BankSimulator bank = bank(tls);
        BankClient client = client(bank.port(), "gateway");
        BankClient stranger = client(bank.port(), "stranger")) {
      assertThat(client.codeOf(client.network("001"))).isEqualTo("00");
      assertThatThrownBy(() -> stranger.ask(stranger.network("001")))
          .isInstanceOf(IOException.class);
      assertThat(bank.signedOn()).isEqualTo(1);
    }
  }

  @Test
  void filesThatHoldNoKeysAreRefused() {
    Path key = keys.resolve("bank.key");
    assertThatThrownBy(() -> BankTls.pem(key, key, null)).isInstanceOf(IOException.class);
    Path crt = keys.resolve("bank.crt");
    assertThatThrownBy(() -> BankTls.pem(crt, crt, null)).hasMessageContaining("PKCS #8");
    assertThatThrownBy(() -> BankTls.pkcs12(keys.resolve("bank.p12"), "wrong", null))
        .isInstanceOf(IOException.class);
  }
}
