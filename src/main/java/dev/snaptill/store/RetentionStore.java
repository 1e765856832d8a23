package dev.snaptill.store;

import dev.snaptill.value.Ids;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Rows of {@code retention_mark}: up to where messages have had their texts taken out. Ids hold
 * their time, so old rows are found by key and no table is read whole.
 */
public final class RetentionStore {
  private static final int SLICE = 200;
  private static final Sql MOVE =
      Sql.of(Table.RETENTION_MARK, "UPDATE retention_mark SET low = ? WHERE kind = ? AND low < ?");
  private static final String MARK = "SELECT low FROM retention_mark WHERE kind = ?";
  private static final String OLDEST_AT_WORK =
      "SELECT MIN(low) FROM sweep_mark UNION ALL SELECT MIN(id) FROM parked";

  private final Pool pool;
  private final Journal journal;

  public RetentionStore(Pool pool, Journal journal) {
    this.pool = pool;
    this.journal = journal;
  }

  /**
   * One kind of message.
   *
   * @param kind in {@code retention_mark}
   * @param page finds rows with ids between two, both excluded, in the order of their ids: {@code
   *     id}, whether it has ended (1 or 0), {@code content}; three parameters: after, before, limit
   * @param empty the statement that takes a row's text out; null if there is nothing to take out
   */
  public record Kind(int kind, String page, Function<Old, @Nullable Statement> empty) {}

  /** An ended message. */
  @SuppressWarnings("ArrayRecordComponent") // read once, compared by nobody
  public record Old(long id, byte[] content) {}

  /** Takes texts out of what was begun before that time and has ended. */
  public Future<Integer> purge(Kind kind, Instant before) {
    return pool.preparedQuery(MARK)
        .execute(Tuple.of(kind.kind()))
        .compose(
            rows ->
                slices(
                    kind,
                    rows.iterator().next().getLong(0),
                    Ids.floorAt(before.toEpochMilli()),
                    true,
                    0));
  }

  /**
   * @param whole whether everything up to {@code after} has ended: only then the mark moves
   */
  private Future<Integer> slices(Kind kind, long after, long before, boolean whole, int count) {
    return pool.preparedQuery(kind.page())
        .execute(Tuple.of(after, before, SLICE))
        .compose(
            rows -> {
              List<Future<Unit.Outcome>> written = new ArrayList<>();
              long last = after;
              long mark = after;
              boolean ended = whole;
              for (Row row : rows) {
                last = row.getLong(0);
                if (row.getInteger(1) == 0) {
                  ended = false;
                  continue;
                }
                Statement empty = kind.empty().apply(new Old(last, row.getBuffer(2).getBytes()));
                if (empty != null) {
                  written.add(journal.submit(Unit.guardedBy(empty)));
                }
                if (ended) {
                  mark = last;
                }
              }
              long next = last;
              long moved = mark;
              boolean on = ended;
              return Future.all(written)
                  .compose(
                      done ->
                          moved > after && whole
                              ? journal
                                  .submit(
                                      Unit.guardedBy(
                                          MOVE.with(kind.kind(), moved, kind.kind(), moved)))
                                  .<Void>mapEmpty()
                              : Future.<Void>succeededFuture())
                  .compose(
                      done ->
                          rows.size() < SLICE
                              ? Future.succeededFuture(count + written.size())
                              : slices(kind, next, before, on, count + written.size()));
            });
  }

  /** Pictures younger than this may still be wanted, however old they are. */
  public Future<Instant> oldestAtWork() {
    return pool.preparedQuery(OLDEST_AT_WORK)
        .execute()
        .map(
            rows -> {
              long oldest = Long.MAX_VALUE;
              for (Row row : rows) {
                Long id = row.getLong(0);
                if (id != null) {
                  oldest = Math.min(oldest, id);
                }
              }
              return Instant.ofEpochMilli(oldest == Long.MAX_VALUE ? 0 : Ids.millisOf(oldest));
            });
  }
}
