package dev.snaptill.store;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Rows of {@code parked}: the few things that wait for a time rather than for an answer. Whatever
 * is parked does not hold the sweep's mark back, so the usual case pays nothing for the rare one
 * (ADR 0003).
 */
public final class Parking {
  private static final Sql ADD =
      Sql.of(Table.PARKED, "INSERT INTO parked (kind, id, due, attempts) VALUES (?, ?, ?, 1)");
  private static final Sql AGAIN =
      Sql.of(
          Table.PARKED,
          "UPDATE parked SET due = ?, attempts = attempts + 1 WHERE kind = ? AND id = ?");
  private static final Sql REMOVE =
      Sql.of(Table.PARKED, "DELETE FROM parked WHERE kind = ? AND id = ?");
  private static final String DUE = "SELECT id, attempts FROM parked WHERE kind = ? AND due <= ?";
  private static final String EARLIEST = " ORDER BY due LIMIT ?";

  /** What kinds of things are parked. */
  public enum Kind {
    NONE,
    PAYMENT,
    OUTBOUND
  }

  /** Something whose time has come, and how often it was parked. */
  public record Due(long id, int attempts) {}

  private Parking() {}

  public static Statement add(Kind kind, long id, Instant due) {
    return ADD.with(id, kind.ordinal(), id, due.toEpochMilli());
  }

  public static Statement again(Kind kind, long id, Instant due) {
    return AGAIN.with(id, due.toEpochMilli(), kind.ordinal(), id);
  }

  public static Statement remove(Kind kind, long id) {
    return REMOVE.with(id, kind.ordinal(), id);
  }

  /** How many of a kind wait for their time. */
  public static Future<Integer> count(Pool pool, Kind kind) {
    return pool.preparedQuery("SELECT COUNT(*) FROM parked WHERE kind = ?")
        .execute(Tuple.of(kind.ordinal()))
        .map(rows -> Math.toIntExact(rows.iterator().next().getLong(0)));
  }

  public static Future<List<Due>> due(Pool pool, Kind kind, Instant now, int limit) {
    return due(pool, Tenure.SOLE, kind, now, limit);
  }

  /** What is due of this gateway's work, earliest first. */
  public static Future<List<Due>> due(Pool pool, Tenure tenure, Kind kind, Instant now, int limit) {
    return pool.preparedQuery(DUE + tenure.andMine("id") + EARLIEST)
        .execute(Tuple.of(kind.ordinal(), now.toEpochMilli(), limit))
        .map(
            rows -> {
              List<Due> due = new ArrayList<>(rows.size());
              for (Row row : rows) {
                due.add(new Due(row.getLong(0), row.getInteger(1)));
              }
              return due;
            });
  }
}
