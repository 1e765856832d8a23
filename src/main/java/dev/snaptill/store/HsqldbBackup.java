package dev.snaptill.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/** A copy of the embedded database's files and of the pictures, made while the gateway works. */
final class HsqldbBackup {
  private HsqldbBackup() {}

  /**
   * Copies into {@code to/db}, then the pictures: each picture a row names is older than the row.
   */
  static void make(Connection connection, Path media, Path to) throws SQLException, IOException {
    Path db = to.toAbsolutePath().resolve("db");
    Files.createDirectories(db);
    if (db.toString().contains("'")) {
      throw new IOException("the path must not hold an apostrophe: " + db);
    }
    try (java.sql.Statement sql = connection.createStatement()) {
      sql.execute("BACKUP DATABASE TO '" + db + "/' NOT BLOCKING AS FILES");
    }
    copy(media, to.resolve("media"));
    for (Path folder : List.of(db, to)) {
      try (var files = Files.list(folder)) {
        for (Path file : files.toList()) {
          PostgresBackup.force(file);
        }
      }
      PostgresBackup.force(folder);
    }
  }

  /**
   * Puts a copy where a gateway will look for it.
   *
   * @throws IOException also if a database is there already
   */
  static void restore(Path from, Path directory) throws IOException {
    if (!Files.exists(from.resolve("db/snaptill.script"))) {
      throw new IOException(from + " holds no backup: db/snaptill.script is missing");
    }
    if (Files.exists(directory.resolve("db/snaptill.script"))) {
      throw new IOException(
          directory.resolve("db") + " holds a database already: move it away first");
    }
    copy(from.resolve("media"), directory.resolve("media"));
    copy(from.resolve("db"), directory.resolve("db"));
  }

  private static void copy(Path from, Path to) throws IOException {
    Files.createDirectories(to);
    if (!Files.isDirectory(from)) {
      return;
    }
    try (var files = Files.list(from)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        String name = String.valueOf(file.getFileName());
        if (name.endsWith(".tmp")) {
          continue;
        }
        try {
          Files.copy(file, to.resolve(name));
        } catch (java.nio.file.NoSuchFileException e) {
          continue; // a picture whose day was over meanwhile
        }
        PostgresBackup.force(to.resolve(name));
      }
    }
    PostgresBackup.force(to);
  }
}
