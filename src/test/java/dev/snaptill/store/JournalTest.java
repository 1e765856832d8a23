package dev.snaptill.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** The contract of journal.md, on a real HSQLDB file and on a real PostgreSQL. */
@ParameterizedClass
@EnumSource(Databases.class)
class JournalTest {
  private static final Sql NEW_VOUCHER =
      Sql.of(
          Table.VOUCHER_USE,
          "INSERT INTO voucher_use (voucher_id, payee_id, state, max_uses, taken, expires)"
              + " VALUES (?, 1, 'ACTIVE', ?, 0, 0)");
  private static final Sql RESERVE =
      Sql.of(
          Table.VOUCHER_USE,
          "UPDATE voucher_use SET taken = taken + 1 WHERE voucher_id = ?"
              + " AND taken < max_uses");
  private static final Sql RELEASE =
      Sql.of(Table.VOUCHER_USE, "UPDATE voucher_use SET taken = taken - 1 WHERE voucher_id = ?");
  private static final Sql LENGTHEN =
      Sql.of(
          Table.VOUCHER_USE, "UPDATE voucher_use SET expires = expires + 1 WHERE voucher_id = ?");
  private static final Sql PARK = Sql.of(Table.PARKED, "INSERT INTO parked VALUES (1, ?, 0, 0)");
  private static final Sql PARK_ONCE =
      Sql.insertIfAbsent(Table.PARKED, "INSERT INTO parked VALUES (2, ?, 0, 0)");
  private static final Sql UNPARK =
      Sql.of(Table.PARKED, "DELETE FROM parked WHERE kind = 1 AND id = ?");

  @Parameter Databases kind;
  @TempDir Path directory;
  private Vertx vertx;
  private Database database;
  private Journal journal;

  @BeforeEach
  void open() {
    vertx = Vertx.vertx();
    database = Database.open(config());
    journal = journal(database.journalSource(), () -> {});
  }

  @AfterEach
  void close() throws Exception {
    journal.close();
    database.close();
    vertx.close().toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
  }

  private DatabaseConfig config() {
    return kind.config(directory);
  }

  private Journal journal(JournalConnection.Source source, Runnable lostCommit) {
    return new Journal(
        vertx, source, Journal.Limits.DEFAULT, lostCommit, new SimpleMeterRegistry());
  }

  private static <T> T await(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
  }

  private void voucher(long id, int uses) throws Exception {
    await(journal.submit(Unit.guardedBy(NEW_VOUCHER.with(id, id, uses))));
  }

  private long ask(String sql) throws SQLException {
    try (Connection connection = database.connection();
        var statement = connection.createStatement();
        var row = statement.executeQuery(sql)) {
      row.next();
      return row.getLong(1);
    }
  }

