package dev.snaptill.settlement;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Tuple;
import java.util.Map;
import java.util.TreeMap;

/**
 * What is held: the amounts of payments under way. Nothing of it is stored: it follows from the
 * payments' states. A payment that is MANUAL is not under way; its operator decides.
 */
public final class HoldStore {
  /** HSQLDB joins in the order written: the small table has to come first. */
  private static final String LIVE =
      "FROM payment_live l JOIN payment p ON p.id = l.payment_id WHERE p.%s = ?"
          + " GROUP BY p.currency";

  private static final String CREDITS =
      "SELECT p.currency, COUNT(*), SUM(p.amount - CASE WHEN p.fee_bearer = 'PAYEE' THEN p.fee"
          + " ELSE 0 END) ";
  private static final String DEBITS =
      "SELECT p.currency, COUNT(*), SUM(p.amount + CASE WHEN p.fee_bearer = 'PAYER' THEN p.fee"
          + " ELSE 0 END) ";

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
    return pool.preparedQuery(select + LIVE.formatted(side))
        .execute(Tuple.of(partyId))
        .map(
            rows -> {
              Map<String, Held> held = new TreeMap<>();
              rows.forEach(
                  row -> held.put(row.getString(0), new Held(row.getLong(1), row.getLong(2))));
              return held;
            });
  }
}
