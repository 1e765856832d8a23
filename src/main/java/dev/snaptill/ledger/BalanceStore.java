package dev.snaptill.ledger;

import dev.snaptill.store.Sql;
import dev.snaptill.store.Statement;
import dev.snaptill.store.Table;
import dev.snaptill.value.Ids;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Balances, folded from transfers: the last mark before the time asked for, and what was posted
 * since. Amounts are credits less debits in minor units, by currency. Times are milliseconds since
 * 1970; a balance as of a time holds what was posted before it.
 */
public final class BalanceStore {
  private static final Sql MARK =
      Sql.insertIfAbsent(
          Table.LEDGER_BALANCE_MARK,
          "INSERT INTO ledger_balance_mark (account, currency, as_of, balance)"
              + " VALUES (?, ?, ?, ?)");
  private static final Sql FOLDED =
      Sql.insertIfAbsent(Table.LEDGER_FOLD, "INSERT INTO ledger_fold (as_of) VALUES (?)");

  private static final String LAST_FOLD =
      "SELECT COALESCE(MAX(as_of), 0) FROM ledger_fold WHERE as_of <= ?";
  private static final String MARKS =
      "SELECT m.currency, m.balance FROM ledger_balance_mark m WHERE m.account = ? AND m.as_of ="
          + " (SELECT MAX(n.as_of) FROM ledger_balance_mark n WHERE n.account = m.account"
          + " AND n.currency = m.currency AND n.as_of <= ?)";

  private static final String SIGNED =
      "SELECT t.currency, SUM(CASE WHEN t.credit = ? THEN t.amount ELSE -t.amount END) FROM ";
  private static final String WHEN =
      " t.posted >= ? AND t.posted < ? AND (t.debit = ? OR t.credit = ?)";
  private static final String PUNCTUAL =
      SIGNED
          + "ledger_transfer t WHERE t.payment_id >= ? AND t.payment_id <= ? AND"
          + WHEN
          + " AND"
          + LedgerStore.IS_PUNCTUAL
          + " GROUP BY t.currency";
  private static final String PUNCTUAL_OF_PAYEE =
      SIGNED
          + "payment p JOIN ledger_transfer t ON t.payment_id = p.id WHERE p.payee_id = ?"
          + " AND p.id >= ? AND p.id <= ? AND"
          + WHEN
          + " AND"
          + LedgerStore.IS_PUNCTUAL
          + " AND"
          + LedgerStore.IS_OF_PAYMENT
          + " GROUP BY t.currency";
  private static final String ASIDE =
      SIGNED
          + "ledger_aside a JOIN ledger_transfer t ON t.payment_id = a.payment_id"
          + " AND t.kind = a.kind WHERE a.account = ? AND a.place >= ? AND a.place <= ? AND"
          + WHEN
          + " GROUP BY t.currency";

  /** Who moved between two folds; late postings are all in {@code ledger_aside}. */
  private static final String MOVED =
      "SELECT debit, credit FROM ledger_transfer t WHERE payment_id >= ? AND payment_id <= ?"
          + " AND posted >= ? AND posted < ? GROUP BY debit, credit";

  private static final String MOVED_ASIDE =
      "SELECT DISTINCT account FROM ledger_aside WHERE place >= ? AND place <= ?";

  private final Pool pool;

  public BalanceStore(Pool pool) {
    this.pool = pool;
  }

  /** Guard: refuses if it is there already, which is as good. */
  static Statement mark(String account, String currency, long asOf, long balance) {
    return MARK.with(account.hashCode(), account, currency, asOf, balance);
  }

  /** Guard: the fold as of then is whole. */
  static Statement folded(long asOf) {
    return FOLDED.with(asOf, asOf);
  }

  /** The last fold that is not after the time; 0 if there is none. */
  Future<Long> lastFold(long asOf) {
    return pool.preparedQuery(LAST_FOLD)
        .execute(Tuple.of(asOf))
        .map(rows -> rows.iterator().next().getLong(0));
  }

  /** An account's balances as of a time, by currency. */
  public Future<Map<String, Long>> asOf(LedgerAccount account, Instant when) {
    long until = Math.max(0, when.toEpochMilli());
    return lastFold(until)
        .compose(
            fold ->
                Future.all(
                        marks(account, fold),
                        punctual(account, fold, until),
                        aside(account, fold, until))
                    .map(
                        all -> {
                          Map<String, Long> sums = new TreeMap<>();
                          for (Object part : all.list()) {
                            for (Row row : rows(part)) {
                              sums.merge(row.getString(0), row.getLong(1), Math::addExact);
                            }
                          }
                          return sums;
                        }));
  }

  @SuppressWarnings("unchecked") // each is what a query of ours gave
  private static Iterable<Row> rows(Object result) {
    return (io.vertx.sqlclient.RowSet<Row>) result;
  }

  private Future<?> marks(LedgerAccount account, long fold) {
    return pool.preparedQuery(MARKS).execute(Tuple.of(account.name(), fold));
  }

  private Future<?> punctual(LedgerAccount account, long from, long until) {
    String name = account.name();
    long first = firstId(from);
    long last = lastId(until);
    return account.kind() == LedgerAccount.Kind.PAYEE
        ? query(PUNCTUAL_OF_PAYEE, name, account.payeeId(), first, last, from, until, name, name)
        : query(PUNCTUAL, name, first, last, from, until, name, name);
  }

  private Future<?> aside(LedgerAccount account, long from, long until) {
    String name = account.name();
    return query(ASIDE, name, name, Ids.floorAt(from), lastId(until), from, until, name, name);
  }

  private Future<?> query(String sql, Object... values) {
    return pool.preparedQuery(sql).execute(Tuple.from(values));
  }

  /** Every account that moved between two times; some may be named that did not. */
  Future<List<String>> moved(long from, long until) {
    return Future.all(
            pool.preparedQuery(MOVED).execute(Tuple.of(firstId(from), lastId(until), from, until)),
            pool.preparedQuery(MOVED_ASIDE).execute(Tuple.of(Ids.floorAt(from), lastId(until))))
        .map(
            both -> {
              java.util.Set<String> names = new java.util.TreeSet<>();
              for (Object found : both.list()) {
                for (Row row : rows(found)) {
                  for (int i = 0; i < row.size(); i++) {
                    names.add(row.getString(i));
                  }
                }
              }
              return List.copyOf(names);
            });
  }

  /** No punctual transfer of that time or later has a smaller id. */
  static long firstId(long from) {
    return Ids.floorAt(from - LedgerStore.PUNCTUAL.toMillis());
  }

  /** No punctual transfer before that time has a greater id. */
  static long lastId(long until) {
    return Ids.floorAt(Math.min(until, LAST) + LedgerStore.PUNCTUAL.toMillis() + 1);
  }

  /** 2090: ids of later times don't fit into 63 bits. */
  private static final long LAST = 3_786_912_000_000L;
}
