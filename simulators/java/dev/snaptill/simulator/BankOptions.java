package dev.snaptill.simulator;

import dev.snaptill.simulator.bank.BankBuilder;
import dev.snaptill.simulator.bank.BankProfile;
import dev.snaptill.simulator.bank.BankTls;
import dev.snaptill.simulator.bank.MacAlgorithm;
import java.io.IOException;
import java.nio.file.Path;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How simulated banks speak; the same for all of one process. */
final class BankOptions {
  @Option(names = "--profile", description = "plain or pos.")
  String profile = "plain";

  @Option(names = "--mac", description = "none, x9.19, cbc-mac or cmac-aes.")
  String mac = "none";

  @Option(
      names = "--mac-key",
      paramLabel = "HEX",
      defaultValue = "${env:SIMULATOR_MAC_KEY}",
      description = "MAC key known from the start; or environment SIMULATOR_MAC_KEY.")
  @Nullable String macKey;

  @Option(
      names = "--kek",
      paramLabel = "HEX",
      defaultValue = "${env:SIMULATOR_KEK}",
      description = "Key under which new MAC keys travel; or environment SIMULATOR_KEK.")
  @Nullable String kek;

  @Option(names = "--tls-certificate", description = "The bank's certificate chain, PEM.")
  @Nullable Path tlsCertificate;

  @Option(names = "--tls-key", description = "Its private key, PEM (PKCS #8).")
  @Nullable Path tlsKey;

  @Option(names = "--tls-store", description = "Both in a PKCS #12 file instead.")
  @Nullable Path tlsStore;

  @Option(
      names = "--tls-store-password",
      defaultValue = "${env:SIMULATOR_TLS_STORE_PASSWORD}",
      description = "Its password; or environment SIMULATOR_TLS_STORE_PASSWORD.")
  @Nullable String tlsStorePassword;

  @Option(
      names = "--tls-client-roots",
      description = "PEM file of those whose client certificates are let in; others are not.")
  @Nullable Path tlsClientRoots;

  @Option(names = "--zone", description = "In which the business day begins as the calendar's.")
  ZoneId zone = ZoneId.of("Asia/Shanghai");

  @Option(names = "--manual-cut-over", description = "Business days end on command only.")
  boolean manualCutOver;

  @Option(
      names = "--no-magic-amounts",
      description = "Amounts of 4444.00 to 4447.99 are no faults by themselves.")
  boolean noMagicAmounts;

  @Option(
      names = "--post-late-originals",
      description = "A request that comes after its own reversal is posted, not refused with 05.")
  boolean postLateOriginals;

  /**
   * @throws IOException for keys or certificates that cannot be read
   * @throws IllegalArgumentException for options that make no sense
   */
  BankBuilder apply(BankBuilder bank) throws IOException {
    bank.profile(BankProfile.of(profile))
        .zone(zone)
        .followCalendar(!manualCutOver)
        .magicAmounts(!noMagicAmounts)
        .refuseLateOriginals(!postLateOriginals);
    if (!mac.equals("none")) {
      bank.mac(MacAlgorithm.of(mac));
    }
    if (macKey != null) {
      bank.macKey(macKey);
    }
    if (kek != null) {
      bank.kek(kek);
    }
    if (tlsStore != null) {
      String password = tlsStorePassword == null ? "" : tlsStorePassword;
      bank.tls(BankTls.pkcs12(tlsStore, password, tlsClientRoots));
    } else if (tlsCertificate != null && tlsKey != null) {
      bank.tls(BankTls.pem(tlsCertificate, tlsKey, tlsClientRoots));
    } else if (tlsCertificate != null || tlsKey != null || tlsClientRoots != null) {
      throw new IllegalArgumentException(
          "TLS needs --tls-certificate and --tls-key, or --tls-store");
    }
    return bank;
  }
}
