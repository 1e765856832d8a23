package dev.snaptill.store;

import dev.snaptill.config.Settings;
import java.nio.file.Path;

/**
 * Where the state is kept.
 *
 * @param directory holds the database, the pictures and the lock; created if absent
 * @param transactions HSQLDB's transaction model
 * @param logMegabytes a checkpoint is made when the redo log has grown to this
 * @param cacheRows rows of CACHED tables held in memory, in thousands
 * @param readers connections of the read pool
 * @param node this gateway's number, 0 to 255
 */
public record DatabaseConfig(
    Path directory,
    TransactionMode transactions,
    int logMegabytes,
    int cacheRows,
    int readers,
    int node,
    Journal.Limits batch) {

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
            s.integer("batch_bytes", 1 << 20, 1 << 12, 1 << 24)));
  }
}
