package dev.snaptill.settlement;

import dev.snaptill.bank.BankOperation;
import dev.snaptill.bank.OperationKey;
import dev.snaptill.store.Sql;
import dev.snaptill.store.Statement;
import dev.snaptill.store.Sweep;
import dev.snaptill.store.Table;
import dev.snaptill.value.Money;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Rows of {@code payment}, {@code payment_history} and {@code bank_operation}. */
public final class PaymentStore {
  private static final Sql INSERT =
      Sql.of(
          Table.PAYMENT,
          "INSERT INTO payment (id, voucher_id, payer_id, payer_account, payee_id, payee_account,"
              + " amount, currency, day_used, debit_op, payer_route)"
              + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
  private static final Sql INSERT_STATE =
      Sql.of(
          Table.PAYMENT_STATE,
          "INSERT INTO payment_state (payment_id, state, parked, changed) VALUES (?, ?, 0, ?)");
  private static final Sql MOVE =
      Sql.of(
          Table.PAYMENT_STATE,
          "UPDATE payment_state SET state = ?, reason = ?, credit_op = ?, reversal_op = ?,"
              + " parked = ?, changed = ? WHERE payment_id = ? AND state = ? AND parked = ?");
  private static final Sql REMEMBER =
      Sql.of(
          Table.PAYMENT_HISTORY,
          "INSERT INTO payment_history (payment_id, state, entered, note) VALUES (?, ?, ?, ?)");
  private static final Sql WRITE_AHEAD =
      Sql.of(
          Table.BANK_OPERATION,
          "INSERT INTO bank_operation (op_key, payment_id, type, amount, currency, rrn,"
              + " transmitted, state, original_op) VALUES (?, ?, ?, ?, ?, ?, ?, 'SENDING', ?)");
  private static final Sql ANSWER =
      Sql.of(
          Table.BANK_OPERATION, "UPDATE bank_operation SET state = ?, code = ? WHERE op_key = ?");
  private static final String VALUES =
      "SELECT p.id, p.voucher_id, p.payer_id, p.payer_account, p.payee_id, p.payee_account,"
          + " p.amount, p.currency, p.day_used, s.state, s.reason, p.debit_op, s.credit_op,"
          + " s.reversal_op, s.parked, p.payer_route, s.changed FROM ";
  private static final String COLUMNS =
      VALUES + "payment p JOIN payment_state s ON s.payment_id = p.id ";

  /** HSQLDB joins in the order written: the range has to come first. */
  private static final String UNFINISHED =
      VALUES
          + "payment_state s JOIN payment p ON p.id = s.payment_id"
          + " WHERE s.payment_id > ? AND s.payment_id < ? AND s.parked = 0"
          + " AND s.state IN ('DEBIT_SENT', 'CREDIT_SENT', 'TRANSFER_SENT', 'CREDIT_UNKNOWN',"
          + " 'REVERSING')";

  private static final String OPERATION =
      "SELECT op_key, payment_id, type, amount, currency, rrn, transmitted, state, code,"
          + " original_op FROM bank_operation WHERE op_key = ?";

  private final Pool pool;

  public PaymentStore(Pool pool) {
    this.pool = pool;
  }

  /** Where a bank operation stands. */
  enum OperationState {
    SENDING,
    NOT_SENT,
    UNKNOWN,
    ANSWERED
  }

  /** A bank operation as its row has it. */
  record Operation(
      OperationKey key,
      long paymentId,
      BankOperation.Type type,
      Money amount,
      String rrn,
      Instant transmitted,
      OperationState state,
      @Nullable String code,
      @Nullable String original) {}

  /** One step of a payment's life. */
  public record Step(Payment.State state, Instant at, String note) {}

  /** Both rows of a new payment. */
  static List<Statement> insert(Payment p) {
    return List.of(
        INSERT.with(
            p.id(),
            p.id(),
            p.voucherId(),
            p.payerId(),
            p.payerAccount(),
            p.payeeId(),
            p.payeeAccount(),
            p.amount().minor(),
            p.amount().currency(),
            p.dayUsed(),
            p.debitOp(),
            p.route()),
        INSERT_STATE.with(p.id(), p.id(), p.state().name(), p.changed().toEpochMilli()));
  }

  /** Guard: moves a payment on; refuses if it isn't where we think it is. */
  static Statement move(Payment from, Payment to) {
    return MOVE.with(
        to.id(),
        to.state().name(),
        to.reason(),
        to.creditOp(),
        to.reversalOp(),
        to.parked() ? 1 : 0,
        to.changed().toEpochMilli(),
        to.id(),
        from.state().name(),
        from.parked() ? 1 : 0);
  }

  static Statement remember(long paymentId, Payment.State state, Instant at, String note) {
    return REMEMBER.with(paymentId, paymentId, state.name(), at.toEpochMilli(), note);
  }

  /** Before the first byte leaves. */
  static Statement writeAhead(BankOperation op) {
    BankOperation.Original original = op.original();
    return WRITE_AHEAD.with(
        op.paymentId(),
        op.key().text(),
        op.paymentId(),
        op.type().name(),
        op.amount().minor(),
        op.amount().currency(),
        op.rrn(),
        op.transmitted().toEpochMilli(),
        original == null ? null : original.key().text());
  }

  static Statement answered(
      long paymentId, String key, OperationState state, @Nullable String code) {
    return ANSWER.with(paymentId, state.name(), code, key);
  }

  public Future<Optional<Payment>> byId(long id) {
    return list("WHERE p.id = ?", Tuple.of(id)).map(found -> found.stream().findFirst());
  }

  /** Payments of a voucher, oldest first. */
  public Future<List<Payment>> ofVoucher(long voucherId) {
    return list("WHERE p.voucher_id = ? ORDER BY p.id", Tuple.of(voucherId));
  }

  /** A payer's payments of a voucher, newest first. */
  Future<List<Payment>> of(long voucherId, long payerId) {
    return list(
        "WHERE p.voucher_id = ? AND p.payer_id = ? ORDER BY p.id DESC",
        Tuple.of(voucherId, payerId));
  }

  /** A payee's payments, newest first, those with smaller ids than the given one. */
  public Future<List<Payment>> ofPayee(long payeeId, long beforeId, int limit) {
    return list(
        "WHERE p.payee_id = ? AND p.id < ? ORDER BY p.id DESC LIMIT ?",
        Tuple.of(payeeId, beforeId, limit));
  }

  public Future<List<Step>> history(long paymentId) {
    return pool.preparedQuery(
            "SELECT state, entered, note FROM payment_history WHERE payment_id = ?"
                + " ORDER BY entered")
        .execute(Tuple.of(paymentId))
        .map(
            rows -> {
              List<Step> steps = new ArrayList<>(rows.size());
              for (Row row : rows) {
                steps.add(
                    new Step(
                        Payment.State.valueOf(row.getString(0)),
                        Instant.ofEpochMilli(row.getLong(1)),
                        row.getString(2)));
              }
              return steps;
            });
  }

  /** Payments that are under way and not parked, with ids in the window, oldest first. */
  Future<List<Payment>> unfinished(Sweep.Window window, int limit) {
    return pool.preparedQuery(
            UNFINISHED + window.andNode("s.payment_id") + " ORDER BY s.payment_id LIMIT ?")
        .execute(Tuple.of(window.after(), window.before(), limit))
        .map(PaymentStore::payments);
  }

  Future<Optional<Operation>> operation(String key) {
    return pool.preparedQuery(OPERATION)
        .execute(Tuple.of(key))
        .map(
            rows ->
                rows.size() == 0
                    ? Optional.empty()
                    : Optional.of(operation(rows.iterator().next())));
  }

  private Future<List<Payment>> list(String where, Tuple values) {
    return pool.preparedQuery(COLUMNS + where).execute(values).map(PaymentStore::payments);
  }

  private static List<Payment> payments(RowSet<Row> rows) {
    List<Payment> payments = new ArrayList<>(rows.size());
    for (Row row : rows) {
      Buffer route = row.getBuffer(15);
      payments.add(
          new Payment(
              row.getLong(0),
              row.getLong(1),
              row.getLong(2),
              row.getLong(3),
              row.getLong(4),
              row.getLong(5),
              new Money(row.getLong(6), row.getString(7)),
              row.getInteger(8),
              Payment.State.valueOf(row.getString(9)),
              row.getString(10),
              row.getString(11),
              row.getString(12),
              row.getString(13),
              row.getInteger(14) == 1,
              route.getBytes(),
              Instant.ofEpochMilli(row.getLong(16))));
    }
    return payments;
  }

  private static Operation operation(Row row) {
    return new Operation(
        OperationKey.parse(row.getString(0)),
        row.getLong(1),
        BankOperation.Type.valueOf(row.getString(2)),
        new Money(row.getLong(3), row.getString(4)),
        row.getString(5),
        Instant.ofEpochMilli(row.getLong(6)),
        OperationState.valueOf(row.getString(7)),
        row.getString(8),
        row.getString(9));
  }
}
