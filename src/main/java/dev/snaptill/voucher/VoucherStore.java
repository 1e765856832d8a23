package dev.snaptill.voucher;

import dev.snaptill.store.Sql;
import dev.snaptill.store.Statement;
import dev.snaptill.store.Table;
import dev.snaptill.value.Money;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Rows of {@code voucher}: statements for the journal, look-ups through the pool. */
public final class VoucherStore {
  private static final Sql INSERT =
      Sql.of(
          Table.VOUCHER,
          "INSERT INTO voucher (id, payee_id, payee_account, amount, currency, note, state,"
              + " max_uses, used, reserved, created, expires, code_key, code_attempt, last4)"
              + " VALUES (?, ?, ?, ?, ?, ?, 'ACTIVE', ?, 0, 0, ?, ?, ?, ?, ?)");
  private static final Sql RESERVE =
      Sql.of(
          Table.VOUCHER,
          "UPDATE voucher SET reserved = reserved + 1 WHERE id = ? AND state = 'ACTIVE'"
              + " AND used + reserved < max_uses AND expires > ?");
  private static final Sql RELEASE =
      Sql.of(Table.VOUCHER, "UPDATE voucher SET reserved = reserved - 1 WHERE id = ?");
  private static final Sql USE =
      Sql.of(
          Table.VOUCHER,
          "UPDATE voucher SET reserved = reserved - 1, used = used + 1 WHERE id = ?");
  private static final Sql CANCEL =
      Sql.of(
          Table.VOUCHER,
          "UPDATE voucher SET state = 'CANCELLED' WHERE id = ? AND payee_id = ?"
              + " AND state = 'ACTIVE' AND used + reserved < max_uses");
  private static final String COLUMNS =
      "SELECT id, payee_id, payee_account, amount, currency, note, state, max_uses, used,"
          + " reserved, created, expires, code_attempt, last4 FROM voucher ";

  private final Pool pool;
  private final FreshVouchers fresh = new FreshVouchers();

  public VoucherStore(Pool pool) {
    this.pool = pool;
  }

  static Statement insert(Voucher v, byte[] codeKey) {
    return INSERT.with(
        v.id(),
        v.id(),
        v.payeeId(),
        v.payeeAccount(),
        v.amount().minor(),
        v.amount().currency(),
        v.note(),
        v.maxUses(),
        v.created().toEpochMilli(),
        v.expires().toEpochMilli(),
        codeKey,
        v.codeAttempt(),
        v.last4());
  }

  /** Guard: takes one use for a payment under way; refuses if none is left or it is over. */
  public static Statement reserve(long id, Instant now) {
    return RESERVE.with(id, id, now.toEpochMilli());
  }

  /** Gives back a use that came to nothing. */
  public static Statement release(long id) {
    return RELEASE.with(id, id);
  }

  /** Turns a use under way into one that is done. */
  public static Statement use(long id) {
    return USE.with(id, id);
  }

  /** Guard: stops new payments; refuses if it isn't the payee's, not active or used up. */
  public static Statement cancel(long id, long payeeId) {
    return CANCEL.with(id, id, payeeId);
  }

  /** Tells of a voucher whose insert is committed: it will be looked up soon. */
  public void committed(VoucherIssuer.Issue issue) {
    fresh.add(issue.codeKey(), issue.voucher());
  }

  /**
   * The voucher with this code. Its state and counts may be out of date at the first look; {@link
   * #reserve} decides on the row.
   */
  public Future<Optional<Voucher>> byCode(byte[] codeKey) {
    Optional<Voucher> held = fresh.take(codeKey);
    return held.isPresent()
        ? Future.succeededFuture(held)
        : one(COLUMNS + "WHERE code_key = ?", Tuple.of(codeKey));
  }

  public Future<Optional<Voucher>> byId(long id) {
    return one(COLUMNS + "WHERE id = ?", Tuple.of(id));
  }

  /** A payee's vouchers, newest first, those older than (time, id), at most so many. */
  public Future<List<Voucher>> ofPayee(long payeeId, Instant before, long beforeId, int limit) {
    long time = before.toEpochMilli();
    return pool.preparedQuery(
            COLUMNS
                + "WHERE payee_id = ? AND (created < ? OR (created = ? AND id < ?))"
                + " ORDER BY created DESC, id DESC LIMIT ?")
        .execute(Tuple.of(payeeId, time, time, beforeId, limit))
        .map(
            rows -> {
              List<Voucher> vouchers = new ArrayList<>(rows.size());
              rows.forEach(row -> vouchers.add(voucher(row)));
              return vouchers;
            });
  }

  private Future<Optional<Voucher>> one(String sql, Tuple values) {
    return pool.preparedQuery(sql).execute(values).map(VoucherStore::first);
  }

  private static Optional<Voucher> first(RowSet<Row> rows) {
    return rows.size() == 0 ? Optional.empty() : Optional.of(voucher(rows.iterator().next()));
  }

  private static Voucher voucher(Row row) {
    return new Voucher(
        row.getLong(0),
        row.getLong(1),
        row.getLong(2),
        new Money(row.getLong(3), row.getString(4)),
        row.getString(5),
        Voucher.State.valueOf(row.getString(6)),
        row.getInteger(7),
        row.getInteger(8),
        row.getInteger(9),
        Instant.ofEpochMilli(row.getLong(10)),
        Instant.ofEpochMilli(row.getLong(11)),
        row.getInteger(12),
        row.getString(13));
  }
}
