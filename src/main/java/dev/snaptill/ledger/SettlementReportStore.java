package dev.snaptill.ledger;

import dev.snaptill.ledger.LedgerStore.Kind;
import dev.snaptill.value.Ids;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What a payee earned and what it cost, of the transfers posted within a time. */
public final class SettlementReportStore {
  private static final String OF =
      "SELECT t.currency, t.kind, t.debit, COUNT(*), SUM(t.amount) FROM ";
  private static final String GROUP = " GROUP BY t.currency, t.kind, t.debit";
  private static final String PUNCTUAL =
      OF
          + "payment p JOIN ledger_transfer t ON t.payment_id = p.id WHERE p.payee_id = ?"
          + " AND p.id >= ? AND p.id <= ? AND t.posted >= ? AND t.posted < ? AND"
          + LedgerStore.IS_PUNCTUAL
          + " AND"
          + LedgerStore.IS_OF_PAYMENT
          + GROUP;

  /** On the payee's own account. */
  private static final String ASIDE =
      OF
          + "ledger_aside a JOIN ledger_transfer t ON t.payment_id = a.payment_id"
          + " AND t.kind = a.kind WHERE a.account = ? AND a.place >= ? AND a.place <= ?"
          + " AND t.posted >= ? AND t.posted < ?"
          + GROUP;

  /** On other accounts, for this payee's payments: reversals, and fees that payers bore. */
  private static final String ASIDE_OF_PAYMENTS =
      OF
          + "ledger_aside a JOIN ledger_transfer t ON t.payment_id = a.payment_id"
          + " AND t.kind = a.kind JOIN payment p ON p.id = t.payment_id"
          + " WHERE a.account = 'clearing' AND t.debit = 'clearing' AND t.kind IN ("
          + Kind.REVERSED.ordinal()
          + ", "
          + Kind.FEE.ordinal()
          + ") AND a.place >= ? AND a.place <= ? AND t.posted >= ? AND t.posted < ?"
          + " AND p.payee_id = ?"
          + GROUP;

  private final Pool pool;

  public SettlementReportStore(Pool pool) {
    this.pool = pool;
  }

  /**
   * One currency's figures, in minor units.
   *
   * @param count payments earned
   * @param gross what they brought
   * @param fees what the payee bore of fees
   * @param payerFees what payers bore beside the gross
   * @param reversals debits of payments that were taken back, which never counted as earned
   * @param adjusted corrections by operators, credits less debits
   * @param paidOut what left for the payee's bank
   * @param refunds payments, or parts of them, given back to their payers
   * @param refunded what was taken from the payee's own account for them
   */
  public record Line(
      long count,
      long gross,
      long fees,
      long payerFees,
      long reversals,
      long reversed,
      long adjusted,
      long paidOut,
      long refunds,
      long refunded) {
    static final Line EMPTY = new Line(0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

    /** What the payee is left with. */
    public long net() {
      return gross - fees - refunded + adjusted;
    }

    private Line plus(Kind kind, boolean debited, long n, long sum) {
      return switch (kind) {
        case EARNED -> plus(new Line(n, sum, 0, 0, 0, 0, 0, 0, 0, 0));
        case FEE -> plus(new Line(0, 0, debited ? sum : 0, debited ? 0 : sum, 0, 0, 0, 0, 0, 0));
        case REVERSED -> plus(new Line(0, 0, 0, 0, n, sum, 0, 0, 0, 0));
        case ADJUSTMENT -> plus(new Line(0, 0, 0, 0, 0, 0, debited ? -sum : sum, 0, 0, 0));
        case PAID_OUT, PAYOUT -> plus(new Line(0, 0, 0, 0, 0, 0, 0, sum, 0, 0));
        case REFUNDED -> plus(new Line(0, 0, 0, 0, 0, 0, 0, 0, n, sum));
        case DEBITED, SUSPENDED, CLEARED, REFUND_DEBITED, REFUND_FUNDED, REFUND_REVERSED -> this;
      };
    }

    private Line plus(Line more) {
      return new Line(
          count + more.count,
          gross + more.gross,
          fees + more.fees,
          payerFees + more.payerFees,
          reversals + more.reversals,
          reversed + more.reversed,
          adjusted + more.adjusted,
          paidOut + more.paidOut,
          refunds + more.refunds,
          refunded + more.refunded);
    }
  }

  /** The figures by currency of what was posted in {@code [from, to)}. */
  public Future<Map<String, Line>> of(long payeeId, Instant from, Instant to) {
    String account = LedgerStore.payee(payeeId);
    long start = from.toEpochMilli();
    long end = to.toEpochMilli();
    long first = BalanceStore.firstId(start);
    long last = BalanceStore.lastId(end);
    long place = Ids.floorAt(start);
    return Future.all(
            query(PUNCTUAL, payeeId, first, last, start, end),
            query(ASIDE, account, place, last, start, end),
            query(ASIDE_OF_PAYMENTS, place, last, start, end, payeeId))
        .map(
            all -> {
              Map<String, Line> lines = new TreeMap<>();
              for (RowSet<Row> rows :
                  List.<RowSet<Row>>of(all.resultAt(0), all.resultAt(1), all.resultAt(2))) {
                for (Row row : rows) {
                  Line known = lines.getOrDefault(row.getString(0), Line.EMPTY);
                  lines.put(
                      row.getString(0),
                      known.plus(
                          Kind.values()[row.getInteger(1)],
                          account.equals(row.getString(2)),
                          row.getLong(3),
                          row.getLong(4)));
                }
              }
              return lines;
            });
  }

  private Future<RowSet<Row>> query(String sql, Object... values) {
    return pool.preparedQuery(sql).execute(Tuple.from(values));
  }
}
