package dev.snaptill.store;

import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import java.sql.Connection;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * The database that holds the state: the embedded HSQLDB of one gateway, or a PostgreSQL that
 * several share (DESIGN.md rule 7). Checked at the start to be durable at each commit.
 */
public abstract class Database implements AutoCloseable {

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

  /** The database can't be used; the message says why and where. */
  public static final class DatabaseException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    DatabaseException(String message, @Nullable Throwable cause) {
      super(message, cause);
    }
  }
}
