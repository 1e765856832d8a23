package dev.snaptill.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The writer's connection to a PostgreSQL: round trips are the cost, so statements of one text go
 * as one JDBC batch, which tells how many rows each hit.
 */
final class PostgresJournalConnection extends JdbcJournalConnection {
  /** Behind another transaction's lock; then the batch is run again. */
  private static final int LOCK_TIMEOUT_MS = 5_000;

  private static final String NUMBER =
      "UPDATE journal_batch SET seq = ? WHERE node = ? AND epoch = ?";
  private static final String END_EARLIER =
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name ="
          + " current_setting('application_name') AND usename = current_user"
          + " AND datname = current_database() AND pid <> pg_backend_pid()";

  private final Map<Sql, PreparedStatement> prepared = new IdentityHashMap<>();
  private final long epoch;
  private final PreparedStatement numbering;

  /**
   * @param connection carries an application name that only this node's writers have
   * @param node its row in journal_batch exists
   * @param epoch of the node's lease; null takes the row's
   */
  PostgresJournalConnection(Connection connection, int node, @Nullable Long epoch)
      throws SQLException {
    super(connection, node);
    try {
      connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
      try (java.sql.Statement sql = connection.createStatement()) {
        sql.execute("SET synchronous_commit = on");
        sql.execute("SET lock_timeout = " + LOCK_TIMEOUT_MS);
        // an earlier writer of this node whose process or line was cut may still hold its locks
        sql.execute(END_EARLIER);
      }
      connection.setAutoCommit(false);
      this.epoch =
          epoch == null ? numberBy("SELECT epoch FROM journal_batch WHERE node = ?") : epoch;
      this.numbering = connection.prepareStatement(NUMBER);
    } catch (SQLException e) {
      close();
      throw e;
    }
  }

  @Override
  public boolean grouped() {
    return true;
  }

  @Override
  public int execute(Statement statement) throws SQLException {
    PreparedStatement run = prepare(statement.sql());
    bind(run, statement.values());
    return run.executeUpdate();
  }

  @Override
  public int[] execute(Sql sql, List<Statement> statements) throws SQLException {
    if (statements.size() == 1) {
      return new int[] {execute(statements.get(0))};
    }
    PreparedStatement run = prepare(sql);
    try {
      for (Statement statement : statements) {
        bind(run, statement.values());
        run.addBatch();
      }
      return run.executeBatch();
    } catch (SQLException e) {
      run.clearBatch();
      throw e;
    }
  }

  private PreparedStatement prepare(Sql sql) throws SQLException {
    PreparedStatement run = prepared.get(sql);
    if (run == null) {
      String text = sql.ifAbsent() ? Dialect.POSTGRES.insertIfAbsent(sql.text()) : sql.text();
      run = connection.prepareStatement(text);
      prepared.put(sql, run);
    }
    return run;
  }

  @Override
  public void number(long sequence) throws SQLException {
    numbering.setLong(1, sequence);
    numbering.setInt(2, node);
    numbering.setLong(3, epoch);
    if (numbering.executeUpdate() != 1) {
      throw new SQLException("node " + node + "'s work was taken over by another node", FENCED);
    }
  }

  /** Our own SQLSTATE, of a class that is free for that (SQL:2016 part 2, 24.1). */
  static final String FENCED = "SN001";

  /**
   * Waits for the row's lock: a commit that was under way when its line broke may be under way
   * still, and holds it (its batch was numbered last of all).
   */
  @Override
  public long lastNumber() throws SQLException {
    long last = numberBy("SELECT seq FROM journal_batch WHERE node = ? FOR UPDATE");
    connection.rollback();
    return last;
  }
}
