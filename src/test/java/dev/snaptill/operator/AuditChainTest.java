package dev.snaptill.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.snaptill.store.Databases;
import dev.snaptill.store.OpenDatabase;
import dev.snaptill.store.Unit;
import dev.snaptill.value.Ids;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What somebody who can write to the database itself can't hide. */
@ParameterizedClass
@EnumSource(Databases.class)
class AuditChainTest {
  @Parameter Databases database;
  @TempDir Path directory;
  private OpenDatabase world;
  private AuditSeal seal;
  private final List<Long> entries = new ArrayList<>();

  @BeforeEach
  void start() {
    world = new OpenDatabase(database, directory);
    seal = new AuditSeal(world.vault);
  }

  @AfterEach
  void stop() {
    world.close();
  }

  private void write(int count) {
    for (int i = 0; i < count; i++) {
      long id = world.ids.next();
      entries.add(id);
      OpenDatabase.await(
          world.journal.submit(
              Unit.guardedBy(
                  AuditStore.entry(id, "ann", "party.read", "x" + i, "", world.clock.instant()))));
      world.clock.move(Duration.ofSeconds(1));
    }
  }

  /** Chains what is there, as at a start; batches of three. */
  private void chain() {
    String id =
        world.deploy(
            new AuditVerticle(
                new AuditConfig(Duration.ofHours(1), 3),
                world.journal,
                world.pool,
                seal,
                world.metrics,
                world.clock));
    OpenDatabase.await(world.vertx.undeploy(id));
  }

  /** As somebody does who owns the files. */
  private void tamper(String... statements) {
    for (String table : List.of("audit_entry", "audit_link", "audit_chain")) {
      world.run(database.dropTrigger(table, table + "_unaltered"));
      world.run(database.dropTrigger(table, table + "_kept"));
    }
    for (String statement : statements) {
      world.run(statement);
    }
  }

  private AuditProofStore.Proof prove(String noted) throws Exception {
    try (Connection connection = world.database.connection()) {
      return new AuditProofStore(connection, seal).prove(noted);
    }
  }

  private AuditChainStore.Head head() {
    return OpenDatabase.await(new AuditChainStore(world.pool, seal).head());
  }

  @Test
  void anUntouchedTrailIsWhole() throws Exception {
    assertThat(prove(null).wrong()).isEmpty();
    write(7);
    chain();
    String noted = head().hash();
    write(2);
    chain();
    AuditProofStore.Proof proof = prove(noted);
    assertThat(proof.wrong()).isEmpty();
    assertThat(proof.batches()).isEqualTo(4);
    assertThat(proof.head()).isEqualTo(head().hash()).isNotEqualTo(noted);
    chain();
    assertThat(head().seq()).isEqualTo(4);
  }

  @Test
  void anAlteredEntryIsNamed() throws Exception {
    write(7);
    chain();
    tamper("UPDATE audit_entry SET actor = 'bo' WHERE id = " + entries.get(4));
    assertThat(prove(null).wrong())
        .containsExactly("audit trail: entry " + Ids.text(entries.get(4)) + " was altered");
  }

  @Test
  void aDeletedEntryIsNamedAndSoIsOneWhoseLinkIsGone() throws Exception {
    write(7);
    chain();
    tamper(
        "DELETE FROM audit_entry WHERE id = " + entries.get(0),
        "DELETE FROM audit_entry WHERE id = " + entries.get(5),
        "DELETE FROM audit_link WHERE entry_id = " + entries.get(5));
    assertThat(prove(null).wrong())
        .containsExactly(
            "audit trail: entry " + Ids.text(entries.get(0)) + " was deleted",
            "audit trail: batch 2 is not what was chained, from it on nothing is proved");
  }

  @Test
  void anEntryPutInLaterIsFound() throws Exception {
    write(1);
    world.clock.move(Duration.ofHours(1));
    write(3);
    chain();
    long between = entries.get(0) + 5;
    tamper("INSERT INTO audit_entry VALUES (" + between + ", 'bo', 'a', 'b', '', 1)");
    chain();
    assertThat(prove(null).wrong())
        .containsExactly("audit trail: 1 entries were put in, the first is " + Ids.text(between));
  }

  @Test
  void aCutOffEndIsFoundByTheHeadThatWasNoted() throws Exception {
    write(7);
    chain();
    String noted = head().hash();
    tamper(
        "DELETE FROM audit_entry WHERE id = " + entries.get(6),
        "DELETE FROM audit_link WHERE seq = 3",
        "DELETE FROM audit_chain WHERE seq = 3");
    assertThat(prove(null).wrong()).isEmpty();
    assertThat(prove(noted).wrong())
        .containsExactly(
            "audit trail: the noted head is not in the chain: its end was cut off or replaced");
  }

  @Test
  void entriesThatComeALittleLateAreChained() throws Exception {
    long late = world.ids.next();
    world.clock.move(Duration.ofSeconds(5));
    write(3);
    chain();
    OpenDatabase.await(
        world.journal.submit(
            Unit.guardedBy(
                AuditStore.entry(late, "ann", "party.read", "late", "", world.clock.instant()))));
    chain();
    assertThat(prove(null).wrong()).isEmpty();
    assertThat(head().seq()).isEqualTo(2);
  }
}
