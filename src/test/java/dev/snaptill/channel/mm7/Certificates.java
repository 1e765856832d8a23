package dev.snaptill.channel.mm7;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Base64;

/** Self-signed certificates for a test as PEM files, made by the JDK's keytool. */
final class Certificates {
  private static final String PASSWORD = "changeit";

  private final Path directory;

  Certificates(Path directory) {
    this.directory = directory;
  }

  /** Makes one; then {@link #certificate} and {@link #key} are its files. */
  Certificates make(String name) throws Exception {
    keytool(
        "-genkeypair -keyalg EC -validity 2 -storetype PKCS12 -dname CN="
            + name
            + " -ext san=ip:127.0.0.1",
        name);
    keytool("-exportcert -rfc -file " + certificate(name), name);
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(directory.resolve(name + ".p12"))) {
      store.load(in, PASSWORD.toCharArray());
    }
    Files.writeString(
        Path.of(key(name)),
        "-----BEGIN PRIVATE KEY-----\n"
            + Base64.getMimeEncoder(64, new byte[] {'\n'})
                .encodeToString(store.getKey(name, PASSWORD.toCharArray()).getEncoded())
            + "\n-----END PRIVATE KEY-----\n");
    return this;
  }

  String certificate(String name) {
    return directory.resolve(name + ".pem").toString();
  }

  String key(String name) {
    return directory.resolve(name + ".key").toString();
  }

  private void keytool(String arguments, String name) throws Exception {
    String all =
        Path.of(System.getProperty("java.home"), "bin", "keytool")
            + " "
            + arguments
            + " -alias "
            + name
            + " -storepass "
            + PASSWORD
            + " -keystore "
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
}