  @Test
  void fiveHundredUnitsOnOneVoucherInOneBatchReserveItOnceForEachUse() throws Exception {
    voucher(1, 10);
    List<Future<Unit.Outcome>> outcomes = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      outcomes.add(
          journal.submit(Unit.guardedBy(RESERVE.with(1, 1L)).then(PARK.with(i, (long) i))));
    }
    int done = 0;
    for (Future<Unit.Outcome> outcome : outcomes) {
      done += await(outcome).done() ? 1 : 0;
    }
    assertThat(done).isEqualTo(10);
    assertThat(ask("SELECT taken FROM voucher_use WHERE voucher_id = 1")).isEqualTo(10);
    assertThat(ask("SELECT COUNT(*) FROM parked")).isEqualTo(10);
  }

  @Test
  void oneBadUnitAmongFiveHundredFailsAlone() throws Exception {
    List<Future<Unit.Outcome>> good = new ArrayList<>();
    Future<Unit.Outcome> bad = null;
    for (int i = 0; i < 500; i++) {
      if (i == 250) {
        bad =
            journal.submit(
                Unit.guardedBy(PARK_ONCE.with(9999, 9999L)).then(UNPARK.with(77, 123_456L)));
      }
      good.add(journal.submit(Unit.guardedBy(PARK.with(i, (long) i))));
    }
    for (Future<Unit.Outcome> outcome : good) {
      assertThat(await(outcome).done()).isTrue();
    }
    Future<Unit.Outcome> guilty = bad;
    assertThatThrownBy(() -> await(guilty)).hasCauseInstanceOf(JournalException.Broken.class);
    assertThat(ask("SELECT COUNT(*) FROM parked WHERE kind = 1")).isEqualTo(500);
    assertThat(ask("SELECT COUNT(*) FROM parked WHERE kind = 2")).isZero();
  }

  @Test
  void aDuplicateKeyThatIsExpectedRefusesAndOneThatIsNotFails() throws Exception {
    assertThat(await(journal.submit(Unit.guardedBy(PARK_ONCE.with(1, 1L)))).done()).isTrue();
    assertThat(await(journal.submit(Unit.guardedBy(PARK_ONCE.with(1, 1L)))))
        .isEqualTo(new Unit.Outcome.Refused(0));
    await(journal.submit(Unit.guardedBy(PARK.with(1, 1L))));
    assertThatThrownBy(() -> await(journal.submit(Unit.guardedBy(PARK.with(1, 1L)))))
        .hasCauseInstanceOf(JournalException.DuplicateKey.class);
  }

  @Test
  void aLaterGuardThatRefusesTakesTheEarlierOneBack() throws Exception {
    voucher(1, 1);
    voucher(2, 0);
    Unit.Outcome outcome =
        await(
            journal.submit(
                Unit.guardedBy(RESERVE.with(1, 1L), RELEASE.with(1, 1L))
                    .andGuardedBy(RESERVE.with(2, 2L))
                    .then(PARK.with(5, 5L))));
    assertThat(outcome).isEqualTo(new Unit.Outcome.Refused(1));
    assertThat(ask("SELECT taken FROM voucher_use WHERE voucher_id = 1")).isZero();
    assertThat(ask("SELECT COUNT(*) FROM parked")).isZero();
  }

  @Test
  void aCommitThatFailsAfterBeingAppliedIsNeitherLostNorRepeated() throws Exception {
    journal.close();
    AtomicInteger commits = new AtomicInteger();
    AtomicInteger lost = new AtomicInteger();
    journal =
        journal(
            () ->
                failing(
                    database.journalSource().open(), () -> commits.incrementAndGet() == 1, true),
            lost::incrementAndGet);
    assertThat(await(journal.submit(Unit.guardedBy(PARK.with(1, 1L)))).done()).isTrue();
    assertThat(lost).hasValue(1);
    assertThat(ask("SELECT COUNT(*) FROM parked")).isEqualTo(1);
  }

  @Test
  void aCommitThatFailsUnappliedIsRunAgain() throws Exception {
    journal.close();
    AtomicInteger commits = new AtomicInteger();
    journal =
        journal(
            () ->
                failing(
                    database.journalSource().open(), () -> commits.incrementAndGet() == 1, false),
            () -> {});
    assertThat(await(journal.submit(Unit.guardedBy(PARK.with(1, 1L)))).done()).isTrue();
    assertThat(ask("SELECT COUNT(*) FROM parked")).isEqualTo(1);
  }

  /** The line breaks, but the server has not noticed yet and still holds the batch's locks. */
  @Test
  void aCommitThatNeverArrivedIsRunAgainThoughItsLocksAreStillHeld() throws Exception {
    assumeThat(kind).isEqualTo(Databases.POSTGRES);
    journal.close();
    AtomicInteger commits = new AtomicInteger();
    journal =
        journal(
            () -> {
              JournalConnection real = database.journalSource().open();
              return (JournalConnection)
                  Proxy.newProxyInstance(
                      JournalConnection.class.getClassLoader(),
                      new Class<?>[] {JournalConnection.class},
                      (proxy, method, args) -> {
                        if (method.getName().equals("close") && commits.get() == 1) {
                          return null;
                        }
                        if (method.getName().equals("commit") && commits.incrementAndGet() == 1) {
                          throw new SQLException("the line broke", "08006");
                        }
                        return method.invoke(real, args);
                      });
            },
            () -> {});
    assertThat(await(journal.submit(Unit.guardedBy(PARK.with(1, 1L)))).done()).isTrue();
    assertThat(ask("SELECT COUNT(*) FROM parked")).isEqualTo(1);
  }

  @Test
  void twoNodesThatLockInOppositeOrderBothEnd() throws Exception {
    assumeThat(kind).isEqualTo(Databases.POSTGRES);
    voucher(1, 1000);
    voucher(2, 1000);
    Database second = Database.open(kind.config(directory, 1));
    try (Journal other = journal(second.journalSource(), () -> {})) {
      List<Future<Unit.Outcome>> outcomes = new ArrayList<>();
      for (int i = 0; i < 200; i++) {
        // the guard is on one voucher and the rest on the other, so no sorting helps
        outcomes.add(
            journal.submit(Unit.guardedBy(RESERVE.with(1, 1L)).then(LENGTHEN.with(2, 2L))));
        outcomes.add(other.submit(Unit.guardedBy(RESERVE.with(2, 2L)).then(LENGTHEN.with(1, 1L))));
      }
      for (Future<Unit.Outcome> outcome : outcomes) {
        assertThat(await(outcome).done()).isTrue();
      }
    }
    assertThat(ask("SELECT taken * 1000 + expires FROM voucher_use WHERE voucher_id = 1"))
        .isEqualTo(200_200);
    assertThat(ask("SELECT taken * 1000 + expires FROM voucher_use WHERE voucher_id = 2"))
        .isEqualTo(200_200);
  }

  /** Statements of one unit on one row keep their order, however a batch is regrouped. */
  @Test
  void whatAUnitDoesToOneRowIsDoneInItsOrder() throws Exception {
    List<Future<Unit.Outcome>> outcomes = new ArrayList<>();
    for (long i = 0; i < 50; i++) {
      outcomes.add(
          journal.submit(
              Unit.guardedBy(NEW_VOUCHER.with(i, i, 1))
                  .then(PARK.with(i, i))
                  .then(UNPARK.with(i, i))
                  .then(PARK.with(i, i))
                  .then(LENGTHEN.with(i, i))));
    }
    for (Future<Unit.Outcome> outcome : outcomes) {
      assertThat(await(outcome).done()).isTrue();
    }
    assertThat(ask("SELECT COUNT(*) FROM parked")).isEqualTo(50);
    assertThat(ask("SELECT SUM(expires) FROM voucher_use")).isEqualTo(50);
  }

  @Test
  void aDatabaseThatIsGoneHoldsUnitsBackUntilItReturns() throws Exception {
    journal.close();
    AtomicInteger opened = new AtomicInteger();
    journal =
        journal(
            () -> {
              if (opened.incrementAndGet() <= 2) {
                throw new SQLException("gone", "08006");
              }
              return database.journalSource().open();
            },
            () -> {});
    assertThat(await(journal.submit(Unit.guardedBy(PARK.with(1, 1L)))).done()).isTrue();
    assertThat(opened.get()).isEqualTo(3);
    assertThat(journal.broken()).isNull();
  }

  @Test
  void afterClosingNothingIsTaken() {
    journal.close();
    assertThatThrownBy(() -> await(journal.submit(Unit.guardedBy(PARK.with(1, 1L)))))
        .hasCauseInstanceOf(JournalException.Unavailable.class);
  }

  /** A connection whose commit throws when told to, after or instead of committing. */
  private static JournalConnection failing(
      JournalConnection real, java.util.function.BooleanSupplier now, boolean applied) {
    return (JournalConnection)
        Proxy.newProxyInstance(
            JournalConnection.class.getClassLoader(),
            new Class<?>[] {JournalConnection.class},
            (proxy, method, args) -> {
              try {
                if (method.getName().equals("commit") && now.getAsBoolean()) {
                  if (applied) {
                    real.commit();
                  } else {
                    real.rollback();
                  }
                  throw new SQLException("the line broke", "08007");
                }
                return method.invoke(real, args);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }
}
