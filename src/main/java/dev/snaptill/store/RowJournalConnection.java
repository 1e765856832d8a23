package dev.snaptill.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Runs statements one by one on prepared statements: in an embedded database as fast as batches,
 * and it gives counts (journal.md).
 */
final class RowJournalConnection extends JdbcJournalConnection {
  // by identity: statements are constants, and hashing their text for each row would cost
  private final Map<Sql, PreparedStatement> prepared = new IdentityHashMap<>();
  private @Nullable PreparedStatement numbering;

  /**
   * @param node this gateway's number; its row in journal_batch exists
   */
  RowJournalConnection(Connection connection, int node) throws SQLException {
    super(connection, node);
    connection.setAutoCommit(false);
  }

  @Override
  public boolean grouped() {
    return false;
  }

  @Override
  public int[] execute(Sql sql, List<Statement> statements) throws SQLException {
    int[] rows = new int[statements.size()];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = execute(statements.get(i));
    }
    return rows;
  }

  @Override
  public int execute(Statement statement) throws SQLException {
    PreparedStatement run = prepared.get(statement.sql());
    if (run == null) {
      run = connection.prepareStatement(statement.sql().text());
      prepared.put(statement.sql(), run);
    }
    bind(run, statement.values());
    if (!statement.sql().ifAbsent()) {
      return run.executeUpdate();
    }
    try {
      return run.executeUpdate();
    } catch (SQLException e) {
      // HSQLDB has no ON CONFLICT; there a duplicate key leaves the transaction as it was.
      if (Blame.isDuplicateKey(e)) {
        return 0;
      }
      throw e;
    }
  }

  @Override
  public void number(long sequence) throws SQLException {
    PreparedStatement run = numbering;
    if (run == null) {
      run = connection.prepareStatement("UPDATE journal_batch SET seq = ? WHERE node = ?");
      numbering = run;
    }
    run.setLong(1, sequence);
    run.setInt(2, node);
    if (run.executeUpdate() != 1) {
      throw new SQLException("no row for node " + node + " in journal_batch", "02000");
    }
  }

  @Override
  public long lastNumber() throws SQLException {
    return numberBy("SELECT seq FROM journal_batch WHERE node = ?");
  }
}
