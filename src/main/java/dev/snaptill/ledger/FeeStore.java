package dev.snaptill.ledger;

import dev.snaptill.store.Sql;
import dev.snaptill.store.Statement;
import dev.snaptill.store.Table;
import dev.snaptill.value.Ids;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Rows of {@code fee_schedule}: inserted, never altered. */
public final class FeeStore {
  private static final Sql INSERT =
      Sql.of(
          Table.FEE_SCHEDULE,
          "INSERT INTO fee_schedule (id, payee_id, currency, bearer, fixed, basis_points, least,"
              + " most, valid_from, approval_id, approved_by) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?,"
              + " ?)");
  private static final String COLUMNS =
      "SELECT id, payee_id, currency, bearer, fixed, basis_points, least, most, valid_from"
          + " FROM fee_schedule ";

  /** Rows of two nodes may be committed in another order than that of their ids. */
  private static final Duration OVERLAP = Duration.ofHours(1);

  private final Pool pool;

  public FeeStore(Pool pool) {
    this.pool = pool;
  }

  /**
   * One approved schedule.
   *
   * @param approval the act of two people that set it; each sets one
   */
  public static Statement insert(FeeSchedule s, long approval, String approvedBy) {
    return INSERT.with(
        s.id(),
        s.id(),
        s.payeeId(),
        s.currency(),
        s.bearer().name(),
        s.fixed(),
        s.basisPoints(),
        s.least(),
        s.most(),
        s.validFrom().toEpochMilli(),
        approval,
        approvedBy);
  }

  /** All there are. */
  Future<List<FeeSchedule>> all() {
    return newSince(0);
  }

  /** Those set since a while before that time. */
  Future<List<FeeSchedule>> recent(Instant now) {
    return newSince(Ids.floorAt(now.minus(OVERLAP).toEpochMilli()));
  }

  private Future<List<FeeSchedule>> newSince(long id) {
    return pool.preparedQuery(COLUMNS + "WHERE id >= ? ORDER BY id")
        .execute(Tuple.of(id))
        .map(FeeStore::schedules);
  }

  /** A payee's schedules of all times, the latest set first. Operators ask for it, seldom. */
  public Future<List<FeeSchedule>> ofPayee(long payeeId) {
    return pool.preparedQuery(COLUMNS + "WHERE payee_id = ? ORDER BY id DESC")
        .execute(Tuple.of(payeeId))
        .map(FeeStore::schedules);
  }

  private static List<FeeSchedule> schedules(RowSet<Row> rows) {
    List<FeeSchedule> schedules = new ArrayList<>(rows.size());
    for (Row row : rows) {
      schedules.add(
          new FeeSchedule(
              row.getLong(0),
              row.getLong(1),
              row.getString(2),
              Fee.Bearer.valueOf(row.getString(3)),
              row.getLong(4),
              row.getInteger(5),
              row.getLong(6),
              row.getLong(7),
              Instant.ofEpochMilli(row.getLong(8))));
    }
    return schedules;
  }
}
