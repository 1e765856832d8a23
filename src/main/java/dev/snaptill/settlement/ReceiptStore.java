package dev.snaptill.settlement;

import dev.snaptill.store.Sql;
import dev.snaptill.store.Statement;
import dev.snaptill.store.Table;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.Optional;

/**
 * Rows of {@code receipt_check}, {@code receipt_key} and {@code payment_note}; reads {@code
 * refund_use}.
 */
public final class ReceiptStore {
  private static final String CONFIRM_TEXT =
      "INSERT INTO receipt_check (payment_id, confirmed, via) VALUES (?, ?, ?)";
  private static final Sql CONFIRM = Sql.of(Table.RECEIPT_CHECK, CONFIRM_TEXT);
  private static final Sql CONFIRM_IF_FIRST = Sql.insertIfAbsent(Table.RECEIPT_CHECK, CONFIRM_TEXT);
  private static final Sql ADD_KEY =
      Sql.insertIfAbsent(
          Table.RECEIPT_KEY, "INSERT INTO receipt_key (number, oldest, created) VALUES (?, ?, ?)");
  private static final Sql NOTE =
      Sql.of(
          Table.PAYMENT_NOTE,
          "INSERT INTO payment_note (payment_id, nth, created) VALUES (?, ?, ?)");

  private final Pool pool;

  public ReceiptStore(Pool pool) {
    this.pool = pool;
  }

  /** Keys that are in use. */
  public record Keys(int oldest, int newest) {
    boolean has(int number) {
      return number >= oldest && number <= newest;
    }
  }

  /** The first confirmation; a duplicate key if there was one. */
  static Statement confirm(long paymentId, Instant now, String via) {
    return CONFIRM.with(paymentId, paymentId, now.toEpochMilli(), via);
  }

  /** Guard: refuses if it was confirmed before. */
  static Statement confirmIfFirst(long paymentId, Instant now, String via) {
    return CONFIRM_IF_FIRST.with(paymentId, paymentId, now.toEpochMilli(), via);
  }

  /** Guard: refuses if another added a key at the same moment. */
  public static Statement addKey(Keys now, boolean retireOlder, Instant when) {
    int number = now.newest() + 1;
    return ADD_KEY.with(number, number, retireOlder ? number : now.oldest(), when.toEpochMilli());
  }

  /** A duplicate key if another was counted at the same moment. */
  public static Statement note(long paymentId, int nth, Instant now) {
    return NOTE.with(paymentId, paymentId, nth, now.toEpochMilli());
  }

  /** When a payment's receipt was confirmed. */
  Future<Optional<Instant>> confirmed(long paymentId) {
    return pool.preparedQuery("SELECT confirmed FROM receipt_check WHERE payment_id = ?")
        .execute(Tuple.of(paymentId))
        .map(
            rows ->
                rows.size() == 0
                    ? Optional.empty()
                    : Optional.of(Instant.ofEpochMilli(rows.iterator().next().getLong(0))));
  }

  /** What of a payment has been given back or is on its way, in minor units. */
  Future<Long> refunded(long paymentId) {
    return pool.preparedQuery("SELECT taken FROM refund_use WHERE payment_id = ?")
        .execute(Tuple.of(paymentId))
        .map(rows -> rows.size() == 0 ? 0L : rows.iterator().next().getLong(0));
  }

  public Future<Keys> keys() {
    return pool.preparedQuery("SELECT number, oldest FROM receipt_key ORDER BY number DESC LIMIT 1")
        .execute()
        .map(
            rows ->
                rows.size() == 0
                    ? new Keys(1, 1)
                    : new Keys(
                        rows.iterator().next().getInteger(1),
                        rows.iterator().next().getInteger(0)));
  }

  /** Texts that a payee has sent about a payment. */
  public Future<Integer> notes(long paymentId) {
    return pool.preparedQuery("SELECT COUNT(*) FROM payment_note WHERE payment_id = ?")
        .execute(Tuple.of(paymentId))
        .map(rows -> Math.toIntExact(rows.iterator().next().getLong(0)));
  }
}
