package dev.snaptill.simulator;

import java.net.URI;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Where the simulators listen and how the gateway has to introduce itself. */
final class TownOptions {
  @Option(names = "--host", description = "Address every port is opened on.")
  String host = "127.0.0.1";

  @Option(names = "--smpp-port", description = "The SMSC's port.")
  int smppPort = 2775;

  @Option(names = "--system-id", description = "SMPP system_id of the gateway.")
  String systemId = "snaptill";

  @Option(
      names = "--smpp-password",
      defaultValue = "${env:SIMULATOR_SMPP_PASSWORD:-secret}",
      description = "SMPP password of the gateway; or environment SIMULATOR_SMPP_PASSWORD.")
  String smppPassword = "secret";

  @Option(names = "--window", description = "deliver_sm outstanding per bind.")
  int window = 500;

  @Option(names = "--mm7-port", description = "Where the MMSC takes SubmitReq.")
  int mm7Port = 8089;

  @Option(names = "--gateway-mm7", description = "Where the MMSC posts DeliverReq.")
  URI gatewayMm7 = URI.create("http://127.0.0.1:8070/mm7/demo-mmsc");

  @Option(names = "--mm7-user", description = "Basic user shown to the gateway.")
  String mm7User = "mmsc";

  @Option(
      names = "--mm7-password",
      defaultValue = "${env:SIMULATOR_MM7_PASSWORD:-secret}",
      description = "Basic password shown to the gateway; or environment SIMULATOR_MM7_PASSWORD.")
  String mm7Password = "secret";

  @Option(names = "--north-port", description = "Bank north's ISO 8583 port.")
  int northPort = 8583;

  @Option(names = "--south-port", description = "Bank south's ISO 8583 port.")
  int southPort = 8584;

  @Option(names = "--web-port", description = "The pages: phones at /, banks at /bank.")
  int webPort = 8090;

  @Option(names = "--short-code", description = "The gateway's number.")
  String shortCode = "10658";

  @Option(
      names = "--phone",
      paramLabel = "NAME=NUMBER",
      description = "A phone; repeat for more. Default: payer, friend and shop.")
  Map<String, String> phones = new LinkedHashMap<>();

  @Option(names = "--data", description = "Folder of the banks' books and the carrier's log.")
  Path data = Path.of("data", "simulators");

  @Mixin BankOptions banks = new BankOptions();

  /** Every port a free one. */
  void useFreePorts() {
    smppPort = 0;
    mm7Port = 0;
    northPort = 0;
    southPort = 0;
    webPort = 0;
  }
}
