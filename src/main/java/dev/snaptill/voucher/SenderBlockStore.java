package dev.snaptill.voucher;

import dev.snaptill.store.Journal;
import dev.snaptill.store.Sql;
import dev.snaptill.store.Table;
import dev.snaptill.store.Unit;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Rows of {@code sender_block}, so that a restart forgives nobody. */
public final class SenderBlockStore {
  private static final Sql INSERT =
      Sql.insertIfAbsent(
          Table.SENDER_BLOCK,
          "INSERT INTO sender_block (sender_key, wrong, since, day_wrong, day_began,"
              + " blocked_until) VALUES (?, ?, ?, ?, ?, ?)");
  private static final Sql UPDATE =
      Sql.of(
          Table.SENDER_BLOCK,
          "UPDATE sender_block SET wrong = ?, since = ?, day_wrong = ?, day_began = ?,"
              + " blocked_until = ? WHERE sender_key = ?");
  private static final String RECENT =
      "SELECT sender_key, wrong, since, day_wrong, day_began, blocked_until FROM sender_block"
          + " WHERE since > ? OR day_began > ? OR blocked_until > ?";

  private static final int SLICE = 500;
  private static final Sql DELETE =
      Sql.of(
          Table.SENDER_BLOCK,
          "DELETE FROM sender_block WHERE sender_key = ? AND since < ? AND blocked_until < ?");
  private static final String OLD =
      "SELECT sender_key FROM sender_block WHERE since < ? AND blocked_until < ? LIMIT ?";

  private final Journal journal;
  private final Pool pool;

  public SenderBlockStore(Journal journal, Pool pool) {
    this.journal = journal;
    this.pool = pool;
  }

  /** Writes a count down. */
  public Future<Void> save(byte[] key, SenderBlocks.Count count) {
    long lock = ByteBuffer.wrap(key).getLong();
    long since = count.since().toEpochMilli();
    long day = count.day().toEpochMilli();
    long until = count.blockedUntil().toEpochMilli();
    return journal
        .submit(
            Unit.guardedBy(
                INSERT.with(lock, key, count.wrong(), since, count.dayWrong(), day, until)))
        .compose(
            outcome ->
                outcome.done()
                    ? Future.succeededFuture(outcome)
                    : journal.submit(
                        Unit.guardedBy(
                            UPDATE.with(
                                lock, count.wrong(), since, count.dayWrong(), day, until, key))))
        .mapEmpty();
  }

  /** Deletes counts that were begun, and blocks that were over, before that time. */
  public Future<Integer> purge(Instant before) {
    long limit = before.toEpochMilli();
    return pool.preparedQuery(OLD)
        .execute(Tuple.of(limit, limit, SLICE))
        .compose(
            rows -> {
              List<Future<Unit.Outcome>> deleted = new ArrayList<>(rows.size());
              for (Row row : rows) {
                byte[] key = row.getBuffer(0).getBytes();
                deleted.add(
                    journal.submit(
                        Unit.guardedBy(
                            DELETE.with(ByteBuffer.wrap(key).getLong(), key, limit, limit))));
              }
              return Future.all(deleted).map(rows.size());
            })
        .compose(
            count ->
                count < SLICE
                    ? Future.succeededFuture(count)
                    : purge(before).map(more -> count + more));
  }

  /** Fills the memory with what still matters. */
  Future<Void> restore(SenderBlocks blocks, Instant now) {
    long dayAgo = now.minus(Duration.ofDays(1)).toEpochMilli();
    return pool.preparedQuery(RECENT)
        .execute(Tuple.of(dayAgo, dayAgo, now.toEpochMilli()))
        .map(
            rows -> {
              for (Row row : rows) {
                blocks.restore(
                    row.getBuffer(0).getBytes(),
                    new SenderBlocks.Count(
                        row.getInteger(1),
                        Instant.ofEpochMilli(row.getLong(2)),
                        row.getInteger(3),
                        Instant.ofEpochMilli(row.getLong(4)),
                        Instant.ofEpochMilli(row.getLong(5))));
              }
              return null;
            });
  }
}
