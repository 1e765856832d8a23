package dev.snaptill.inbox;

import dev.snaptill.store.Journal;
import dev.snaptill.store.Sql;
import dev.snaptill.store.Table;
import dev.snaptill.store.Unit;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Takes out old rows of {@code confirmation}: they hold what was asked for. */
public final class ConfirmationRetentionStore {
  private static final int SLICE = 500;
  private static final String OLD =
      "SELECT id, party_id FROM confirmation WHERE expires < ? LIMIT ?";
  private static final Sql DELETE =
      Sql.of(Table.CONFIRMATION, "DELETE FROM confirmation WHERE id = ?");

  private final Journal journal;
  private final Pool pool;

  public ConfirmationRetentionStore(Journal journal, Pool pool) {
    this.journal = journal;
    this.pool = pool;
  }

  /** Deletes what could be answered until before that time; completes with how many. */
  public Future<Integer> purge(Instant before) {
    return pool.preparedQuery(OLD)
        .execute(Tuple.of(before.toEpochMilli(), SLICE))
        .compose(
            rows -> {
              List<Future<Unit.Outcome>> deleted = new ArrayList<>(rows.size());
              for (Row row : rows) {
                long id = row.getLong(0);
                deleted.add(journal.submit(Unit.guardedBy(DELETE.with(row.getLong(1), id))));
              }
              return Future.all(deleted).map(rows.size());
            })
        .compose(
            count ->
                count < SLICE
                    ? Future.succeededFuture(count)
                    : purge(before).map(more -> count + more));
  }
}
