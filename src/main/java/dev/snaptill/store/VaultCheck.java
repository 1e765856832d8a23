package dev.snaptill.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedSet;

/** Finds out at the start whether the master key file is the one this database was sealed with. */
public final class VaultCheck {
  private VaultCheck() {}

  /**
   * Compares, and writes down keys that are new here.
   *
   * @throws Database.DatabaseException if a key that sealed something is missing or another one
   */
  public static void run(Database database, Vault vault) {
    try (Connection connection = database.connection()) {
      check(connection, vault);
    } catch (SQLException e) {
      throw new Database.DatabaseException("the master key could not be checked: " + e, e);
    }
  }

  private static void check(Connection connection, Vault vault) throws SQLException {
    Map<Integer, byte[]> known = known(connection);
    SortedSet<Integer> held = vault.keyNumbers();
    for (Map.Entry<Integer, byte[]> one : known.entrySet()) {
      int number = one.getKey();
      if (number != 0 && !held.contains(number)) {
        throw new Database.DatabaseException(
            "the master key file has no key "
                + number
                + ", which sealed a part of this database: put it back from a copy of the file",
            null);
      }
      if (!java.security.MessageDigest.isEqual(one.getValue(), vault.check(number))) {
        throw new Database.DatabaseException(
            "the master key file is not this database's: its "
                + (number == 0 ? "index key" : "key " + number)
                + " is another one; put the right file in its place",
            null);
      }
    }
    insert(connection, known, 0, vault);
    for (int number : held) {
      insert(connection, known, number, vault);
    }
  }

  private static Map<Integer, byte[]> known(Connection connection) throws SQLException {
    Map<Integer, byte[]> known = new HashMap<>();
    try (PreparedStatement query =
            connection.prepareStatement("SELECT key_id, check_value FROM vault_key");
        ResultSet rows = query.executeQuery()) {
      while (rows.next()) {
        known.put(rows.getInt(1), rows.getBytes(2));
      }
    }
    return known;
  }

  private static void insert(
      Connection connection, Map<Integer, byte[]> known, int number, Vault vault)
      throws SQLException {
    if (known.containsKey(number)) {
      return;
    }
    try (PreparedStatement insert =
        connection.prepareStatement("INSERT INTO vault_key (key_id, check_value) VALUES (?, ?)")) {
      insert.setInt(1, number);
      insert.setBytes(2, vault.check(number));
      insert.executeUpdate();
    } catch (SQLException e) {
      // another node that starts at the same time has written it
      if (!Blame.isDuplicateKey(e)) {
        throw e;
      }
    }
  }
}
