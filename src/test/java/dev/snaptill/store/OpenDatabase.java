package dev.snaptill.store;

import dev.snaptill.TestClock;
import dev.snaptill.bus.Bus;
import dev.snaptill.ops.Admission;
import dev.snaptill.value.Ids;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Deployable;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.TimeUnit;

/** A real database in a directory, its journal, a bus, and a clock that a test moves. */
public final class OpenDatabase implements AutoCloseable {
  public final Vertx vertx = Vertx.vertx();
  public final Bus bus = new Bus(vertx);
  public final TestClock clock = new TestClock("2026-11-23T01:00:00Z");
  public final Ids ids = new Ids(clock, 0);
  public final Vault vault = new Vault(new byte[32]);
  public final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
  public final Database database;
  public final Journal journal;
  public final Pool pool;

  public OpenDatabase(Path directory) {
    this(Databases.HSQLDB, directory);
  }

  public OpenDatabase(Databases kind, Path directory) {
    database = Database.open(kind.config(directory));
    journal =
        new Journal(vertx, database.journalSource(), Journal.Limits.DEFAULT, () -> {}, metrics);
    pool = database.readPool(vertx);
  }

  static DatabaseConfig config(Path directory) {
    return Databases.HSQLDB.config(directory);
  }

  public Admission admission(int max) {
    return new Admission(max, metrics);
  }

  public String deploy(Deployable verticle) {
    return await(vertx.deployVerticle(verticle));
  }

  /** Waits for a future; what it failed with is thrown. */
  public static <T> T await(Future<T> future) {
    try {
      return future.toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
    } catch (java.util.concurrent.ExecutionException e) {
      throw e.getCause() instanceof RuntimeException cause
          ? cause
          : new IllegalStateException(e.getCause());
    } catch (InterruptedException | java.util.concurrent.TimeoutException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The first number a query finds. */
  public long ask(String sql) {
    try (Connection connection = database.connection();
        var statement = connection.createStatement();
        var row = statement.executeQuery(sql)) {
      row.next();
      return row.getLong(1);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  public void run(String sql) {
    try (Connection connection = database.connection();
        var statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  public double counted(String name, String... tags) {
    var counter = metrics.find(name).tags(tags).counter();
    return counter == null ? 0 : counter.count();
  }

  @Override
  public void close() {
    await(vertx.close());
    journal.close();
    database.close();
  }
}
