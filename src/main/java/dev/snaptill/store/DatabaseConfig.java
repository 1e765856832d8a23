package dev.snaptill.store;

import dev.snaptill.config.Settings;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Where the state is kept.
 *
 * @param directory holds the database, the pictures and the lock; created if absent
 * @param transactions HSQLDB's transaction model
 * @param logMegabytes a checkpoint is made when the redo log has grown to this
 * @param cacheRows rows of CACHED tables held in memory, in thousands
 * @param readers connections of the read pool
 * @param node this gateway's number, 0 to 255; unique among those that share a database
 * @param postgres null for the embedded HSQLDB
 */
public record DatabaseConfig(
    Path directory,
    TransactionMode transactions,
    int logMegabytes,
    int cacheRows,
    int readers,
    int node,
    Journal.Limits batch,
    @Nullable Postgres postgres) {

  /** Which database. */
  public enum Kind {
    HSQLDB,
    POSTGRES
  }

  /**
   * A PostgreSQL that several gateways may share.
   *
   * @param url {@code jdbc:postgresql://host:port/database?...}; TLS is asked for in it
   * @param mediaConnections for pictures, apart from the journal's
   * @param lease how long a node that says nothing keeps its work; others then take it over
   */
  public record Postgres(
      String url, String user, @Nullable String password, int mediaConnections, Duration lease) {
    /** Never the password. */
    @Override
    public String toString() {
      return url;
    }
  }

  /** HSQLDB in a directory. */
  public DatabaseConfig(
      Path directory,
      TransactionMode transactions,
      int logMegabytes,
      int cacheRows,
      int readers,
      int node,
      Journal.Limits batch) {
    this(directory, transactions, logMegabytes, cacheRows, readers, node, batch, null);
  }

  public Kind kind() {
    return postgres == null ? Kind.HSQLDB : Kind.POSTGRES;
  }

  private static final Duration LEAST_LEASE = Duration.ofSeconds(2);

  /** How HSQLDB keeps readers and the writer apart. */
  public enum TransactionMode {
    LOCKS,
    MVLOCKS,
    MVCC
  }

  public static DatabaseConfig from(Settings s) {
    return new DatabaseConfig(
        Path.of(s.text("directory", "data")),
        s.choice("transactions", TransactionMode.LOCKS),
        s.integer("log_mb", 50, 5, 1000),
        s.integer("cache_rows_thousands", 100, 1, 1000),
        s.integer("readers", 3, 1, 32),
        s.integer("node", 0, 0, 255),
        new Journal.Limits(
            s.integer("batch_units", 500, 1, 5000),
            s.integer("batch_bytes", 1 << 20, 1 << 12, 1 << 24)),
        postgres(s));
  }

  private static @Nullable Postgres postgres(Settings s) {
    Kind kind = s.choice("kind", Kind.HSQLDB);
    @Nullable String url = s.textOrNull("url");
    Postgres postgres =
        new Postgres(
            url == null ? "" : url,
            s.text("user", "snaptill"),
            s.secretOrNull("password"),
            s.integer("media_connections", 2, 1, 32),
            s.duration("lease", Duration.ofSeconds(15), LEAST_LEASE, Duration.ofMinutes(5)));
    if (kind == Kind.HSQLDB) {
      if (url != null) {
        s.error("url", "is for kind: postgres; HSQLDB is kept in directory");
      }
      return null;
    }
    if (url == null) {
      s.error("url", "is missing: kind: postgres needs it (jdbc:postgresql://host:5432/snaptill)");
    } else if (!url.startsWith("jdbc:postgresql://")) {
      s.error("url", "does not begin with jdbc:postgresql://");
    } else if (url.matches(".*[?&](user|password)=.*")) {
      s.error("url", "holds a user or password: give them as user and password_file");
    } else if (url.contains("reWriteBatchedInserts")) {
      s.error("url", "must not set reWriteBatchedInserts: it hides how many rows were hit");
    }
    return postgres;
  }
}
