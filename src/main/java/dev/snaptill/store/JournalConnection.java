package dev.snaptill.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.IdentityHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The writer's own connection with its prepared statements. Used by the writer thread alone. */
public final class JournalConnection implements AutoCloseable {
  private final Connection connection;
  private final int node;
  // by identity: statements are constants, and hashing their text for each row would cost
  private final Map<Sql, PreparedStatement> prepared = new IdentityHashMap<>();
  private @Nullable PreparedStatement numbering;

  /** Opens the writer's connection. */
  @FunctionalInterface
  public interface Source {
    JournalConnection open() throws SQLException;
  }

  /**
   * @param node this gateway's number; its row in journal_batch exists
   */
  public JournalConnection(Connection connection, int node) throws SQLException {
    this.connection = connection;
    this.node = node;
    connection.setAutoCommit(false);
  }

  /** Runs one statement and returns how many rows it hit. */
  int execute(Statement statement) throws SQLException {
    PreparedStatement run = prepared.get(statement.sql());
    if (run == null) {
      run = connection.prepareStatement(statement.sql().text());
      prepared.put(statement.sql(), run);
    }
    @Nullable Object[] values = statement.values();
    for (int i = 0; i < values.length; i++) {
      Object value = values[i];
      if (value instanceof Long number) {
        run.setLong(i + 1, number);
      } else if (value instanceof String text) {
        run.setString(i + 1, text);
      } else if (value instanceof Integer number) {
        run.setInt(i + 1, number);
      } else if (value instanceof byte[] bytes) {
        run.setBytes(i + 1, bytes);
      } else {
        run.setObject(i + 1, value);
      }
    }
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

  /** Numbers the batch about to be committed, so that its fate can be looked up. */
  void number(long sequence) throws SQLException {
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

  /** The number of this node's last batch that was committed. */
  long lastNumber() throws SQLException {
    try (PreparedStatement run =
        connection.prepareStatement("SELECT seq FROM journal_batch WHERE node = ?")) {
      run.setInt(1, node);
      try (ResultSet row = run.executeQuery()) {
        return row.next() ? row.getLong(1) : 0;
      }
    }
  }

  void commit() throws SQLException {
    connection.commit();
  }

  void rollback() throws SQLException {
    connection.rollback();
  }

  @Override
  public void close() {
    try {
      connection.close();
    } catch (SQLException e) {
      // it is being thrown away
    }
  }
}
