package dev.snaptill.store;

import dev.snaptill.simulator.postgres.PostgresServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The databases that the store tests run over. One PostgreSQL server serves the whole test JVM,
 * with a database for each directory that asks for one; it ends with the JVM. A database is dropped
 * once its test's directory is gone: some 200 of them, 100,000 files, took longer to delete at the
 * end than a JVM that is to exit is given.
 */
public enum Databases {
  HSQLDB {
    @Override
    public DatabaseConfig config(Path directory, int node) {
      return new DatabaseConfig(
          directory,
          DatabaseConfig.TransactionMode.MVLOCKS,
          50,
          20,
          2,
          node,
          Journal.Limits.DEFAULT);
    }

    @Override
    public Map<String, String> environment(Path directory) {
      return Map.of();
    }

    @Override
    public String bytes(String hex) {
      return "X'" + hex + "'";
    }

    @Override
    public String dropTrigger(String table, String trigger) {
      return "DROP TRIGGER " + trigger;
    }
  },
  POSTGRES {
    @Override
    public DatabaseConfig config(Path directory, int node) {
      return on(url(directory), directory, node);
    }

    @Override
    public Map<String, String> environment(Path directory) {
      return Map.of(
          "SNAPTILL_DATABASE_KIND", "postgres",
          "SNAPTILL_DATABASE_URL", url(directory),
          "SNAPTILL_DATABASE_USER", "postgres");
    }

    @Override
    public String bytes(String hex) {
      return "BYTEA '\\x" + hex + "'";
    }

    @Override
    public String dropTrigger(String table, String trigger) {
      return "DROP TRIGGER " + trigger + " ON " + table;
    }
  };

  /** A configuration whose database belongs to that directory, empty at its first use. */
  public abstract DatabaseConfig config(Path directory, int node);

  public DatabaseConfig config(Path directory) {
    return config(directory, 0);
  }

  /** What makes a gateway use this database: its environment variables. */
  public abstract Map<String, String> environment(Path directory);

  /** Bytes as a literal. */
  public abstract String bytes(String hex);

  /** What takes a trigger away, as the tables' owner can. */
  public abstract String dropTrigger(String table, String trigger);

  /** A configuration for a PostgreSQL anywhere. */
  public static DatabaseConfig on(String url, Path directory, int node) {
    return new DatabaseConfig(
        directory,
        DatabaseConfig.TransactionMode.LOCKS,
        50,
        20,
        2,
        node,
        Journal.Limits.DEFAULT,
        new DatabaseConfig.Postgres(url, "postgres", null, 2, Duration.ofSeconds(2)));
  }

  private static final AtomicInteger CREATED = new AtomicInteger();
  private static final Map<Path, Copy> COPIES = new ConcurrentHashMap<>();

  /**
   * One test's database.
   *
   * @param home what was there of the test's directory when it asked
   */
  private record Copy(String name, Path home) {
    static Copy of(Path directory) {
      Path home = directory;
      while (Files.notExists(home) && home.getParent() != null) {
        home = home.getParent();
      }
      return new Copy("test_" + CREATED.incrementAndGet(), home);
    }
  }

  private static final class Shared {
    /** Has the tables already: copying them takes a fraction of the time of making them. */
    static final String TEMPLATE = "test_template";

    static final PostgresServer SERVER = start();
    static final String ADMIN = SERVER.url("postgres") + "?user=postgres";

    static {
      try {
        SERVER.create(TEMPLATE);
        // no node is registered in it: a test's own is, when it opens its copy
        try (Connection connection =
            DriverManager.getConnection(SERVER.url(TEMPLATE) + "?user=postgres")) {
          Migrations.run(connection, Dialect.POSTGRES);
        }
      } catch (SQLException e) {
        throw new IllegalStateException(e);
      }
    }

    private static PostgresServer start() {
      try {
        PostgresServer server = PostgresServer.temporary();
        Runtime.getRuntime()
            .addShutdownHook(
                new Thread(
                    () -> {
                      try {
                        server.close();
                      } catch (IOException e) {
                        System.err.println("the test PostgreSQL did not end: " + e);
                      }
                    }));
        return server;
      } catch (IOException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  private static synchronized String url(Path directory) {
    Path path = directory.toAbsolutePath();
    if (!COPIES.containsKey(path)) {
      Copy copy = Copy.of(path);
      try (Connection connection = DriverManager.getConnection(Shared.ADMIN);
          java.sql.Statement sql = connection.createStatement()) {
        dropOthersLeft(sql);
        copyTemplate(sql, copy.name());
      } catch (SQLException e) {
        throw new IllegalStateException(e);
      }
      COPIES.put(path, copy);
    }
    return Shared.SERVER.url(COPIES.get(path).name());
  }

  /** The session that made the template may take its time to end: the server waits 5 s for it. */
  private static void copyTemplate(java.sql.Statement sql, String name) throws SQLException {
    for (int time = 1; ; time++) {
      try {
        sql.execute("CREATE DATABASE " + name + " TEMPLATE " + Shared.TEMPLATE);
        return;
      } catch (SQLException e) {
        boolean inUse = "55006".equals(e.getSQLState());
        if (!inUse || time == 12) {
          throw e;
        }
      }
    }
  }

  private static void dropOthersLeft(java.sql.Statement sql) {
    COPIES
        .values()
        .removeIf(
            copy -> {
              if (Files.exists(copy.home())) {
                return false;
              }
              try {
                sql.execute("DROP DATABASE IF EXISTS " + copy.name() + " WITH (FORCE)");
                return true;
              } catch (SQLException e) {
                // a session that does not end yet: the next one who asks drops it
                return false;
              }
            });
  }
}
