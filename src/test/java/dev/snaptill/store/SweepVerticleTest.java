package dev.snaptill.store;

import static dev.snaptill.store.OpenDatabase.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.snaptill.value.Ids;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(Databases.class)
class SweepVerticleTest {
  private static final Duration SETTLE = Duration.ofSeconds(20);

  /** A bound that only a broken program meets. */
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @Parameter Databases database;
  @TempDir Path directory;
  private OpenDatabase db;
  private final BlockingQueue<Sweep.Window> asked = new LinkedBlockingQueue<>();
  private volatile Function<Sweep.Window, Long> oldest = Sweep.Window::before;

  @BeforeEach
  void open() {
    db = new OpenDatabase(database, directory);
  }

  @AfterEach
  void close() {
    db.close();
  }

  private void sweep(String... actors) {
    db.deploy(
        new SweepVerticle(
            new SweepVerticle.Config(0, List.of(actors), Duration.ofMillis(20), SETTLE),
            db.bus,
            db.journal,
            db.pool,
            db.clock));
  }

  private void actor(String name) {
    db.bus.answer(
        Sweep.actor(name),
        window -> {
          asked.add(window);
          return Future.succeededFuture(new Sweep.Swept(oldest.apply(window), 0));
        });
  }

  private Sweep.Window next() throws InterruptedException {
    Sweep.Window window = asked.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    assertThat(window).isNotNull();
    return window;
  }

  private long mark() {
    return db.ask("SELECT low FROM sweep_mark WHERE node = 0");
  }

  @Test
  void aStartLooksAtAllThereIsAndLaterOnlyAtWhatHasSettled() throws Exception {
    actor("a");
    sweep("a");
    assertThat(next()).isEqualTo(new Sweep.Window(0, Long.MAX_VALUE));
    long settled = Ids.floorAt(db.clock.millis() - SETTLE.toMillis());
    // slice by slice, without a gap, up to what has settled
    long after = 0;
    int slices = 0;
    for (Sweep.Window slice = next(); ; slice = next()) {
      assertThat(++slices).as("however long the window").isLessThanOrEqualTo(210);
      assertThat(slice.after()).isEqualTo(after);
      assertThat(slice.before()).isBetween(after + 2, settled);
      after = slice.before() - 1;
      if (slice.before() == settled) {
        break;
      }
    }
    Awaitility.await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(mark()).isEqualTo(settled - 1));
  }

  @Test
  void theMarkStopsBelowTheOldestThatAnyActorStillHas() throws Exception {
    long unfinished = Ids.floorAt(db.clock.millis() - 60_000);
    actor("a");
    db.bus.answer(
        Sweep.actor("b"), window -> Future.succeededFuture(new Sweep.Swept(unfinished, 1)));
    sweep("a", "b");
    Awaitility.await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(mark()).isEqualTo(unfinished - 1));
    asked.clear();
    // the next sweep begins there again, and the mark stays
    while (next().after() != unfinished - 1) {
      // slices of the sweep under way
    }
    assertThat(mark()).isEqualTo(unfinished - 1);
  }

  @Test
  void theMarkMovesOnWithTheClockAndNeverBack() throws Exception {
    actor("a");
    sweep("a");
    next();
    next();
    db.clock.move(Duration.ofMinutes(1));
    long settled = Ids.floorAt(db.clock.millis() - SETTLE.toMillis());
    Awaitility.await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(mark()).isEqualTo(settled - 1));
    db.clock.move(Duration.ofHours(-1));
    asked.clear();
    db.clock.move(Duration.ofHours(2));
    assertThat(next().after()).isEqualTo(settled - 1);
  }

  @Test
  void aRestartGoesOnFromTheStoredMark() throws Exception {
    db.run("UPDATE sweep_mark SET low = 4711 WHERE node = 0");
    actor("a");
    sweep("a");
    assertThat(next()).isEqualTo(new Sweep.Window(4711, Long.MAX_VALUE));
  }

  /** A row handed to the journal before a sweep is looked for after its commit, not before. */
  @Test
  void whatTheJournalStillHasIsCommittedBeforeAnyoneLooks() throws Exception {
    oldest = window -> Math.min(window.before(), 1 + db.ask("SELECT COUNT(*) FROM parked"));
    actor("a");
    for (int i = 0; i < 300; i++) {
      db.journal.submit(
          Unit.guardedBy(Parking.add(Parking.Kind.PAYMENT, i + 1, db.clock.instant())));
    }
    sweep("a");
    assertThat(db.ask("SELECT COUNT(*) FROM parked")).isEqualTo(300);
    assertThat(mark()).isEqualTo(300);
  }

  /** As for a node that went silent: all it left is looked at, and its mark moves too. */
  @Test
  void theNodesTakenOverAreSweptApart() throws Exception {
    db.run("INSERT INTO sweep_mark (node, low) VALUES (3, 4711)");
    AtomicInteger settled = new AtomicInteger(-1);
    Tenure two =
        new Tenure() {
          @Override
          public SortedSet<Integer> nodes() {
            return new TreeSet<>(List.of(0, 3));
          }

          @Override
          public Duration left(long id) {
            return Duration.ZERO;
          }

          @Override
          public void settled(int node) {
            settled.set(node);
          }
        };
    actor("a");
    try (Journal journal =
        new Journal(
            db.vertx,
            db.database.journalSource(),
            Journal.Limits.DEFAULT,
            () -> {},
            two,
            new SimpleMeterRegistry())) {
      db.deploy(
          new SweepVerticle(
              new SweepVerticle.Config(0, List.of("a"), Duration.ofMillis(20), SETTLE),
              db.bus,
              journal,
              db.pool,
              db.clock));
      assertThat(next()).isEqualTo(new Sweep.Window(0, Long.MAX_VALUE, 0));
      assertThat(next()).isEqualTo(new Sweep.Window(4711, Long.MAX_VALUE, 3));
      assertThat(settled).hasValue(3);
      long old = Ids.floorAt(db.clock.millis() - SETTLE.toMillis());
      Awaitility.await()
          .atMost(PATIENCE)
          .untilAsserted(
              () ->
                  assertThat(db.ask("SELECT low FROM sweep_mark WHERE node = 3"))
                      .isEqualTo(old - 1));
      await(db.vertx.close());
    }
  }

  @Test
  void anActorThatIsMissingAtStartIsAnError() {
    assertThatThrownBy(() -> sweep("nobody")).hasMessageContaining("sweep.nobody");
    assertThat(mark()).isZero();
  }

  @Test
  void anActorThatFailsLaterIsAskedAgain() throws Exception {
    actor("a");
    sweep("a");
    next();
    AtomicInteger failures = new AtomicInteger();
    oldest =
        window -> {
          failures.incrementAndGet();
          throw new IllegalStateException("database away");
        };
    // else a sweep could have been over before, and the clock stands: no other would ask
    db.clock.move(Duration.ofMinutes(1));
    Awaitility.await().atMost(PATIENCE).until(() -> failures.get() > 1);
    oldest = Sweep.Window::before;
    long settled = Ids.floorAt(db.clock.millis() - SETTLE.toMillis());
    Awaitility.await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(mark()).isEqualTo(settled - 1));
  }
}
