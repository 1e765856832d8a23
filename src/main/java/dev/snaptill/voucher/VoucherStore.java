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
          "INSERT INTO voucher (id, payee_id, payee_account, amount, currency, note, created,"
              + " expires, code_key, code_attempt, last4) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
  private static final Sql INSERT_USE =
      Sql.of(
          Table.VOUCHER_USE,
          "INSERT INTO voucher_use (voucher_id, payee_id, state, max_uses, taken, expires)"
              + " VALUES (?, ?, 'ACTIVE', ?, 0, ?)");
  private static final Sql RESERVE =
      Sql.of(
          Table.VOUCHER_USE,
          "UPDATE voucher_use SET taken = taken + 1 WHERE voucher_id = ?"
              + " AND state = 'ACTIVE' AND taken < max_uses AND expires > ?");
  private static final Sql RELEASE =
      Sql.of(Table.VOUCHER_USE, "UPDATE voucher_use SET taken = taken - 1 WHERE voucher_id = ?");
  private static final Sql CANCEL =
      Sql.of(
          Table.VOUCHER_USE,
          "UPDATE voucher_use SET state = 'CANCELLED' WHERE voucher_id = ? AND payee_id = ?"
              + " AND state = 'ACTIVE' AND taken < max_uses");
  private static final String COLUMNS =
      "SELECT v.id, v.payee_id, v.payee_account, v.amount, v.currency, v.note, u.state,"
          + " u.max_uses, u.taken, v.created, v.expires, v.code_attempt, v.last4";
  private static final String FROM = " FROM voucher v JOIN voucher_use u ON u.voucher_id = v.id ";

  /** How many of the uses taken are done: counted only where somebody looks. */
  private static final String DONE =
      ", (SELECT COUNT(*) FROM payment p JOIN payment_end e ON e.payment_id = p.id"
          + " WHERE p.voucher_id = v.id AND e.state = 'COMPLETED')";

  private final Pool pool;
  private final FreshVouchers fresh = new FreshVouchers();

  public VoucherStore(Pool pool) {
    this.pool = pool;
  }

  /** Both rows of a new voucher. */
  static List<Statement> insert(Voucher v, byte[] codeKey) {
    long expires = v.expires().toEpochMilli();
    return List.of(
        INSERT.with(
            v.id(),
            v.id(),
            v.payeeId(),
            v.payeeAccount(),
            v.amount().minor(),
            v.amount().currency(),
            v.note(),
            v.created().toEpochMilli(),
            expires,
            codeKey,
            v.codeAttempt(),
            v.last4()),
        INSERT_USE.with(v.id(), v.id(), v.payeeId(), v.maxUses(), expires));
  }

  /** Guard: takes one use for a payment under way; refuses if none is left or it is over. */
  public static Statement reserve(long id, Instant now) {
    return RESERVE.with(id, id, now.toEpochMilli());
  }

  /** Gives back a use that came to nothing. */
  public static Statement release(long id) {
    return RELEASE.with(id, id);
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
   * The voucher with this code; uses done count as under way. Its state and counts may be out of
   * date at the first look; {@link #reserve} decides on the row.
   */
  public Future<Optional<Voucher>> byCode(byte[] codeKey) {
    Optional<Voucher> held = fresh.take(codeKey);
    return held.isPresent()
        ? Future.succeededFuture(held)
        : one(COLUMNS + ", 0" + FROM + "WHERE v.code_key = ?", Tuple.of(codeKey));
  }

  public Future<Optional<Voucher>> byId(long id) {
    return one(COLUMNS + DONE + FROM + "WHERE v.id = ?", Tuple.of(id));
  }

  /** A payee's vouchers, newest first, those older than (time, id), at most so many. */
  public Future<List<Voucher>> ofPayee(long payeeId, Instant before, long beforeId, int limit) {
    long time = before.toEpochMilli();
    return pool.preparedQuery(
            COLUMNS
                + DONE
                + FROM
                + "WHERE v.payee_id = ? AND (v.created < ? OR (v.created = ? AND v.id < ?))"
                + " ORDER BY v.created DESC, v.id DESC LIMIT ?")
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
    int done = Math.toIntExact(row.getLong(13));
    return new Voucher(
        row.getLong(0),
        row.getLong(1),
        row.getLong(2),
        new Money(row.getLong(3), row.getString(4)),
        row.getString(5),
        Voucher.State.valueOf(row.getString(6)),
        row.getInteger(7),
        done,
        row.getInteger(8) - done,
        Instant.ofEpochMilli(row.getLong(9)),
        Instant.ofEpochMilli(row.getLong(10)),
        row.getInteger(11),
        row.getString(12));
  }
}
