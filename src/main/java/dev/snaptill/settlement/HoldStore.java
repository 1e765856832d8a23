package dev.snaptill.settlement;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.Map;
import java.util.TreeMap;

/**
 * What is held: the amounts of payments under way. Nothing of it is stored: it follows from the
 * payments' states. A payment that is MANUAL is not under way; its operator decides.
 */
public final class HoldStore {
  private static final String UNDER_WAY =
      " AND s.state NOT IN ('COMPLETED', 'DECLINED', 'REVERSED', 'MANUAL')";

  /** Above every node's sweep mark, or parked: all that has not ended is one or the other. */
  private static final String IN_HAND =
      "FROM payment p JOIN payment_state s ON s.payment_id = p.id WHERE p.%s = ?"
          + " AND p.id > (SELECT MIN(low) FROM sweep_mark) AND s.parked = 0"
          + UNDER_WAY;

  private static final String PARKED =
      "FROM parked k JOIN payment p ON p.id = k.id JOIN payment_state s ON s.payment_id = p.id"
          + " WHERE k.kind = 1 AND p.%s = ? AND s.parked = 1"
          + UNDER_WAY;
  private static final String CREDITS =
      "SELECT p.currency, COUNT(*), SUM(p.amount - CASE WHEN p.fee_bearer = 'PAYEE' THEN p.fee"
          + " ELSE 0 END) ";
  private static final String DEBITS =
      "SELECT p.currency, COUNT(*), SUM(p.amount + CASE WHEN p.fee_bearer = 'PAYER' THEN p.fee"
          + " ELSE 0 END) ";
  private static final String GROUP = " GROUP BY p.currency";

  private final Pool pool;

  public HoldStore(Pool pool) {
    this.pool = pool;
  }

  /** Payments under way in one currency, and what they come to in minor units. */
  public record Held(long payments, long minor) {}

  /** What is on its way to a payee, by currency. */
  public Future<Map<String, Held>> ofPayee(long partyId) {
    return held(CREDITS, "payee_id", partyId);
  }

  /** What a payer's payments under way reserve, by currency. */
  public Future<Map<String, Held>> ofPayer(long partyId) {
    return held(DEBITS, "payer_id", partyId);
  }

  private Future<Map<String, Held>> held(String select, String side, long partyId) {
    Future<RowSet<Row>> inHand =
        pool.preparedQuery(select + IN_HAND.formatted(side) + GROUP).execute(Tuple.of(partyId));
    Future<RowSet<Row>> parked =
        pool.preparedQuery(select + PARKED.formatted(side) + GROUP).execute(Tuple.of(partyId));
    return Future.all(inHand, parked)
        .map(
            both -> {
              Map<String, Held> held = new TreeMap<>();
              inHand.result().forEach(row -> add(held, row));
              parked.result().forEach(row -> add(held, row));
              return held;
            });
  }

  private static void add(Map<String, Held> held, Row row) {
    held.merge(
        row.getString(0),
        new Held(row.getLong(1), row.getLong(2)),
        (a, b) -> new Held(a.payments() + b.payments(), a.minor() + b.minor()));
  }
}
