package dev.snaptill;

import dev.snaptill.config.ConfigException;
import dev.snaptill.store.Database;
import dev.snaptill.store.DatabaseConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeoutException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Copies the whole state, of a running or a stopped gateway. */
@Command(
    name = "backup",
    description = "Copy the whole state, of a running or stopped gateway; not the master key.")
class BackupCommand implements Callable<Integer> {
  private static final Duration PATIENCE = Duration.ofHours(1);

  @Option(
      names = "--conf",
      defaultValue = "conf/gateway.yaml",
      description = "Configuration file (default: ${DEFAULT-VALUE}).")
  Path conf = Path.of("conf/gateway.yaml");

  @Option(names = "--to", required = true, description = "A directory, empty or absent.")
  Path to = Path.of("backup");

  @Override
  public Integer call() throws InterruptedException {
    try {
      GatewayConfig config = GatewayConfig.load(conf, System.getenv());
      backup(config);
      System.out.println(
          "backup made in " + to + "; the master key is not in it: keep it apart, and keep it");
      return 0;
    } catch (ConfigException | Database.DatabaseException e) {
      System.err.println(e.getMessage());
      return 2;
    } catch (IOException | TimeoutException e) {
      System.err.println("no backup: " + e.getMessage());
      return 1;
    }
  }

  private void backup(GatewayConfig config)
      throws IOException, TimeoutException, InterruptedException {
    Database database;
    try {
      database = Database.open(config.database());
    } catch (Database.InUse e) {
      if (config.database().kind() != DatabaseConfig.Kind.HSQLDB) {
        throw e;
      }
      Backups.ask(config.database().directory(), to, PATIENCE);
      return;
    }
    try (database) {
      Backups.make(database, to);
    }
  }
}
