package dev.snaptill.store;

import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * The database that holds the state: the embedded HSQLDB of one gateway, or a PostgreSQL that
 * several share (DESIGN.md rule 7). Checked at the start to be durable at each commit.
 */
public abstract class Database implements AutoCloseable {

  /** Whether an exception says that the database is away for now, not that a request was wrong. */
  public static boolean isAway(Throwable failure) {
    return failure instanceof SQLException sql && Blame.of(sql) == Blame.DATABASE;
  }

  /**
   * Opens the configured database and creates its tables if absent.
   *
   * @throws DatabaseException if it is in use by another gateway, can't be reached or opened, is
   *     newer than this program or would not be durable
   */
  public static Database open(DatabaseConfig config) {
    return config.kind() == DatabaseConfig.Kind.POSTGRES
        ? PostgresDatabase.onServer(config)
        : HsqldbDatabase.inDirectory(config);
  }

  /** What this database's SQL calls things. */
  public abstract Dialect dialect();

  /**
   * Takes up this node's work, and from then on that of nodes that go silent, where several share
   * the database. Blocks while another node still is at work for this one.
   *
   * @param takenOver run when another node has taken this one's work over: nothing that this
   *     process does is committed any more, and it must end
   * @throws DatabaseException if another gateway has this node's number
   */
  public abstract Tenure join(Runnable takenOver);

  /** Opens connections for the journal writer. */
  public abstract JournalConnection.Source journalSource();

  /** A bare connection, for verification and benchmarks on an otherwise idle database. */
  public abstract Connection connection() throws SQLException;

  /** The pool through which everything is read. */
  public abstract Pool readPool(Vertx vertx);

  /** Where pictures are kept. */
  public abstract MediaStore media(Vertx vertx, Vault vault);

  /**
   * Copies the whole state as of one moment into an empty directory, while the gateway works. The
   * master key is not in it: without the key it can't be read.
   *
   * @throws DatabaseException if it can't be read or written there
   */
  public final void backup(Path to) {
    try {
      copy(to);
    } catch (SQLException | IOException e) {
      throw new DatabaseException("no backup in " + to + ": " + e.getMessage(), e);
    }
  }

  abstract void copy(Path to) throws SQLException, IOException;

  /**
   * Puts a backup where the configured database is to be. What happened after it was made is not in
   * it (docs/operations.md).
   *
   * @throws DatabaseException if there is a database with work in it already, or the backup is not
   *     whole
   */
  public static void restore(DatabaseConfig config, Path from) {
    try {
      if (config.kind() == DatabaseConfig.Kind.HSQLDB) {
        HsqldbBackup.restore(from, config.directory());
        open(config).close();
        return;
      }
      try (Database database = open(config);
          Connection connection = database.connection()) {
        PostgresBackup.restore(from.resolve("tables"), connection);
      }
    } catch (SQLException | IOException e) {
      throw new DatabaseException("cannot restore " + from + ": " + e.getMessage(), e);
    }
  }

  /** Whether a commit that failed leaves the process no way but to end (journal.md). */
  public abstract boolean endsWithLostCommit();

  @Override
  public abstract void close();

  /** This node's rows that others count on; created once. */
  static void registerNode(Connection connection, Dialect dialect, int node) throws SQLException {
    for (String table : new String[] {"journal_batch", "sweep_mark"}) {
      String column = table.equals("sweep_mark") ? "low" : "seq";
      try (java.sql.Statement sql = connection.createStatement()) {
        sql.execute(
            dialect.insertIfAbsent(
                "INSERT INTO " + table + " (node, " + column + ") VALUES (" + node + ", 0)"));
      } catch (SQLException e) {
        if (!Blame.isDuplicateKey(e)) {
          throw e;
        }
      }
    }
  }

  /** Another process has the database open. */
  public static final class InUse extends DatabaseException {
    private static final long serialVersionUID = 1L;

    InUse(String message) {
      super(message, null);
    }
  }

  /** The database can't be used; the message says why and where. */
  public static class DatabaseException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    DatabaseException(String message, @Nullable Throwable cause) {
      super(message, cause);
    }
  }
}
