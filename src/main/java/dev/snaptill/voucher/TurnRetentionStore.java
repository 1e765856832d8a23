package dev.snaptill.voucher;

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

/**
 * Takes out rows of {@code voucher_turn} whose voucher has ended: nobody can pay it any more, so
 * nobody's turn comes after theirs.
 */
public final class TurnRetentionStore {
  private static final int SLICE = 500;

  /** By key, page after page: whatever the database holds, each row is looked at once. */
  private static final String PAGE =
      "SELECT t.voucher_id, t.payer_id, u.expires FROM voucher_turn t"
          + " JOIN voucher_use u ON u.voucher_id = t.voucher_id"
          + " WHERE t.voucher_id >= ? AND (t.voucher_id > ? OR t.payer_id > ?)"
          + " ORDER BY t.voucher_id, t.payer_id LIMIT ?";

  private static final Sql DELETE =
      Sql.of(Table.VOUCHER_TURN, "DELETE FROM voucher_turn WHERE voucher_id = ? AND payer_id = ?");

  private final Journal journal;
  private final Pool pool;

  public TurnRetentionStore(Journal journal, Pool pool) {
    this.journal = journal;
    this.pool = pool;
  }

  /** Deletes those of vouchers that expired before that time; completes with how many. */
  public Future<Integer> purge(Instant before) {
    return from(Long.MIN_VALUE, Long.MIN_VALUE, before.toEpochMilli(), 0);
  }

  private Future<Integer> from(long voucher, long payer, long before, int count) {
    return pool.preparedQuery(PAGE)
        .execute(Tuple.of(voucher, voucher, payer, SLICE))
        .compose(
            rows -> {
              List<Future<Unit.Outcome>> deleted = new ArrayList<>();
              long lastVoucher = voucher;
              long lastPayer = payer;
              for (Row row : rows) {
                lastVoucher = row.getLong(0);
                lastPayer = row.getLong(1);
                if (row.getLong(2) < before) {
                  deleted.add(
                      journal.submit(
                          Unit.guardedBy(DELETE.with(lastVoucher, lastVoucher, lastPayer))));
                }
              }
              long nextVoucher = lastVoucher;
              long nextPayer = lastPayer;
              int sum = count + deleted.size();
              return Future.all(deleted)
                  .compose(
                      done ->
                          rows.size() < SLICE
                              ? Future.succeededFuture(sum)
                              : from(nextVoucher, nextPayer, before, sum));
            });
  }
}
