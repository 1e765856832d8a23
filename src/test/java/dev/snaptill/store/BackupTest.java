package dev.snaptill.store;

import static dev.snaptill.store.OpenDatabase.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.snaptill.channel.MediaRef;
import io.vertx.core.Future;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** A copy made under load, and a gateway's database made of it. */
@ParameterizedClass
@EnumSource(Databases.class)
class BackupTest {
  private static final Sql PARK = Sql.of(Table.PARKED, "INSERT INTO parked VALUES (1, ?, 0, 0)");
  private static final Sql BLOCK =
      Sql.of(
          Table.SENDER_BLOCK,
          "INSERT INTO sender_block (sender_key, wrong, since, blocked_until) VALUES (?, 1, 2, 3)");

  @Parameter Databases kind;
  @TempDir Path directory;
  @TempDir Path elsewhere;

  private static Unit both(long i) {
    byte[] key = java.nio.ByteBuffer.allocate(8).putLong(i).array();
    return Unit.guardedBy(PARK.with(i, i)).then(BLOCK.with(i, (Object) key));
  }

  @Test
  void whatWasCommittedBeforeIsInItAndUnitsAreWhole() throws Exception {
    Path copy = directory.resolve("copy");
    MediaRef picture;
    byte[] bytes = {1, 2, 3};
    try (OpenDatabase db = new OpenDatabase(kind, directory.resolve("data"))) {
      picture = await(db.database.media(db.vertx, db.vault).put(bytes, "image/png"));
      for (long i = 0; i < 500; i++) {
        await(db.journal.submit(both(i)));
      }
      List<Future<Unit.Outcome>> during = new ArrayList<>();
      for (long i = 500; i < 5_000; i++) {
        during.add(db.journal.submit(both(i)));
      }
      db.database.backup(copy);
      for (Future<Unit.Outcome> outcome : during) {
        assertThat(await(outcome).done()).isTrue();
      }
    }
    Database.restore(kind.config(elsewhere), copy);
    try (OpenDatabase restored = new OpenDatabase(kind, elsewhere)) {
      long parked = restored.ask("SELECT COUNT(*) FROM parked");
      assertThat(parked).isBetween(500L, 5_000L);
      assertThat(restored.ask("SELECT COUNT(*) FROM sender_block")).isEqualTo(parked);
      assertThat(restored.ask("SELECT COUNT(*) FROM parked WHERE id < 500")).isEqualTo(500);
      assertThat(await(restored.database.media(restored.vertx, restored.vault).get(picture)))
          .isEqualTo(bytes);
      assertThat(await(restored.journal.submit(both(9_999))).done()).isTrue();
    }
  }

  @Test
  void aDatabaseWithWorkInItIsNotOverwritten() throws Exception {
    Path copy = directory.resolve("copy");
    try (OpenDatabase db = new OpenDatabase(kind, directory.resolve("data"))) {
      db.run(
          "INSERT INTO party (id, kind, name, language, state, created) VALUES (1, 'SHOP', 'a', 'en', 'ACTIVE', 0)");
      db.database.backup(copy);
    }
    assertThatThrownBy(() -> Database.restore(kind.config(directory.resolve("data")), copy))
        .isInstanceOf(Database.DatabaseException.class)
        .hasMessageMatching(".*(holds a database already|is not empty).*");
  }

  @Test
  void whatIsNoBackupIsRefused() throws Exception {
    Path nothing = Files.createDirectory(directory.resolve("nothing"));
    assertThatThrownBy(() -> Database.restore(kind.config(elsewhere), nothing))
        .isInstanceOf(Database.DatabaseException.class)
        .hasMessageContaining("cannot restore");
  }
}
