package dev.snaptill.store;

import io.vertx.core.Vertx;
import io.vertx.jdbcclient.JDBCPool;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Properties;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.Driver;

/**
 * A PostgreSQL, for one gateway or several. Refused unless a commit is on its disk when it returns:
 * with {@code fsync} or {@code synchronous_commit} off a crash loses acknowledged payments.
 */
final class PostgresDatabase extends Database {
  /** The oldest major version in whose manual everything used here stands. */
  private static final int OLDEST = 140_000;

  /** Of the advisory lock under which one node at a time brings the schema up to date. */
  private static final long SCHEMA_LOCK = 0x534e4150_54494c4cL;

  private final DatabaseConfig config;
  private final DatabaseConfig.Postgres server;
  private volatile @Nullable PostgresLease lease;
  private volatile @Nullable FileChannel lockChannel;

  private PostgresDatabase(DatabaseConfig config, DatabaseConfig.Postgres server) {
    this.config = config;
    this.server = server;
  }

  static PostgresDatabase onServer(DatabaseConfig config) {
    DatabaseConfig.Postgres server = config.postgres();
    if (server == null) {
      throw new IllegalArgumentException("no PostgreSQL is configured");
    }
    PostgresDatabase database = new PostgresDatabase(config, server);
    try (Connection connection = database.connection()) {
      assertDurable(connection);
      try (java.sql.Statement sql = connection.createStatement()) {
        sql.execute("SELECT pg_advisory_lock(" + SCHEMA_LOCK + ")");
        Migrations.run(connection, Dialect.POSTGRES);
        registerNode(connection, Dialect.POSTGRES, config.node());
        sql.execute("SELECT pg_advisory_unlock(" + SCHEMA_LOCK + ")");
      }
      return database;
    } catch (SQLException e) {
      throw new DatabaseException("cannot use " + server.url() + ": " + e.getMessage(), e);
    }
  }

  private static void assertDurable(Connection connection) throws SQLException {
    if (Integer.parseInt(show(connection, "server_version_num")) < OLDEST) {
      throw new SQLException(
          "PostgreSQL "
              + show(connection, "server_version")
              + " is too old: 14 is the oldest that will do");
    }
    if (!show(connection, "server_encoding").equals("UTF8")) {
      throw new SQLException(
          "the database's encoding is " + show(connection, "server_encoding") + ", not UTF8");
    }
    must(connection, "fsync", List.of("on"));
    must(connection, "full_page_writes", List.of("on"));
    must(connection, "synchronous_commit", List.of("on", "remote_apply"));
  }

  private static void must(Connection connection, String setting, List<String> allowed)
      throws SQLException {
    String value = show(connection, setting);
    if (!allowed.contains(value)) {
      throw new SQLException(
          setting
              + " is "
              + value
              + ": a crash of the server would lose acknowledged payments; set it to on");
    }
  }

  private static String show(Connection connection, String setting) throws SQLException {
    try (java.sql.Statement sql = connection.createStatement();
        ResultSet row = sql.executeQuery("SHOW " + setting)) {
      return row.next() ? row.getString(1) : "";
    }
  }

  @Override
  public Dialect dialect() {
    return Dialect.POSTGRES;
  }

  @Override
  public boolean endsWithLostCommit() {
    return false;
  }

  @Override
  public MediaStore media(Vertx vertx, Vault vault) {
    return new PostgresMediaStore(
        vertx,
        HealingConnection.source(() -> connect("snaptill media", READ_TIMEOUT_S)),
        server.mediaConnections(),
        vault);
  }

  @Override
  void copy(Path to) throws SQLException, IOException {
    try (Connection connection = connection()) {
      PostgresBackup.make(connection, to.resolve("tables"));
    }
  }

  @Override
  public Tenure join(Runnable takenOver) {
    lockChannel = HsqldbDatabase.lock(config.directory());
    try {
      PostgresLease taken =
          new PostgresLease(
              config.node(),
              holder(config.directory()),
              server.lease(),
              () -> connect("snaptill lease", (int) Math.max(2, server.lease().toSeconds() / 2)),
              takenOver);
      lease = taken;
      return taken;
    } catch (SQLException | IOException e) {
      close();
      throw new DatabaseException("cannot use " + server.url() + ": " + e.getMessage(), e);
    }
  }

  /**
   * Who this gateway is, whenever it is started again: the directory's lock proves that its earlier
   * process has ended, so that it need not wait for the lease of that one to lapse.
   */
  private static String holder(Path directory) throws IOException {
    Path file = directory.resolve("holder");
    if (!Files.exists(file)) {
      Files.writeString(file, UUID.randomUUID() + "\n", StandardOpenOption.CREATE_NEW);
    }
    return Files.readString(file).strip();
  }

  /** Of the connection that writes for a node, so that it can be told and ended. */
  static String writerName(int node) {
    return "snaptill journal " + node;
  }

  @Override
  public JournalConnection.Source journalSource() {
    int node = config.node();
    return () -> {
      PostgresLease joined = lease;
      return new PostgresJournalConnection(
          connect(writerName(node), JOURNAL_TIMEOUT_S),
          node,
          joined == null ? null : joined.epoch());
    };
  }

  private static final int JOURNAL_TIMEOUT_S = 30;
  private static final int READ_TIMEOUT_S = 60;

  @Override
  public Connection connection() throws SQLException {
    return connect("snaptill", 0);
  }

  private Connection connect(String name, int timeoutSeconds) throws SQLException {
    Properties properties = new Properties();
    properties.setProperty("user", server.user());
    @Nullable String password = server.password();
    if (password != null) {
      properties.setProperty("password", password);
    }
    properties.setProperty("ApplicationName", name);
    properties.setProperty("tcpKeepAlive", "true");
    properties.setProperty("connectTimeout", "10");
    properties.setProperty("loginTimeout", "10");
    // a server that vanished without a word must not hold the writer for ever
    properties.setProperty("socketTimeout", String.valueOf(timeoutSeconds));
    // Prepared on the server from the 5th use on (the driver's default). PostgreSQL then plans with
    // the values five more times before it takes a plan for all values, and takes one made on empty
    // tables as readily as another: seed and ANALYZE first (docs/operations.md).
    properties.setProperty("prepareThreshold", "5");
    @Nullable Connection connection = new Driver().connect(server.url(), properties);
    if (connection == null) {
      throw new SQLException("not a PostgreSQL URL: " + server.url(), "08001");
    }
    return connection;
  }

  @Override
  public Pool readPool(Vertx vertx) {
    DataSource source = HealingConnection.source(() -> connect("snaptill reads", READ_TIMEOUT_S));
    return JDBCPool.pool(
        vertx, source, new PoolOptions().setMaxSize(config.readers()).setName("reads"));
  }

  /** Connections are closed by who opened them. */
  @Override
  public void close() {
    PostgresLease joined = lease;
    if (joined != null) {
      joined.close();
    }
    FileChannel locked = lockChannel;
    if (locked != null) {
      HsqldbDatabase.release(locked);
    }
  }
}
