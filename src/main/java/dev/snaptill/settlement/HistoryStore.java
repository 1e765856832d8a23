package dev.snaptill.settlement;

import dev.snaptill.value.Money;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** A party's last payments that were completed, made and received. */
public final class HistoryStore {
  private static final String MADE =
      "SELECT p.id, p.amount, p.currency, o.name FROM payment p"
          + " JOIN payment_end e ON e.payment_id = p.id AND e.state = 'COMPLETED'"
          + " JOIN party o ON o.id = p.payee_id WHERE p.payer_id = ? ORDER BY p.id DESC LIMIT ?";
  private static final String RECEIVED =
      "SELECT p.id, p.amount, p.currency, o.name FROM payment p"
          + " JOIN payment_end e ON e.payment_id = p.id AND e.state = 'COMPLETED'"
          + " JOIN party o ON o.id = p.payer_id WHERE p.payee_id = ? ORDER BY p.id DESC LIMIT ?";

  private final Pool pool;

  public HistoryStore(Pool pool) {
    this.pool = pool;
  }

  /**
   * One payment.
   *
   * @param made by the party, else received
   * @param other whom it was paid to, or who paid it
   */
  public record Entry(long id, boolean made, Money amount, String other) {
    public Instant time() {
      return Instant.ofEpochMilli(dev.snaptill.value.Ids.millisOf(id));
    }
  }

  /** The last ones, newest first. */
  public Future<List<Entry>> last(long partyId, int count) {
    return list(MADE, partyId, count, true)
        .compose(
            made ->
                list(RECEIVED, partyId, count, false)
                    .map(
                        received -> {
                          List<Entry> all = new ArrayList<>(made);
                          all.addAll(received);
                          all.sort(Comparator.comparingLong(Entry::id).reversed());
                          return all.subList(0, Math.min(count, all.size()));
                        }));
  }

  private Future<List<Entry>> list(String sql, long partyId, int count, boolean made) {
    return pool.preparedQuery(sql)
        .execute(Tuple.of(partyId, count))
        .map(
            rows -> {
              List<Entry> found = new ArrayList<>(rows.size());
              for (Row row : rows) {
                found.add(
                    new Entry(
                        row.getLong(0),
                        made,
                        new Money(row.getLong(1), row.getString(2)),
                        row.getString(3)));
              }
              return found;
            });
  }
}
