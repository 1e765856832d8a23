package dev.snaptill.ledger;

import dev.snaptill.value.Money;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * What moved on a payee's account, page by page, oldest first: in the order of places. The place of
 * a transfer is its payment's id, or, for one listed aside, an id of the time it was posted.
 */
public final class StatementStore {
  private static final String PAYMENTS =
      "SELECT id FROM payment WHERE payee_id = ? AND id > ? AND id <= ?"
          + " ORDER BY payee_id, id LIMIT ?";
  private static final String ENTRIES =
      "SELECT t.payment_id, t.payment_id, t.kind, t.debit, t.amount, t.currency, t.posted"
          + " FROM payment p JOIN ledger_transfer t ON t.payment_id = p.id WHERE p.payee_id = ?"
          + " AND p.id > ? AND p.id <= ? AND t.posted >= ? AND t.posted < ?"
          + " AND (t.debit = ? OR t.credit = ?) AND"
          + LedgerStore.IS_PUNCTUAL
          + " AND"
          + LedgerStore.IS_OF_PAYMENT;
  private static final String ASIDE =
      "SELECT a.place, t.payment_id, t.kind, t.debit, t.amount, t.currency, t.posted"
          + " FROM ledger_aside a JOIN ledger_transfer t ON t.payment_id = a.payment_id"
          + " AND t.kind = a.kind WHERE a.account = ? AND a.place > ? AND a.place <= ?"
          + " AND t.posted >= ? AND t.posted < ? ORDER BY a.account, a.place LIMIT ?";

  private final Pool pool;

  public StatementStore(Pool pool) {
    this.pool = pool;
  }

  /**
   * One movement on the account.
   *
   * @param amount signed: what the payee is owed more by it, or less
   * @param id the payment's, the payout's or the adjustment's
   */
  public record Entry(long place, long id, LedgerStore.Kind kind, Money amount, Instant posted) {}

  /**
   * Some entries.
   *
   * @param next the place after which it goes on; -1 at the end
   */
  public record Page(List<Entry> entries, long next) {}

  /**
   * The entries of at most {@code limit} payments (and as many other transfers) posted in {@code
   * [from, to)}.
   *
   * @param after the page before ended here; 0 for the first
   */
  public Future<Page> page(long payeeId, Instant from, Instant to, long after, int limit) {
    long first = Math.max(after, BalanceStore.firstId(from.toEpochMilli()) - 1);
    long last = BalanceStore.lastId(to.toEpochMilli());
    String account = LedgerStore.payee(payeeId);
    return pool.preparedQuery(PAYMENTS)
        .execute(Tuple.of(payeeId, first, last, limit))
        .compose(
            ids -> {
              long upTo = ids.size() < limit ? last : lastOf(ids);
              return query(
                      ASIDE,
                      account,
                      first,
                      upTo,
                      from.toEpochMilli(),
                      to.toEpochMilli(),
                      limit + 1)
                  .compose(
                      aside -> {
                        // those of one place stay together
                        long end = aside.size() <= limit ? upTo : lastOf(aside) - 1;
                        if (end <= first) {
                          return page(payeeId, from, to, after, 2 * limit);
                        }
                        return query(
                                ENTRIES,
                                payeeId,
                                first,
                                end,
                                from.toEpochMilli(),
                                to.toEpochMilli(),
                                account,
                                account)
                            .map(entries -> page(account, entries, aside, end, end < last));
                      });
            });
  }

  private Future<RowSet<Row>> query(String sql, Object... values) {
    return pool.preparedQuery(sql).execute(Tuple.from(values));
  }

  private static long lastOf(RowSet<Row> rows) {
    long last = 0;
    for (Row row : rows) {
      last = row.getLong(0);
    }
    return last;
  }

  private static Page page(
      String account, RowSet<Row> entries, RowSet<Row> aside, long end, boolean more) {
    List<Entry> all = new ArrayList<>(entries.size() + aside.size());
    entries.forEach(row -> all.add(entry(account, row)));
    aside.forEach(
        row -> {
          if (row.getLong(0) <= end) {
            all.add(entry(account, row));
          }
        });
    all.sort(
        Comparator.comparingLong(Entry::place).thenComparing(Entry::id).thenComparing(Entry::kind));
    return new Page(all, more ? end : -1);
  }

  private static Entry entry(String account, Row row) {
    boolean debit = row.getString(3).equals(account);
    long minor = row.getLong(4);
    return new Entry(
        row.getLong(0),
        row.getLong(1),
        LedgerStore.Kind.values()[row.getInteger(2)],
        new Money(debit ? -minor : minor, row.getString(5)),
        Instant.ofEpochMilli(row.getLong(6)));
  }
}
