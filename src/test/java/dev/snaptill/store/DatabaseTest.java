package dev.snaptill.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatabaseTest {
  @TempDir Path directory;

  private Database open() {
    return Database.open(OpenDatabase.config(directory));
  }

  private static String ask(Database database, String sql) throws SQLException {
    try (Connection connection = database.connection();
        var statement = connection.createStatement();
        var row = statement.executeQuery(sql)) {
      return row.next() ? row.getString(1) : "none";
    }
  }

  private static void run(Database database, String... statements) throws SQLException {
    try (Connection connection = database.connection();
        var statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  @Test
  void aCommitIsOnDiskWhenItReturns() throws Exception {
    try (Database database = open()) {
      assertThat(
              ask(
                  database,
                  "SELECT property_value FROM information_schema.system_properties"
                      + " WHERE property_name = 'hsqldb.write_delay'"))
          .isEqualToIgnoringCase("false");
    }
  }

  @Test
  void aDatabaseThatSomebodyMadeLazyIsMadeDurableAgain() throws Exception {
    try (Database database = open()) {
      run(database, "SET FILES WRITE DELAY 10");
    }
    try (Database database = open()) {
      assertThat(
              ask(
                  database,
                  "SELECT property_value FROM information_schema.system_properties"
                      + " WHERE property_name = 'hsqldb.write_delay'"))
          .isEqualToIgnoringCase("false");
    }
  }

  @Test
  void oneProcessAtATime() {
    try (Database database = open()) {
      assertThat(database).isNotNull();
      assertThatThrownBy(this::open)
          .isInstanceOf(Database.DatabaseException.class)
          .hasMessage(directory.toAbsolutePath() + " is in use by another gateway");
    }
    open().close();
  }

  @Test
  void aMigrationThatWasCutHalfWayIsTakenUpAgain() throws Exception {
    try (Database database = open()) {
      // as a crash between two statements leaves it: some tables, and no version
      run(
          database,
          "INSERT INTO parked VALUES (1, 7, 0, 1)",
          "DELETE FROM schema_version",
          "DROP TABLE outbox",
          "DROP INDEX voucher_code");
    }
    try (Database database = open()) {
      assertThat(ask(database, "SELECT COUNT(*) FROM outbox")).isEqualTo("0");
      assertThat(ask(database, "SELECT id FROM parked")).isEqualTo("7");
      assertThat(ask(database, "SELECT COUNT(*) FROM schema_version")).isNotEqualTo("0");
    }
  }

  @Test
  void whatWasWrittenIsThereAfterReopening() throws Exception {
    try (Database database = open()) {
      run(database, "UPDATE sweep_mark SET low = 42");
    }
    try (Database database = open()) {
      assertThat(ask(database, "SELECT low FROM sweep_mark")).isEqualTo("42");
    }
  }

  @Test
  void aDirectoryThatCannotBeIsNamed() throws Exception {
    Path file = java.nio.file.Files.createFile(directory.resolve("file"));
    assertThatThrownBy(() -> Database.open(OpenDatabase.config(file)))
        .isInstanceOf(Database.DatabaseException.class)
        .hasMessageContaining(file.toString());
  }
}
