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
  /** As many as a payer's row remembers. */
  public static final int MOST = 5;

  private static final String LAST =
      "SELECT last1, last2, last3, last4, last5 FROM mandate WHERE party_id = ?";
  private static final String MADE =
      "SELECT p.id, p.amount, p.currency, o.name FROM payment p"
          + " JOIN payment_end e ON e.payment_id = p.id AND e.state = 'COMPLETED'"
          + " JOIN party o ON o.id = p.payee_id WHERE p.id IN (?, ?, ?, ?, ?)";
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

  /**
   * The last ones, newest first.
   *
   * @param count at most {@link #MOST}
   */
  public Future<List<Entry>> last(long partyId, int count) {
    return made(partyId)
        .compose(
            made ->
                list(RECEIVED, Tuple.of(partyId, count), false)
                    .map(
                        received -> {
                          List<Entry> all = new ArrayList<>(made);
                          all.addAll(received);
                          all.sort(Comparator.comparingLong(Entry::id).reversed());
                          return all.subList(0, Math.min(count, all.size()));
                        }));
  }

  private Future<List<Entry>> made(long partyId) {
    return pool.preparedQuery(LAST)
        .execute(Tuple.of(partyId))
        .compose(
            rows -> {
              if (rows.size() == 0) {
                return Future.succeededFuture(List.of());
              }
              Row row = rows.iterator().next();
              Tuple ids = Tuple.tuple();
              for (int i = 0; i < MOST; i++) {
                Long id = row.getLong(i);
                ids.addLong(id == null ? 0 : id);
              }
              return list(MADE, ids, true);
            });
  }

  private Future<List<Entry>> list(String sql, Tuple values, boolean made) {
    return pool.preparedQuery(sql)
        .execute(values)
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
