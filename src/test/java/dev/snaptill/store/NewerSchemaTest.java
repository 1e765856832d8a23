package dev.snaptill.store;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class NewerSchemaTest {
  @TempDir Path directory;

  @ParameterizedTest
  @EnumSource(Databases.class)
  void aNewerDatabaseIsRefusedAndLeftAlone(Databases kind) throws Exception {
    DatabaseConfig config = kind.config(directory);
    try (Database database = Database.open(config);
        var connection = database.connection();
        var sql = connection.createStatement()) {
      sql.execute("INSERT INTO schema_version VALUES (9999, 'V9999__later.sql')");
    }
    for (int time = 0; time < 2; time++) {
      assertThatThrownBy(() -> Database.open(config))
          .isInstanceOf(Database.DatabaseException.class)
          .hasMessageContaining("the database has schema version 9999")
          .hasMessageContaining("run the newer program");
    }
  }
}
