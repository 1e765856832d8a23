package dev.snaptill.store;

import java.io.PrintWriter;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * A connection for reading that is made anew when it is found broken. The read pool keeps its
 * connections for ever and would otherwise go on handing out those that a restart of the server
 * broke. Good only for single statements outside transactions.
 */
final class HealingConnection implements InvocationHandler {
  /** After so long a pause a connection is tried before it is used. */
  private static final long TRUSTED_NANOS = 1_000_000_000L;

  private static final int TRY_SECONDS = 3;

  /** Opens the real connection. */
  interface Opener {
    Connection open() throws SQLException;
  }

  private final Opener opener;
  private @Nullable Connection real;
  private long used = System.nanoTime();
  private boolean closed;

  private HealingConnection(Opener opener) throws SQLException {
    this.opener = opener;
    this.real = opener.open();
  }

  @Override
  public synchronized @Nullable Object invoke(
      Object proxy, Method method, Object @Nullable [] values) throws Throwable {
    switch (method.getName()) {
      case "close" -> {
        closed = true;
        drop();
        return null;
      }
      case "isClosed" -> {
        return closed;
      }
      case "hashCode" -> {
        return System.identityHashCode(proxy);
      }
      case "equals" -> {
        return values != null && proxy == values[0];
      }
      default -> {
        try {
          return method.invoke(whole(), values);
        } catch (InvocationTargetException e) {
          throw e.getCause() == null ? e : e.getCause();
        }
      }
    }
  }

  private Connection whole() throws SQLException {
    if (closed) {
      throw new SQLException("the connection is closed", "08003");
    }
    Connection open = real;
    long now = System.nanoTime();
    if (open != null
        && (open.isClosed() || (now - used > TRUSTED_NANOS && !open.isValid(TRY_SECONDS)))) {
      drop();
      open = null;
    }
    if (open == null) {
      open = opener.open();
      real = open;
    }
    used = now;
    return open;
  }

  private void drop() {
    Connection open = real;
    real = null;
    if (open != null) {
      try {
        open.close();
      } catch (SQLException e) {
        // it is being thrown away
      }
    }
  }

  /** A source of such connections. */
  static DataSource source(Opener opener) {
    return new DataSource() {
      @Override
      public Connection getConnection() throws SQLException {
        return (Connection)
            Proxy.newProxyInstance(
                HealingConnection.class.getClassLoader(),
                new Class<?>[] {Connection.class},
                new HealingConnection(opener));
      }

      @Override
      public Connection getConnection(String user, String password) throws SQLException {
        return getConnection();
      }

      @Override
      public @Nullable PrintWriter getLogWriter() {
        return null;
      }

      @Override
      public void setLogWriter(@Nullable PrintWriter out) {}

      @Override
      public void setLoginTimeout(int seconds) {}

      @Override
      public int getLoginTimeout() {
        return 0;
      }

      @Override
      public Logger getParentLogger() throws SQLFeatureNotSupportedException {
        throw new SQLFeatureNotSupportedException();
      }

      @Override
      public <T> T unwrap(Class<T> type) throws SQLException {
        throw new SQLException("not a wrapper for " + type);
      }

      @Override
      public boolean isWrapperFor(Class<?> type) {
        return false;
      }
    };
  }
}
