package dev.snaptill.store;

import io.vertx.core.Vertx;
import io.vertx.jdbcclient.JDBCConnectOptions;
import io.vertx.jdbcclient.JDBCPool;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Map;
import java.util.Properties;
import org.hsqldb.jdbc.JDBCDataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The embedded HSQLDB: opened by one process at a time, durable at each commit, and checked to be
 * so. HSQLDB's own default loses acknowledged commits on kill -9 (DESIGN.md rule 7).
 */
final class HsqldbDatabase extends Database {
  private static final Logger log = LoggerFactory.getLogger(HsqldbDatabase.class);

  private final DatabaseConfig config;
  private final FileChannel lockChannel;
  private final JDBCDataSource dataSource;
  private final Connection keeper;

  private HsqldbDatabase(
      DatabaseConfig config,
      FileChannel lockChannel,
      JDBCDataSource dataSource,
      Connection keeper) {
    this.config = config;
    this.lockChannel = lockChannel;
    this.dataSource = dataSource;
    this.keeper = keeper;
  }

  /**
   * Opens the database in the configured directory and creates it if absent.
   *
   * @throws DatabaseException if another process has it, it can't be opened, it is newer than this
   *     program or it would not be durable
   */
  static HsqldbDatabase inDirectory(DatabaseConfig config) {
    FileChannel channel = lock(config.directory());
    try {
      JDBCDataSource source = new JDBCDataSource();
      source.setUrl("jdbc:hsqldb:file:" + config.directory().resolve("db/snaptill"));
      Properties properties = new Properties();
      properties.setProperty("user", "SA");
      properties.setProperty("password", "");
      // Our own lock above is released by the kernel on kill -9; HSQLDB's file delays by 10 s.
      properties.setProperty("hsqldb.lock_file", "false");
      properties.setProperty("hsqldb.write_delay", "false");
      properties.setProperty("hsqldb.default_table_type", "cached");
      properties.setProperty(
          "hsqldb.tx", config.transactions().name().toLowerCase(java.util.Locale.ROOT));
      properties.setProperty("hsqldb.tx_level", "read_committed");
      properties.setProperty("hsqldb.log_size", String.valueOf(config.logMegabytes()));
      properties.setProperty("hsqldb.cache_rows", String.valueOf(config.cacheRows() * 1000));
      properties.setProperty("hsqldb.reconfig_logging", "false");
      source.setProperties(properties);
      return ready(config, channel, source, source.getConnection());
    } catch (SQLException e) {
      release(channel);
      throw new DatabaseException(
          "cannot open the database in " + config.directory() + ": " + e.getMessage(), e);
    }
  }

  private static HsqldbDatabase ready(
      DatabaseConfig config, FileChannel channel, JDBCDataSource source, Connection keeper)
      throws SQLException {
    try {
      try (java.sql.Statement sql = keeper.createStatement()) {
        sql.execute("SET DATABASE TRANSACTION CONTROL " + config.transactions());
        sql.execute("SET FILES WRITE DELAY FALSE");
        sql.execute("SET FILES LOG SIZE " + config.logMegabytes());
        sql.execute("SET FILES CACHE ROWS " + config.cacheRows() * 1000);
        // in kilobytes; whichever bound is met first evicts, and our rows are well below 1 kB
        sql.execute("SET FILES CACHE SIZE " + config.cacheRows() * 1000);
      }
      assertDurable(keeper);
      Migrations.run(keeper, Dialect.HSQLDB);
      registerNode(keeper, Dialect.HSQLDB, config.node());
      return new HsqldbDatabase(config, channel, source, keeper);
    } catch (SQLException e) {
      // the files must be nobody's before the lock is
      try (java.sql.Statement sql = keeper.createStatement()) {
        sql.execute("SHUTDOWN");
      } catch (SQLException closing) {
        e.addSuppressed(closing);
      }
      throw e;
    }
  }

  static FileChannel lock(Path directory) {
    try {
      Files.createDirectories(directory);
      FileChannel channel =
          FileChannel.open(
              directory.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      @Nullable FileLock lock = null;
      try {
        lock = channel.tryLock();
      } catch (java.nio.channels.OverlappingFileLockException e) {
        // held by this very process: reported like any other holder
      }
      if (lock == null) {
        channel.close();
        throw new InUse(directory.toAbsolutePath() + " is in use by another gateway");
      }
      return channel;
    } catch (IOException e) {
      throw new DatabaseException("cannot use the directory " + directory + ": " + e, e);
    }
  }

  private static void assertDurable(Connection connection) throws SQLException {
    Map<String, String> expected =
        Map.of("hsqldb.write_delay", "false", "hsqldb.lock_file", "false");
    for (Map.Entry<String, String> property : expected.entrySet()) {
      try (var query =
          connection.prepareStatement(
              "SELECT property_value FROM information_schema.system_properties WHERE"
                  + " property_name = ?")) {
        query.setString(1, property.getKey());
        try (ResultSet row = query.executeQuery()) {
          String value = row.next() ? row.getString(1) : "unset";
          if (!property.getValue().equalsIgnoreCase(value)) {
            throw new SQLException(
                property.getKey() + " is " + value + " instead of " + property.getValue());
          }
        }
      }
    }
    try (java.sql.Statement sql = connection.createStatement();
        ResultSet row =
            sql.executeQuery(
                "SELECT property_value FROM information_schema.system_properties WHERE"
                    + " property_name = 'hsqldb.write_delay_millis'")) {
      if (row.next() && row.getLong(1) != 0) {
        throw new SQLException("hsqldb.write_delay_millis is " + row.getLong(1) + ", not 0");
      }
    }
  }

  @Override
  public Dialect dialect() {
    return Dialect.HSQLDB;
  }

  @Override
  public boolean endsWithLostCommit() {
    return true;
  }

  @Override
  public MediaStore media(Vertx vertx, Vault vault) {
    return new FileMediaStore(vertx, config.directory().resolve("media"), vault);
  }

  @Override
  void copy(Path to) throws SQLException, IOException {
    try (Connection connection = connection()) {
      HsqldbBackup.make(connection, config.directory().resolve("media"), to);
    }
  }

  @Override
  public Tenure join(Runnable takenOver) {
    return Tenure.SOLE;
  }

  @Override
  public JournalConnection.Source journalSource() {
    return () -> JournalConnection.rowByRow(connection(), config.node());
  }

  @Override
  public Connection connection() throws SQLException {
    return dataSource.getConnection();
  }

  @Override
  public Pool readPool(Vertx vertx) {
    return JDBCPool.pool(
        vertx,
        new JDBCConnectOptions()
            .setJdbcUrl(dataSource.getUrl())
            .setUser("SA")
            .setPassword("")
            // asked for, they make HSQLDB fail every query
            .setAutoGeneratedKeys(false),
        new PoolOptions().setMaxSize(config.readers()).setName("reads"));
  }

  /** Checkpoints and closes; the files can then be copied. */
  @Override
  public void close() {
    try (java.sql.Statement sql = keeper.createStatement()) {
      sql.execute("SHUTDOWN");
    } catch (SQLException e) {
      log.error("the database did not close cleanly; it will recover at its next start", e);
    }
    release(lockChannel);
  }

  static void release(FileChannel channel) {
    try {
      channel.close();
    } catch (IOException e) {
      log.warn("the lock file could not be closed: {}", e.toString());
    }
  }
}
