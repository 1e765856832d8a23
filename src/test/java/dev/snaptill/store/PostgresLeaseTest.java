package dev.snaptill.store;

import static dev.snaptill.store.OpenDatabase.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.snaptill.TestClock;
import dev.snaptill.value.Ids;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who does whose work when several gateways share a PostgreSQL (ADR 0007). */
class PostgresLeaseTest {
  /**
   * Long enough that a machine under load renews in time, also after it stood still for a while.
   */
  private static final Duration LENGTH = Duration.ofSeconds(12);

  /** Does not end while a test runs. */
  private static final Duration LONG = Duration.ofHours(1);

  /** A bound that only a broken program meets. */
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private static final TestClock CLOCK = new TestClock("2026-11-23T01:00:00Z");
  private static final Sql PARK = Sql.of(Table.PARKED, "INSERT INTO parked VALUES (1, ?, 0, 0)");

  @TempDir Path directory;
  private Database zero;
  private Database one;
  private final AtomicInteger lost = new AtomicInteger();

  @BeforeEach
  void open() {
    zero = Database.open(Databases.POSTGRES.config(directory, 0));
    one = Database.open(Databases.POSTGRES.config(directory, 1));
  }

  @AfterEach
  void close() {
    zero.close();
    one.close();
  }

  private PostgresLease lease(int node, String holder) throws Exception {
    return lease(node, holder, LENGTH);
  }

  private PostgresLease lease(int node, String holder, Duration length) throws Exception {
    return new PostgresLease(node, holder, length, zero::connection, lost::incrementAndGet);
  }

  private static long id(int node) {
    return new Ids(CLOCK, node).next();
  }

  @Test
  void aSilentNodesWorkIsTakenOverAndNothingOfItsIsCommittedAnyMore() throws Exception {
    PostgresLease mine = lease(0, "a");
    PostgresLease silent = lease(1, "b");
    assertThat(mine.nodes()).containsExactly(0);
    assertThat(silent.left(id(1))).isPositive();
    assertThat(mine.left(id(1))).as("another node's").isZero();
    long epoch = silent.epoch();
    Vertx vertx = Vertx.vertx();
    try (mine;
        Journal writer =
            new Journal(
                vertx,
                () -> new PostgresJournalConnection(named(one), 1, epoch),
                Journal.Limits.DEFAULT,
                () -> {},
                new SimpleMeterRegistry())) {
      await(writer.submit(Unit.guardedBy(PARK.with(1, 1L))));
      silent.close();
      Awaitility.await()
          .atMost(PATIENCE)
          .untilAsserted(() -> assertThat(mine.nodes()).containsExactly(0, 1));
      assertThat(silent.left(id(1))).as("nothing leaves for a bank").isNegative();
      assertThat(mine.left(id(1))).isPositive();
      var late = writer.submit(Unit.guardedBy(PARK.with(2, 2L)));
      Awaitility.await()
          .atMost(PATIENCE)
          .untilAsserted(() -> assertThat(writer.broken()).contains("taken over"));
      assertThat(late.isComplete()).isFalse();
      try (var connection = zero.connection();
          var sql = connection.createStatement();
          var row = sql.executeQuery("SELECT COUNT(*) FROM parked")) {
        row.next();
        assertThat(row.getLong(1)).isEqualTo(1);
      }
    } finally {
      await(vertx.close());
    }
    assertThat(lost).as("the silent one asked nobody").hasValue(0);
  }

  private static java.sql.Connection named(Database database) throws java.sql.SQLException {
    var connection = database.connection();
    connection.setClientInfo("ApplicationName", PostgresDatabase.writerName(1));
    return connection;
  }

  @Test
  void aGatewayThatIsStartedAgainHasItsLeaseAtOnce() throws Exception {
    PostgresLease first = lease(0, "a", LONG);
    first.close();
    // One that had to wait for the first to lapse would give up long before.
    try (PostgresLease again = lease(0, "a", Duration.ofMillis(50))) {
      assertThat(again.epoch()).isGreaterThan(first.epoch());
    }
  }

  @Test
  void oneThatWasTakenOverLearnsIt() throws Exception {
    try (PostgresLease stale = lease(0, "a");
        PostgresLease sameNumber = lease(0, "a")) {
      Awaitility.await().atMost(PATIENCE).untilAsserted(() -> assertThat(lost).hasValue(1));
      assertThat(stale.nodes()).isEmpty();
      assertThat(sameNumber.nodes()).containsExactly(0);
    }
  }

  @Test
  void twoGatewaysWithOneNumberAreRefused() throws Exception {
    try (PostgresLease mine = lease(0, "a", LONG)) {
      assertThatThrownBy(() -> lease(0, "b", Duration.ofMillis(100)))
          .hasMessageContaining("give each gateway on one database its own database.node");
      assertThat(mine.nodes()).containsExactly(0);
    }
  }

  @Test
  void workIsHandedBackOnceItsGatewayIsThereAgainAndNothingIsUnfinished() throws Exception {
    lease(1, "b").close();
    try (var connection = zero.connection();
        var sql = connection.createStatement()) {
      // silent for so long
      sql.execute("UPDATE node_lease SET until = 0 WHERE node = 1");
    }
    try (PostgresLease mine = lease(0, "a")) {
      Awaitility.await()
          .atMost(PATIENCE)
          .untilAsserted(() -> assertThat(mine.nodes()).containsExactly(0, 1));
      mine.settled(1);
      try (PostgresLease back = lease(1, "b")) {
        assertThat(back.nodes()).containsExactly(1);
        assertThat(mine.nodes()).containsExactly(0);
        assertThat(mine.left(id(1))).isZero();
      }
    }
  }
}
