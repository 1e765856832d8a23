package dev.snaptill.api;

import dev.snaptill.store.Sql;
import dev.snaptill.store.Statement;
import dev.snaptill.store.Table;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Rows of {@code api_key}. A key is known by its keyed hash alone. */
final class ApiKeyStore {
  private static final Sql INSERT =
      Sql.of(
          Table.API_KEY,
          "INSERT INTO api_key (key_hash, name, party_id, role, created) VALUES (?, ?, ?, ?, ?)");
  private static final Sql REVOKE =
      Sql.of(
          Table.API_KEY, "UPDATE api_key SET revoked = ? WHERE key_hash = ? AND revoked IS NULL");
  private static final String BY_HASH =
      "SELECT role, party_id, revoked FROM api_key WHERE key_hash = ?";

  private final Pool pool;

  ApiKeyStore(Pool pool) {
    this.pool = pool;
  }

  /**
   * A key as its row has it.
   *
   * @param partyId null for an operator's
   */
  record Found(Role role, @Nullable Long partyId, boolean revoked) {}

  static Statement insert(
      byte[] hash, String name, @Nullable Long partyId, Role role, Instant now) {
    return INSERT.with(lockKey(hash), hash, name, partyId, role.name(), now.toEpochMilli());
  }

  /** Guard: refuses if there is no such key or it is revoked already. */
  static Statement revoke(byte[] hash, Instant now) {
    return REVOKE.with(lockKey(hash), now.toEpochMilli(), hash);
  }

  Future<Optional<Found>> byHash(byte[] hash) {
    return pool.preparedQuery(BY_HASH)
        .execute(Tuple.of(hash))
        .map(
            rows -> {
              if (rows.size() == 0) {
                return Optional.<Found>empty();
              }
              Row row = rows.iterator().next();
              return Optional.of(
                  new Found(
                      Role.valueOf(row.getString(0)), row.getLong(1), row.getLong(2) != null));
            });
  }

  private static long lockKey(byte[] hash) {
    return ByteBuffer.wrap(hash).getLong();
  }
}
