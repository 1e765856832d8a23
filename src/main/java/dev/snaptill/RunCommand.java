package dev.snaptill;

import dev.snaptill.config.ConfigException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Runs the gateway until the process is told to end. */
@Command(name = "run", description = "Run the gateway (the default).")
class RunCommand implements Callable<Integer> {
  @Option(
      names = "--conf",
      defaultValue = "conf/gateway.yaml",
      description = "Configuration file (default: ${DEFAULT-VALUE}).")
  Path conf = Path.of("conf/gateway.yaml");

  @Override
  public Integer call() throws InterruptedException {
    Gateway gateway;
    try {
      gateway =
          Gateway.start(
              GatewayConfig.load(conf, System.getenv()),
              () -> GatewayConfig.load(conf, System.getenv()),
              Clock.systemUTC());
    } catch (ConfigException e) {
      System.err.println(e.getMessage());
      return 78;
    } catch (RuntimeException e) {
      System.err.println("Snaptill can't start: " + e.getMessage());
      return 1;
    }
    Runtime.getRuntime().addShutdownHook(new Thread(gateway::close, "shutdown"));
    new CountDownLatch(1).await();
    return 0;
  }
}
