package dev.snaptill;

import dev.snaptill.config.ConfigException;
import dev.snaptill.store.Database;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Makes a database of a backup. */
@Command(
    name = "restore",
    description = "Make the configured database, which must be empty, of a backup.")
class RestoreCommand implements Callable<Integer> {
  @Option(
      names = "--conf",
      defaultValue = "conf/gateway.yaml",
      description = "Configuration file (default: ${DEFAULT-VALUE}).")
  Path conf = Path.of("conf/gateway.yaml");

  @Option(names = "--from", required = true, description = "What backup made.")
  Path from = Path.of("backup");

  @Override
  public Integer call() {
    try {
      Database.restore(GatewayConfig.load(conf, System.getenv()).database(), from);
      System.out.println(
          "restored. It knows nothing of what was paid after the backup: read \"After restoring\" in"
              + " docs/operations.md before you start the gateway");
      return 0;
    } catch (ConfigException | Database.DatabaseException e) {
      System.err.println(e.getMessage());
      return 2;
    }
  }
}
