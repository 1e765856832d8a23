package dev.snaptill.simulator;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Runs every simulator until the process is told to end; point any gateway at them. */
@Command(
    name = "run",
    mixinStandardHelpOptions = true,
    showDefaultValues = true,
    description = "Run the carrier, the MMSC, two banks and the phones' page.")
final class RunCommand implements Callable<Integer> {
  @Mixin private TownOptions options = new TownOptions();

  @Spec private CommandSpec spec;

  RunCommand() {}

  @Override
  public Integer call() throws Exception {
    try (Town town = new Town(options)) {
      Runtime.getRuntime().addShutdownHook(new Thread(town::close));
      PrintWriter out = spec.commandLine().getOut();
      town.describe(out, options.gatewayMm7, options.host);
      out.flush();
      new CountDownLatch(1).await();
    }
    return 0;
  }
}
