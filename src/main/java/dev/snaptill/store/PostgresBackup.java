package dev.snaptill.store;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.postgresql.PGConnection;

/**
 * A copy of every table as of one moment, made while gateways work: all of them are read in one
 * snapshot (PostgreSQL manual, REPEATABLE READ). Independent of the server's version and machine; a
 * server's own backups (pg_basebackup with WAL archiving) are what recovers to a point in time.
 */
final class PostgresBackup {
  private static final String TABLES =
      "SELECT table_name FROM information_schema.tables WHERE table_schema = current_schema()"
          + " AND table_type = 'BASE TABLE' ORDER BY table_name";
  private static final String COUNTS = "rows.txt";

  private PostgresBackup() {}

  /** Copies into a directory, one file a table, and forces them to disk. */
  static void make(Connection connection, Path to) throws SQLException, IOException {
    Files.createDirectories(to);
    connection.setAutoCommit(false);
    connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
    connection.setReadOnly(true);
    List<String> counts = new ArrayList<>();
    for (String table : tables(connection)) {
      Path file = to.resolve(table + ".copy");
      try (OutputStream out =
          new BufferedOutputStream(
              Files.newOutputStream(
                  file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE))) {
        long rows =
            connection
                .unwrap(PGConnection.class)
                .getCopyAPI()
                .copyOut("COPY " + table + " TO STDOUT (FORMAT binary)", out);
        counts.add(table + " " + rows);
      }
      force(file);
    }
    connection.rollback();
    // last: a copy without it is not whole
    Files.write(to.resolve(COUNTS), counts);
    force(to.resolve(COUNTS));
    force(to);
  }

  /**
   * Fills a database that has this program's schema and no work in it.
   *
   * @throws SQLException also if it is not empty or the copy is not whole
   */
  static void restore(Path from, Connection connection) throws SQLException, IOException {
    if (!Files.exists(from.resolve(COUNTS))) {
      throw new IOException(from.resolve(COUNTS) + " is missing: the backup is not whole");
    }
    TreeMap<String, Long> counts = new TreeMap<>();
    for (String line : Files.readAllLines(from.resolve(COUNTS))) {
      counts.put(line.substring(0, line.indexOf(' ')), Long.valueOf(line.split(" ")[1]));
    }
    connection.setAutoCommit(false);
    List<String> tables = tables(connection);
    if (!tables.equals(List.copyOf(counts.keySet()))) {
      throw new SQLException(
          "the backup has other tables than this program's schema: restore it with the program"
              + " that made it, then start the newer one");
    }
    try (java.sql.Statement sql = connection.createStatement()) {
      for (String table : List.of("party", "inbox", "payment", "outbox", "audit_entry")) {
        try (ResultSet row = sql.executeQuery("SELECT 1 FROM " + table + " LIMIT 1")) {
          if (row.next()) {
            throw new SQLException("the database is not empty: " + table + " has rows");
          }
        }
      }
      // an empty database's first rows are replaced, which the triggers of kept tables would refuse
      for (String table : tables) {
        sql.execute("ALTER TABLE " + table + " DISABLE TRIGGER USER");
      }
      sql.execute("TRUNCATE " + String.join(", ", tables));
    }
    for (String table : tables) {
      try (InputStream in =
          new BufferedInputStream(Files.newInputStream(from.resolve(table + ".copy")))) {
        long rows =
            connection
                .unwrap(PGConnection.class)
                .getCopyAPI()
                .copyIn("COPY " + table + " FROM STDIN (FORMAT binary)", in);
        if (rows != counts.getOrDefault(table, -1L)) {
          throw new SQLException(
              table + " has " + rows + " rows in the backup instead of " + counts.get(table));
        }
      }
    }
    try (java.sql.Statement sql = connection.createStatement()) {
      // no gateway of the copied leases is alive here
      for (String table : tables) {
        sql.execute("ALTER TABLE " + table + " ENABLE TRIGGER USER");
      }
      sql.execute("UPDATE node_lease SET holder = '', until = 0, wanted = NULL");
    }
    connection.commit();
  }

  private static List<String> tables(Connection connection) throws SQLException {
    List<String> tables = new ArrayList<>();
    try (java.sql.Statement sql = connection.createStatement();
        ResultSet rows = sql.executeQuery(TABLES)) {
      while (rows.next()) {
        tables.add(rows.getString(1));
      }
    }
    java.util.Collections.sort(tables);
    return List.copyOf(tables);
  }

  static void force(Path file) throws IOException {
    try (var channel = java.nio.channels.FileChannel.open(file, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }
}
