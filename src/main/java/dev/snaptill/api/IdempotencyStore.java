package dev.snaptill.api;

import dev.snaptill.store.Journal;
import dev.snaptill.store.Sql;
import dev.snaptill.store.Statement;
import dev.snaptill.store.Table;
import dev.snaptill.store.Unit;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Rows of {@code idempotency}: which requests were answered, and how. */
public final class IdempotencyStore {
  private static final int PURGED_AT_ONCE = 500;
  private static final Sql INSERT =
      Sql.insertIfAbsent(
          Table.IDEMPOTENCY,
          "INSERT INTO idempotency (owner, request_key, body_hash, status, response, created)"
              + " VALUES (?, ?, ?, ?, ?, ?)");
  private static final Sql DELETE =
      Sql.of(
          Table.IDEMPOTENCY,
          "DELETE FROM idempotency WHERE owner = ? AND request_key = ? AND created = ?");
  private static final String FIND =
      "SELECT body_hash, status, response FROM idempotency WHERE owner = ? AND request_key = ?";
  private static final String OLD =
      "SELECT owner, request_key, created FROM idempotency WHERE created < ? LIMIT ?";

  private final Pool pool;

  public IdempotencyStore(Pool pool) {
    this.pool = pool;
  }

  /** An answer that was given; the response is sealed. */
  @SuppressWarnings("ArrayRecordComponent") // read once, compared by nobody
  record Kept(byte[] bodyHash, int status, byte[] response) {}

  /** Guard: refuses if the owner used the key before. */
  static Statement insert(
      long owner, byte[] key, byte[] bodyHash, int status, byte[] response, Instant now) {
    return INSERT.with(
        lockKey(owner, key), owner, key, bodyHash, status, response, now.toEpochMilli());
  }

  /** Takes back {@link #insert}. */
  static Statement delete(long owner, byte[] key, Instant inserted) {
    return DELETE.with(lockKey(owner, key), owner, key, inserted.toEpochMilli());
  }

  private static long lockKey(long owner, byte[] key) {
    return owner ^ ByteBuffer.wrap(key).getLong();
  }

  Future<Optional<Kept>> find(long owner, byte[] key) {
    return pool.preparedQuery(FIND)
        .execute(Tuple.of(owner, key))
        .map(
            rows -> {
              if (rows.size() == 0) {
                return Optional.<Kept>empty();
              }
              Row row = rows.iterator().next();
              return Optional.of(
                  new Kept(
                      row.getBuffer(0).getBytes(), row.getInteger(1), row.getBuffer(2).getBytes()));
            });
  }

  /**
   * Deletes answers given before that time, 500 in a commit; for the sweep, now and then (it reads
   * the whole table, which has no index by time).
   *
   * @return how many were deleted
   */
  public Future<Integer> purge(Journal journal, Instant before) {
    long limit = before.toEpochMilli();
    return pool.preparedQuery(OLD)
        .execute(Tuple.of(limit, PURGED_AT_ONCE))
        .compose(
            rows -> {
              List<Future<Unit.Outcome>> deleted = new ArrayList<>(rows.size());
              for (Row row : rows) {
                deleted.add(
                    journal.submit(
                        Unit.guardedBy(
                            delete(
                                row.getLong(0),
                                row.getBuffer(1).getBytes(),
                                Instant.ofEpochMilli(row.getLong(2))))));
              }
              return Future.all(deleted).map(rows.size());
            })
        .compose(
            count ->
                count < PURGED_AT_ONCE
                    ? Future.succeededFuture(count)
                    : purge(journal, before).map(more -> count + more));
  }
}
