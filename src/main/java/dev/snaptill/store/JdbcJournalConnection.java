package dev.snaptill.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** What the journal's connections to both databases have in common. */
abstract class JdbcJournalConnection implements JournalConnection {
  final Connection connection;
  final int node;

  JdbcJournalConnection(Connection connection, int node) {
    this.connection = connection;
    this.node = node;
  }

  static void bind(PreparedStatement run, @Nullable Object[] values) throws SQLException {
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
  }

  /** The number that a query by node finds; 0 if it finds none. */
  final long numberBy(String query) throws SQLException {
    try (PreparedStatement run = connection.prepareStatement(query)) {
      run.setInt(1, node);
      try (ResultSet row = run.executeQuery()) {
        return row.next() ? row.getLong(1) : 0;
      }
    }
  }

  @Override
  public final void commit() throws SQLException {
    connection.commit();
  }

  @Override
  public final void rollback() throws SQLException {
    connection.rollback();
  }

  @Override
  public final void close() {
    try {
      connection.close();
    } catch (SQLException e) {
      // it is being thrown away
    }
  }
}
