package dev.snaptill;

import dev.snaptill.store.JournalConnection;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.SQLException;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/** Stands between a journal and its database, and takes the database away at will. */
public final class Outage {
  private static final Set<String> STILL_WORK = Set.of("grouped", "rollback", "close");

  private static final String DEAD = "dead";

  private volatile String why = "";
  private final AtomicInteger commitsLeft = new AtomicInteger();
  private volatile String whyLater = "";

  /** From now on nothing is written; SQLSTATE 53100 is a full disk. */
  void begin(String reason) {
    why = reason;
  }

  /**
   * Once so many more batches are committed nothing is, as if the process had died then: each unit
   * fails at once instead of waiting for the database to come back.
   */
  void dieAfter(int commits) {
    whyLater = DEAD;
    commitsLeft.set(commits);
  }

  boolean hasBegun() {
    return !why.isEmpty();
  }

  void end() {
    commitsLeft.set(0);
    why = "";
  }

  private void committed() {
    if (commitsLeft.get() > 0 && commitsLeft.decrementAndGet() == 0) {
      why = whyLater;
    }
  }

  JournalConnection.Source between(JournalConnection.Source real) {
    return () -> {
      check();
      JournalConnection connection = real.open();
      return (JournalConnection)
          Proxy.newProxyInstance(
              JournalConnection.class.getClassLoader(),
              new Class<?>[] {JournalConnection.class},
              (proxy, method, values) -> {
                if (!STILL_WORK.contains(method.getName())) {
                  check();
                }
                try {
                  Object result = method.invoke(connection, values);
                  if (method.getName().equals("commit")) {
                    committed();
                  }
                  return result;
                } catch (InvocationTargetException e) {
                  throw e.getCause();
                }
              });
    };
  }

  private void check() throws SQLException {
    if (!why.isEmpty()) {
      throw new SQLException(why, why.equals(DEAD) ? "42501" : "53100");
    }
  }
}
