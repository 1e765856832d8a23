package dev.snaptill.store;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Brings a database to the schema this program was built for; never back. */
final class Migrations {
  /** Every migration, oldest first; the place in the list, from 1, is its version. */
  private static final List<String> SCRIPTS =
      List.of(
          "V001__base.sql",
          "V002__operator.sql",
          "V003__settlement.sql",
          "V004__ledger.sql",
          "V005__reconciliation.sql",
          "V006__bank.sql",
          "V007__nodes.sql",
          "V008__vouchers.sql",
          "V009__confirmations.sql",
          "V010__receipts.sql",
          "V011__subscriptions.sql",
          "V012__carriers.sql",
          "V013__mmscs.sql",
          "V014__payouts.sql",
          "V015__notices.sql");

  private Migrations() {}

  /**
   * Applies what is missing.
   *
   * @throws SQLException also if the database is newer than this program
   */
  static void run(Connection connection, Dialect dialect) throws SQLException {
    try (java.sql.Statement sql = connection.createStatement()) {
      sql.execute(
          "CREATE TABLE IF NOT EXISTS schema_version (version INTEGER PRIMARY KEY, script"
              + " VARCHAR(100) NOT NULL)");
      int current;
      try (ResultSet row = sql.executeQuery("SELECT MAX(version) FROM schema_version")) {
        current = row.next() ? row.getInt(1) : 0;
      }
      if (current > SCRIPTS.size()) {
        throw new SQLException(
            "the database has schema version "
                + current
                + ", this program knows up to "
                + SCRIPTS.size()
                + ": run the newer program");
      }
      for (int version = current + 1; version <= SCRIPTS.size(); version++) {
        String script = SCRIPTS.get(version - 1);
        for (String part : List.of(script, dialectPart(script, dialect))) {
          for (String statement : statements(read(part), dialect.words())) {
            sql.execute(statement);
          }
        }
        sql.execute("INSERT INTO schema_version VALUES (" + version + ", '" + script + "')");
      }
    }
  }

  /** {@code V004__ledger.sql} goes on in {@code V004__ledger.hsqldb.sql}, if there is one. */
  private static String dialectPart(String script, Dialect dialect) {
    return script.replace(".sql", "." + dialect.name().toLowerCase(Locale.ROOT) + ".sql");
  }

  /** Semicolons between {@code $$} belong to a function's body. */
  private static List<String> statements(String script, Map<String, String> words) {
    String text = script.replaceAll("(?m)--.*$", "");
    for (Map.Entry<String, String> word : words.entrySet()) {
      text = text.replace("${" + word.getKey() + "}", word.getValue());
    }
    List<String> statements = new ArrayList<>();
    StringBuilder statement = new StringBuilder();
    for (String piece : text.split(";", -1)) {
      statement.append(piece);
      if ((statement.toString().split("\\$\\$", -1).length - 1) % 2 == 1) {
        statement.append(';');
      } else {
        if (!statement.toString().isBlank()) {
          statements.add(statement.toString());
        }
        statement.setLength(0);
      }
    }
    return statements;
  }

  private static String read(String script) throws SQLException {
    try (InputStream in = Migrations.class.getResourceAsStream("/schema/" + script)) {
      if (in == null && !script.matches(".+\\..+\\.sql")) {
        throw new SQLException("missing from the program: schema/" + script);
      }
      return in == null ? "" : new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new SQLException("schema/" + script + " cannot be read", e);
    }
  }
}
