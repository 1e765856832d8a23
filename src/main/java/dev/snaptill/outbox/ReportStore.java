package dev.snaptill.outbox;

import dev.snaptill.channel.DeliveryReport;
import dev.snaptill.channel.SendResult;
import dev.snaptill.store.Sql;
import dev.snaptill.store.Statement;
import dev.snaptill.store.Table;
import dev.snaptill.store.Tenure;
import dev.snaptill.store.Unit;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Rows of {@code outbox_part} and {@code report_early}: what is to be reported, and what was. */
final class ReportStore {
  private static final int LONGEST_CODE = 100;

  private static final Sql MARK =
      Sql.of(
          Table.OUTBOX_PART,
          "UPDATE outbox_part SET delivered = 1 WHERE outbox_id = ? AND part = ? AND delivered = 0");
  private static final Sql REMOVE =
      Sql.of(Table.OUTBOX_PART, "DELETE FROM outbox_part WHERE outbox_id = ? AND part = ?");
  private static final Sql SETTLE =
      Sql.of(Table.OUTBOX, "UPDATE outbox SET state = ?, changed = ? WHERE id = ?");
  private static final Sql FAIL =
      Sql.of(
          Table.OUTBOX, "UPDATE outbox SET state = ?, external_id = ?, changed = ? WHERE id = ?");
  private static final Sql PARK =
      Sql.of(
          Table.REPORT_EARLY,
          "INSERT INTO report_early (id, channel, report_key, state, code, reported)"
              + " VALUES (?, ?, ?, ?, ?, ?)");
  private static final Sql UNPARK =
      Sql.of(Table.REPORT_EARLY, "DELETE FROM report_early WHERE id = ?");
  private static final String PARTS =
      "SELECT outbox_id, part, delivered, channel, report_key, external_id FROM outbox_part ";

  private final Pool pool;
  private final Tenure tenure;

  ReportStore(Pool pool, Tenure tenure) {
    this.pool = pool;
    this.tenure = tenure;
  }

  /** A part whose report is still to come, or has come while others' have not. */
  record Waiting(
      long message, int number, boolean delivered, String channel, SendResult.Part part) {}

  /** A report that found no part. */
  record Early(long id, DeliveryReport report) {}

  /** Parts with that id, the newest message first: carriers use ids again some day. */
  Future<List<Waiting>> find(String channel, String key) {
    return parts(
        "WHERE report_key = ? AND channel = ? ORDER BY outbox_id DESC LIMIT 5",
        Tuple.of(key, channel));
  }

  Future<List<Waiting>> partsOf(long message) {
    return parts("WHERE outbox_id = ? ORDER BY part", Tuple.of(message));
  }

  /** Parts without a report, of this gateway's messages with ids between the two, oldest first. */
  Future<List<Waiting>> unreported(long after, long before, int limit) {
    return parts(
        "WHERE outbox_id > ? AND outbox_id < ? AND delivered = 0"
            + tenure.andMine("outbox_id")
            + " ORDER BY outbox_id, part LIMIT ?",
        Tuple.of(after, before, limit));
  }

  private Future<List<Waiting>> parts(String where, Tuple values) {
    return pool.preparedQuery(PARTS + where).execute(values).map(ReportStore::read);
  }

  private static List<Waiting> read(RowSet<Row> rows) {
    List<Waiting> found = new ArrayList<>(rows.size());
    for (Row row : rows) {
      found.add(
          new Waiting(
              row.getLong(0),
              row.getInteger(1),
              row.getInteger(2) != 0,
              row.getString(3),
              new SendResult.Part(row.getString(5), row.getString(4))));
    }
    return found;
  }

  /** This part was delivered; others are still to come. */
  static Unit mark(Waiting part) {
    return Unit.guardedBy(MARK.with(part.message, part.message, part.number));
  }

  /**
   * With this part the fate of the whole message is known.
   *
   * @param all its parts
   * @param code what the carrier said, kept in place of the external id; null keeps that
   */
  static Unit settle(
      Waiting part,
      List<Waiting> all,
      OutboxStore.State state,
      @Nullable String code,
      Instant now) {
    long id = part.message;
    return forget(part, all)
        .then(
            code == null
                ? SETTLE.with(id, state.ordinal(), now.toEpochMilli(), id)
                : FAIL.with(id, state.ordinal(), shortened(code), now.toEpochMilli(), id));
  }

  /** Nobody waits for these any more. */
  static Unit forget(Waiting first, List<Waiting> all) {
    Unit unit = Unit.guardedBy(remove(first));
    for (Waiting other : all) {
      if (other.number != first.number) {
        unit.then(remove(other));
      }
    }
    return unit;
  }

  private static Statement remove(Waiting part) {
    return REMOVE.with(part.message, part.message, part.number);
  }

  static Unit park(long id, DeliveryReport report) {
    return Unit.guardedBy(
        PARK.with(
            id,
            id,
            report.channel(),
            shortened(report.externalId()),
            report.state().ordinal(),
            report.code() == null ? null : shortened(report.code()),
            report.at().toEpochMilli()));
  }

  static Unit unpark(long id) {
    return Unit.guardedBy(UNPARK.with(id, id));
  }

  private static String shortened(String text) {
    return text.length() <= LONGEST_CODE ? text : text.substring(0, LONGEST_CODE);
  }

  Future<Integer> parked() {
    return pool.query("SELECT COUNT(*) FROM report_early")
        .execute()
        .map(rows -> Math.toIntExact(rows.iterator().next().getLong(0)));
  }

  /** Parked reports whose message is known by now. */
  Future<List<Early>> arrived(int limit) {
    return early(
        "WHERE EXISTS (SELECT 1 FROM outbox_part p WHERE p.report_key = e.report_key"
            + " AND p.channel = e.channel AND p.delivered = 0) ORDER BY e.id LIMIT ?",
        Tuple.of(limit));
  }

  Future<List<Early>> parkedBefore(long id, int limit) {
    return early("WHERE e.id < ? ORDER BY e.id LIMIT ?", Tuple.of(id, limit));
  }

  private Future<List<Early>> early(String where, Tuple values) {
    return pool.preparedQuery(
            "SELECT e.id, e.channel, e.report_key, e.state, e.code, e.reported"
                + " FROM report_early e "
                + where)
        .execute(values)
        .map(
            rows -> {
              List<Early> found = new ArrayList<>(rows.size());
              for (Row row : rows) {
                found.add(
                    new Early(
                        row.getLong(0),
                        new DeliveryReport(
                            row.getString(1),
                            row.getString(2),
                            DeliveryReport.State.values()[row.getInteger(3)],
                            row.getString(4),
                            Instant.ofEpochMilli(row.getLong(5)))));
              }
              return found;
            });
  }
}
