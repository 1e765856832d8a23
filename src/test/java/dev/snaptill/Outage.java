package dev.snaptill;

import dev.snaptill.store.JournalConnection;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.SQLException;
import java.util.Set;

/** Stands between a journal and its database, and takes the database away at will. */
public final class Outage {
  private static final Set<String> STILL_WORK = Set.of("grouped", "rollback", "close");

  private volatile String why = "";

  /** From now on nothing is written; SQLSTATE 53100 is a full disk. */
  void begin(String reason) {
    why = reason;
  }

  void end() {
    why = "";
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
                  return method.invoke(connection, values);
                } catch (InvocationTargetException e) {
                  throw e.getCause();
                }
              });
    };
  }

  private void check() throws SQLException {
    if (!why.isEmpty()) {
      throw new SQLException(why, "53100");
    }
  }
}
