package dev.snaptill;

import dev.snaptill.store.Database;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How somebody with access to the gateway's directory asks the running gateway for a backup: the
 * embedded database can be opened by one process only. A file in the directory holds the wish,
 * another the answer; who may write there can read the database anyway.
 */
final class Backups {
  private static final Logger log = LoggerFactory.getLogger(Backups.class);
  private static final Duration LOOK_EVERY = Duration.ofSeconds(1);
  private static final String DONE = "done";

  private Backups() {}

  private static Path wish(Path directory) {
    return directory.resolve("backup.wanted");
  }

  private static Path answer(Path directory) {
    return directory.resolve("backup.answer");
  }

  /** Looks for wishes from now on. */
  static void serve(Vertx vertx, Path directory, Database database) {
    vertx.setTimer(
        LOOK_EVERY.toMillis(),
        timer ->
            vertx
                .executeBlocking(
                    () -> {
                      look(directory, database);
                      return null;
                    },
                    false)
                .onFailure(e -> log.warn("backup: {}", e.toString()))
                .onComplete(done -> serve(vertx, directory, database)));
  }

  private static void look(Path directory, Database database) throws IOException {
    Path wish = wish(directory);
    String to;
    try {
      to = Files.readString(wish).strip();
    } catch (NoSuchFileException e) {
      return;
    }
    String said = DONE;
    try {
      log.info("backup to {}", to);
      make(database, Path.of(to));
      log.info("backup to {} is made", to);
    } catch (IOException | RuntimeException e) {
      log.error("backup to {} failed", to, e);
      said = String.valueOf(e.getMessage());
    }
    put(answer(directory), said);
    Files.deleteIfExists(wish);
  }

  /** Makes a backup with a note that says how to use it. */
  static void make(Database database, Path to) throws IOException {
    Files.createDirectories(to);
    try (var files = Files.list(to)) {
      if (files.findAny().isPresent()) {
        throw new IOException(to + " is not empty");
      }
    }
    database.backup(to);
    Files.writeString(
        to.resolve("README.txt"),
        """
        A backup of Snaptill's state, sealed as it is in the database. The master key
        (master_key_file) is NOT in here, and without it nothing in here can be read: keep it
        apart, and keep it safe.

        To restore: with the same version of the program, the same master key and an empty
        directory (or an empty PostgreSQL database) in the configuration,
          java -jar snaptill.jar restore --conf gateway.yaml --from THIS_DIRECTORY
        and then read docs/operations.md, "After restoring", BEFORE starting the gateway: it
        knows nothing of what was paid after this backup was made.
        """);
  }

  /**
   * Asks the gateway that runs on this directory, and waits for its answer.
   *
   * @throws IOException with what went wrong there
   * @throws TimeoutException if it does not answer
   */
  static void ask(Path directory, Path to, Duration patience)
      throws IOException, TimeoutException, InterruptedException {
    Files.deleteIfExists(answer(directory));
    put(wish(directory), to.toAbsolutePath().toString());
    long until = System.nanoTime() + patience.toNanos();
    while (!Files.exists(answer(directory))) {
      if (System.nanoTime() > until) {
        Files.deleteIfExists(wish(directory));
        throw new TimeoutException("the gateway did not answer within " + patience);
      }
      TimeUnit.MILLISECONDS.sleep(100);
    }
    String said = Files.readString(answer(directory)).strip();
    Files.deleteIfExists(answer(directory));
    if (!said.equals(DONE)) {
      throw new IOException(said);
    }
  }

  /** Appears whole or not at all. */
  private static void put(Path file, String text) throws IOException {
    Path part = file.resolveSibling(file.getFileName() + ".part");
    Files.writeString(part, text);
    Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }
}
