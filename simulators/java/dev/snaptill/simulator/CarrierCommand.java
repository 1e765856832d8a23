package dev.snaptill.simulator;

import dev.snaptill.simulator.carrier.CarrierConfig;
import dev.snaptill.simulator.carrier.CarrierSimulator;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** A carrier in a process of its own. What happens at it is in its log, forced to disk. */
@Command(
    name = "carrier",
    mixinStandardHelpOptions = true,
    showDefaultValues = true,
    description = {
      "Run only a carrier's SMSC (SMPP 3.4).",
      "Each line of standard input, FROM<tab>TO<tab>TEXT, is a phone's text to the gateway.",
      "It ends when its input ends; with --stay, when it is killed."
    })
final class CarrierCommand implements Callable<Integer> {
  @Option(names = "--host", description = "Address it listens on.")
  private String host = "127.0.0.1";

  @Option(names = "--port", description = "Its port; 0 takes a free one.")
  private int port = 2775;

  @Option(names = "--system-id", description = "SMPP system_id of the gateway.")
  private String systemId = "snaptill";

  @Option(
      names = "--password",
      defaultValue = "${env:SIMULATOR_SMPP_PASSWORD:-secret}",
      description = "SMPP password of the gateway; or environment SIMULATOR_SMPP_PASSWORD.")
  private String password = "secret";

  @Option(
      names = "--log",
      description = "What was acknowledged both ways, on disk before it is answered; added to.")
  private Path log = Path.of("data", "simulators", "carrier.log");

  @Option(names = "--stay", description = "Go on after the end of the input.")
  private boolean stay;

  @Spec private CommandSpec spec;

  CarrierCommand() {}

  @Override
  public Integer call() throws IOException, InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    CarrierConfig config =
        CarrierConfig.defaults()
            .at(host, port)
            .account(systemId, password)
            .log(log)
            .receipts(false)
            .remember(1_000);
    try (CarrierSimulator carrier = new CarrierSimulator(config);
        BufferedReader in =
            new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
      out.println("listening on port " + carrier.port());
      out.flush();
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        String[] text = line.split("\t", 3);
        if (text.length == 3) {
          carrier.deliver(text[0], text[1], text[2]);
        } else {
          out.println("not FROM<tab>TO<tab>TEXT");
          out.flush();
        }
      }
      if (stay) {
        new CountDownLatch(1).await();
      }
    }
    return 0;
  }
}
