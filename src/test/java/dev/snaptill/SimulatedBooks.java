package dev.snaptill;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/** What {@code verify} says of a simulated gateway's database. */
public final class SimulatedBooks {
  private SimulatedBooks() {}

  /** In words; empty if the books are whole. */
  public static List<String> wrong(Connection connection) throws SQLException {
    return new BooksStore(connection).wrong().stream().sorted().toList();
  }
}
