package dev.snaptill.settlement;

import dev.snaptill.store.Sql;
import dev.snaptill.store.Statement;
import dev.snaptill.store.Table;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/** Rows of {@code refund} and {@code refund_use}. */
public final class RefundStore {
  private static final Sql OPEN =
      Sql.insertIfAbsent(
          Table.REFUND_USE, "INSERT INTO refund_use (payment_id, amount, taken) VALUES (?, ?, 0)");
  private static final Sql TAKE =
      Sql.of(
          Table.REFUND_USE,
          "UPDATE refund_use SET taken = taken + ? WHERE payment_id = ? AND taken + ? <= amount");
  private static final Sql GIVE =
      Sql.of(Table.REFUND_USE, "UPDATE refund_use SET taken = taken - ? WHERE payment_id = ?");
  private static final Sql INSERT =
      Sql.of(Table.REFUND, "INSERT INTO refund (id, payment_id) VALUES (?, ?)");

  private static final String TAKEN = "SELECT taken FROM refund_use WHERE payment_id = ?";
  private static final String ORIGINAL = "SELECT payment_id FROM refund WHERE id = ?";
  private static final String OF = "SELECT id FROM refund WHERE payment_id = ? ORDER BY id";
  private static final String ALL_TAKEN =
      "SELECT payment_id, taken FROM refund_use WHERE payment_id IN (";

  private final Pool pool;

  public RefundStore(Pool pool) {
    this.pool = pool;
  }

  /** Guard: makes the row that counts a payment's refunds; refuses if it is there already. */
  static Statement open(Payment payment) {
    return OPEN.with(payment.id(), payment.id(), payment.amount().minor());
  }

  /** Guard: reserves a part of the payment; refuses if less than that is left. Minor units. */
  static Statement take(long paymentId, long amount) {
    return TAKE.with(paymentId, amount, paymentId, amount);
  }

  /** Takes back what {@link #take} reserved. */
  static Statement give(long paymentId, long amount) {
    return GIVE.with(paymentId, amount, paymentId);
  }

  static Statement insert(long id, long paymentId) {
    return INSERT.with(id, id, paymentId);
  }

  /** What of a payment is refunded or being refunded, in minor units; empty if nothing ever was. */
  public Future<OptionalLong> taken(long paymentId) {
    return one(TAKEN, paymentId);
  }

  /** The same of several payments; those that were never refunded are missing. */
  public Future<Map<Long, Long>> taken(List<Long> paymentIds) {
    if (paymentIds.isEmpty()) {
      return Future.succeededFuture(Map.of());
    }
    String marks = "?, ".repeat(paymentIds.size() - 1) + "?)";
    return pool.preparedQuery(ALL_TAKEN + marks)
        .execute(Tuple.wrap(List.copyOf(paymentIds)))
        .map(
            rows -> {
              Map<Long, Long> taken = new HashMap<>();
              rows.forEach(row -> taken.put(row.getLong(0), row.getLong(1)));
              return taken;
            });
  }

  /** The payment that a refund gives back; empty if the id is not a refund's. */
  public Future<OptionalLong> original(long refundId) {
    return one(ORIGINAL, refundId);
  }

  /** Ids of a payment's refunds, oldest first. */
  public Future<List<Long>> of(long paymentId) {
    return pool.preparedQuery(OF)
        .execute(Tuple.of(paymentId))
        .map(
            rows -> {
              List<Long> ids = new java.util.ArrayList<>(rows.size());
              rows.forEach(row -> ids.add(row.getLong(0)));
              return ids;
            });
  }

  private Future<OptionalLong> one(String sql, long id) {
    return pool.preparedQuery(sql)
        .execute(Tuple.of(id))
        .map(
            rows -> {
              for (Row row : rows) {
                return OptionalLong.of(row.getLong(0));
              }
              return OptionalLong.empty();
            });
  }
}
