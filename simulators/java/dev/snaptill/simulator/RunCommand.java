package dev.snaptill.simulator;

import dev.snaptill.simulator.carrier.CarrierConfig;
import dev.snaptill.simulator.carrier.CarrierSimulator;
import dev.snaptill.simulator.mmsc.MmscConfig;
import dev.snaptill.simulator.mmsc.MmscSimulator;
import dev.snaptill.simulator.phone.Phones;
import dev.snaptill.simulator.phone.PhonesPage;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Runs every simulator until the process is told to end. */
@Command(
    name = "run",
    mixinStandardHelpOptions = true,
    showDefaultValues = true,
    description = "Run the carrier, the MMSC and the phones' page.")
final class RunCommand implements Callable<Integer> {
  @Option(names = "--host", description = "Address every port is opened on.")
  private String host = "127.0.0.1";

  @Option(names = "--smpp-port", description = "The SMSC's port.")
  private int smppPort = 2775;

  @Option(names = "--system-id", description = "SMPP system_id of the gateway.")
  private String systemId = "snaptill";

  @Option(
      names = "--smpp-password",
      defaultValue = "${env:SIMULATOR_SMPP_PASSWORD:-secret}",
      description = "SMPP password of the gateway; or environment SIMULATOR_SMPP_PASSWORD.")
  private String smppPassword = "secret";

  @Option(names = "--window", description = "deliver_sm outstanding per bind.")
  private int window = 500;

  @Option(names = "--mm7-port", description = "Where the MMSC takes SubmitReq.")
  private int mm7Port = 8089;

  @Option(names = "--gateway-mm7", description = "Where the MMSC posts DeliverReq.")
  private URI gatewayMm7 = URI.create("http://127.0.0.1:8088/mm7/demo");

  @Option(names = "--mm7-user", description = "Basic user shown to the gateway.")
  private String mm7User = "mmsc";

  @Option(
      names = "--mm7-password",
      defaultValue = "${env:SIMULATOR_MM7_PASSWORD:-secret}",
      description = "Basic password shown to the gateway; or environment SIMULATOR_MM7_PASSWORD.")
  private String mm7Password = "secret";

  @Option(names = "--web-port", description = "The phones' page.")
  private int webPort = 8090;

  @Option(names = "--short-code", description = "The gateway's number.")
  private String shortCode = "10658";

  @Option(
      names = "--phone",
      paramLabel = "NAME=NUMBER",
      description = "A phone; repeat for more. Default: shop, payer and friend.")
  private Map<String, String> phones = new LinkedHashMap<>();

  @Option(names = "--data", description = "Folder of the logs of what was acknowledged.")
  private Path data = Path.of("data", "simulators");

  @Spec private CommandSpec spec;

  RunCommand() {}

  @Override
  public Integer call() throws Exception {
    CountDownLatch end = new CountDownLatch(1);
    try (Running running = new Running()) {
      Runtime.getRuntime().addShutdownHook(new Thread(running::close));
      openPhones(running);
      spec.commandLine().getOut().flush();
      end.await();
    }
    return 0;
  }

  private void openPhones(Running running) throws Exception {
    CarrierSimulator carrier =
        running.add(
            new CarrierSimulator(
                CarrierConfig.defaults()
                    .at(host, smppPort)
                    .account(systemId, smppPassword)
                    .window(window)
                    .log(data.resolve("carrier.log"))));
    MmscSimulator mmsc =
        running.add(
            new MmscSimulator(
                MmscConfig.defaults(gatewayMm7)
                    .at(host, mm7Port)
                    .credentials(mm7User, mm7Password)));
    Phones all = new Phones(carrier, mmsc, shortCode);
    if (phones.isEmpty()) {
      all.add("+8613800000001", "payer");
      all.add("+8613800000002", "friend");
      all.add("+8613800000010", "shop");
    }
    phones.forEach((name, number) -> all.add(number, name));
    Vertx vertx = Vertx.vertx();
    running.add(() -> vertx.close().await(5, TimeUnit.SECONDS));
    int page = listen(new PhonesPage(vertx, all));
    PrintWriter out = spec.commandLine().getOut();
    out.printf("carrier   smpp://%s:%d  system_id %s%n", host, carrier.port(), systemId);
    out.printf("mmsc      http://%s:%d/  posts to %s%n", host, mmsc.port(), gatewayMm7);
    out.printf("phones    http://%s:%d/  short code %s%n", host, page, shortCode);
  }

  private int listen(PhonesPage page) throws IOException {
    try {
      return page.listen(host, webPort).await(10, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new IOException("--web-port %d: %s".formatted(webPort, e.getMessage()), e);
    }
  }
}
