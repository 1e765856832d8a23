package dev.snaptill.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/** The writer's own connection. Used by the writer thread alone. */
public interface JournalConnection extends AutoCloseable {

  /** Opens the writer's connection. */
  @FunctionalInterface
  interface Source {
    JournalConnection open() throws SQLException;
  }

  /** A connection on which statements are run one by one: HSQLDB's way. */
  static JournalConnection rowByRow(Connection connection, int node) throws SQLException {
    return new RowJournalConnection(connection, node);
  }

  /**
   * Whether statements of one kind should be handed in together: where a round trip costs more than
   * the work. The writer then regroups a batch ({@link GroupedBatch}).
   */
  boolean grouped();

  /** Runs one statement and returns how many rows it hit. */
  int execute(Statement statement) throws SQLException;

  /** Runs statements of one SQL text, in this order, and returns how many rows each hit. */
  int[] execute(Sql sql, List<Statement> statements) throws SQLException;

  /**
   * Numbers the batch about to be committed, so that its fate can be looked up.
   *
   * @throws SQLException also if this node's lease was taken over: then nothing may be committed
   */
  void number(long sequence) throws SQLException;

  /**
   * The number of this node's last batch that was committed. No earlier connection of this node can
   * commit one any more once this has returned.
   */
  long lastNumber() throws SQLException;

  void commit() throws SQLException;

  void rollback() throws SQLException;

  @Override
  void close();
}
