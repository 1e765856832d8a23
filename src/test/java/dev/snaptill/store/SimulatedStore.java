package dev.snaptill.store;

import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Vertx;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;

/**
 * The gateway's own schema and journal over a database in memory, for the simulation: real SQL,
 * real units and batches, but each batch is committed when the simulation says so.
 */
public final class SimulatedStore implements AutoCloseable {
  private static final int NODE = 0;

  /** What happens around a commit: may throw, before it or after it, and so end the process. */
  public interface CommitPoint {
    void before();

    void after();
  }

  private final String url;
  private final Connection reads;

  public SimulatedStore(String name) throws SQLException {
    url = "jdbc:hsqldb:mem:" + name + ";hsqldb.tx=locks";
    reads = DriverManager.getConnection(url, "SA", "");
    Migrations.run(reads, Dialect.HSQLDB);
    Database.registerNode(reads, Dialect.HSQLDB, NODE);
  }

  /** Writes what is there before the simulation begins. */
  public void write(List<Statement> statements) throws SQLException {
    JournalConnection writer =
        new RowJournalConnection(DriverManager.getConnection(url, "SA", ""), NODE);
    for (Statement statement : statements) {
      writer.execute(statement);
    }
    writer.commit();
    writer.close();
  }

  /** For reading what is committed. */
  public Connection reads() {
    return reads;
  }

  /** The writer of one life of the gateway. */
  public Journal journal(Vertx vertx, CommitPoint point, MeterRegistry metrics) {
    return Journal.stepped(
        vertx,
        () ->
            new RowJournalConnection(
                watched(DriverManager.getConnection(url, "SA", ""), point), NODE),
        Journal.Limits.DEFAULT,
        metrics);
  }

  /** Commits one batch of what waits; false if nothing did. */
  public static boolean step(Journal journal) {
    try {
      return journal.step();
    } catch (InterruptedException e) {
      throw new IllegalStateException("nobody interrupts a simulation", e);
    }
  }

  private static Connection watched(Connection real, CommitPoint point) {
    return (Connection)
        Proxy.newProxyInstance(
            SimulatedStore.class.getClassLoader(),
            new Class<?>[] {Connection.class},
            (proxy, method, args) -> {
              boolean commit = method.getName().equals("commit");
              try {
                if (commit) {
                  point.before();
                }
                Object result = method.invoke(real, args);
                if (commit) {
                  point.after();
                }
                return result;
              } catch (InvocationTargetException e) {
                throw e.getCause();
              } catch (RuntimeException died) {
                // the process is gone: what it had not committed is too
                real.rollback();
                real.close();
                throw died;
              }
            });
  }

  @Override
  public void close() throws SQLException {
    try (java.sql.Statement sql = reads.createStatement()) {
      sql.execute("SHUTDOWN");
    }
  }
}
