package dev.snaptill.store;

import dev.snaptill.channel.MediaRef;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Pictures as sealed rows of {@code media}, on connections of their own: one 2 MB photo in the
 * journal would stall every payment (journal.md, Media). Written, and so on disk, before the row
 * that refers to them.
 */
final class PostgresMediaStore implements MediaStore {
  private static final String PUT =
      "INSERT INTO media (sha256, content, written) VALUES (?, ?, ?)"
          + " ON CONFLICT (sha256) DO UPDATE SET written = EXCLUDED.written";
  private static final String GET = "SELECT content FROM media WHERE sha256 = ?";
  private static final String RESEAL = "UPDATE media SET content = ? WHERE sha256 = ?";
  private static final String DELETE = "DELETE FROM media WHERE written < ?";

  private final WorkerExecutor workers;
  private final DataSource source;
  private final BlockingQueue<Connection> idle = new LinkedBlockingQueue<>();
  private final Vault vault;

  /**
   * @param source gives connections that mend themselves
   * @param connections at most so many
   */
  PostgresMediaStore(Vertx vertx, DataSource source, int connections, Vault vault) {
    this.workers = vertx.createSharedWorkerExecutor("media", connections);
    this.source = source;
    this.vault = vault;
  }

  /** What is done on a connection. */
  private interface Work<T> {
    T on(Connection connection) throws SQLException, IOException;
  }

  @Override
  public Future<MediaRef> put(byte[] bytes, String contentType) {
    return workers.executeBlocking(
        () -> {
          String name = FileMediaStore.sha256(bytes);
          byte[] sealed = vault.seal(bytes);
          return with(
              connection -> {
                try (PreparedStatement run = connection.prepareStatement(PUT)) {
                  run.setString(1, name);
                  run.setBytes(2, sealed);
                  run.setLong(3, System.currentTimeMillis());
                  run.executeUpdate();
                }
                return new MediaRef(name, bytes.length, contentType);
              });
        },
        false);
  }

  @Override
  public Future<byte[]> get(MediaRef ref) {
    return workers.executeBlocking(
        () ->
            vault.open(
                with(
                    connection -> {
                      try (PreparedStatement run = connection.prepareStatement(GET)) {
                        run.setString(1, ref.sha256());
                        try (ResultSet row = run.executeQuery()) {
                          if (!row.next()) {
                            throw new FileNotFoundException("no picture " + ref.sha256());
                          }
                          return row.getBytes(1);
                        }
                      }
                    })),
        false);
  }

  @Override
  public int deleteBefore(Instant time) throws IOException {
    try {
      return with(
          connection -> {
            try (PreparedStatement run = connection.prepareStatement(DELETE)) {
              run.setLong(1, time.toEpochMilli());
              return run.executeUpdate();
            }
          });
    } catch (SQLException e) {
      throw new IOException("old pictures could not be deleted", e);
    }
  }

  @Override
  public int reseal() throws IOException {
    try {
      int resealed = 0;
      for (String name : with(PostgresMediaStore::names)) {
        if (with(connection -> resealed(connection, name))) {
          resealed++;
        }
      }
      return resealed;
    } catch (SQLException e) {
      throw new IOException("pictures could not be sealed anew", e);
    }
  }

  private static List<String> names(Connection connection) throws SQLException {
    List<String> names = new ArrayList<>();
    try (PreparedStatement run = connection.prepareStatement("SELECT sha256 FROM media");
        ResultSet rows = run.executeQuery()) {
      while (rows.next()) {
        names.add(rows.getString(1));
      }
    }
    return names;
  }

  private boolean resealed(Connection connection, String name) throws SQLException {
    byte[] sealed;
    try (PreparedStatement run = connection.prepareStatement(GET)) {
      run.setString(1, name);
      try (ResultSet row = run.executeQuery()) {
        if (!row.next()) {
          return false;
        }
        sealed = row.getBytes(1);
      }
    }
    if (vault.current(sealed)) {
      return false;
    }
    try (PreparedStatement run = connection.prepareStatement(RESEAL)) {
      run.setBytes(1, vault.seal(vault.open(sealed)));
      run.setString(2, name);
      return run.executeUpdate() == 1;
    }
  }

  private <T> T with(Work<T> work) throws SQLException, IOException {
    @Nullable Connection connection = idle.poll();
    if (connection == null) {
      connection = source.getConnection();
    }
    try {
      return work.on(connection);
    } finally {
      idle.add(connection);
    }
  }
}
