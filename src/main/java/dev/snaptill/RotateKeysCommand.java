package dev.snaptill;

import dev.snaptill.config.ConfigException;
import dev.snaptill.store.Database;
import dev.snaptill.store.FileMediaStore;
import dev.snaptill.store.Journal;
import dev.snaptill.store.KeyRotation;
import dev.snaptill.store.Vault;
import dev.snaptill.store.VaultCheck;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Seals a stopped gateway's database under a new key. A running gateway does so itself ({@code POST
 * /v1/vault/rotate}).
 */
@Command(
    name = "rotate-keys",
    description = "Add a sealing key and seal everything in a stopped gateway's database anew.")
class RotateKeysCommand implements Callable<Integer> {
  @Option(
      names = "--conf",
      defaultValue = "conf/gateway.yaml",
      description = "Configuration file (default: ${DEFAULT-VALUE}).")
  Path conf = Path.of("conf/gateway.yaml");

  @Option(names = "--resume", description = "Add no key; go on with what an earlier rotation left.")
  boolean resume;

  @Option(
      names = "--retire",
      description = "Add no key; seal what is left anew, then take old keys out of the file.")
  boolean retire;

  @Override
  public Integer call() throws InterruptedException {
    Vertx vertx = Vertx.vertx();
    try {
      GatewayConfig config = GatewayConfig.load(conf, System.getenv());
      Vault vault = Vault.fromFile(config.masterKeyFile());
      try (Database database = Database.open(config.database())) {
        VaultCheck.run(database, vault);
        return rotate(vertx, config, vault, database);
      }
    } catch (ConfigException | IllegalStateException | Database.DatabaseException e) {
      System.err.println(e.getMessage());
      return 2;
    } finally {
      vertx.close();
    }
  }

  private int rotate(Vertx vertx, GatewayConfig config, Vault vault, Database database)
      throws InterruptedException {
    try (Journal journal =
        new Journal(
            vertx,
            database.journalSource(),
            config.database().batch(),
            () -> Runtime.getRuntime().halt(70),
            new SimpleMeterRegistry())) {
      FileMediaStore media =
          new FileMediaStore(vertx, config.database().directory().resolve("media"), vault);
      KeyRotation rotation =
          new KeyRotation(vertx, database, journal, database.readPool(vertx), vault, media::reseal);
      Future<Long> work =
          retire ? rotation.retire() : resume ? rotation.resume() : rotation.rotate();
      while (!work.isComplete()) {
        TimeUnit.MILLISECONDS.sleep(200);
        System.out.print("\rsealed anew: " + rotation.status().resealed());
        System.out.flush();
      }
      System.out.println();
      if (work.failed()) {
        System.err.println(
            "rotate-keys ended early: " + work.cause().getMessage() + "; go on with --resume");
        return 1;
      }
      System.out.println(
          "key " + rotation.status().key() + " seals, " + rotation.status().keys() + " open");
      return 0;
    }
  }
}
