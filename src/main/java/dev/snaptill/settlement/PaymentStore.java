package dev.snaptill.settlement;

import dev.snaptill.bank.BankOperation;
import dev.snaptill.bank.OperationKey;
import dev.snaptill.ledger.Fee;
import dev.snaptill.ledger.LedgerStore;
import dev.snaptill.store.Sql;
import dev.snaptill.store.Statement;
import dev.snaptill.store.Sweep;
import dev.snaptill.store.Table;
import dev.snaptill.store.Unit;
import dev.snaptill.value.Money;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Rows of {@code payment}, {@code payment_live}, {@code payment_end}, {@code bank_operation} and
 * {@code bank_answer}.
 */
public final class PaymentStore {
  private static final Sql INSERT =
      Sql.of(
          Table.PAYMENT,
          "INSERT INTO payment (id, voucher_id, payer_id, payer_account, payee_id, payee_account,"
              + " amount, currency, day_used, debit_op, payer_route, fee, fee_bearer, claim)"
              + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
  private static final Sql BEGIN =
      Sql.of(
          Table.PAYMENT_LIVE,
          "INSERT INTO payment_live (payment_id, step, state, reason, credit_op, reversal_op,"
              + " parked, changed, history) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)");
  private static final Sql MOVE =
      Sql.of(
          Table.PAYMENT_LIVE,
          "UPDATE payment_live SET step = ?, state = ?, reason = ?, credit_op = ?, reversal_op = ?,"
              + " parked = ?, changed = ?, history = ? WHERE payment_id = ? AND step = ?");
  private static final Sql LEAVE =
      Sql.of(Table.PAYMENT_LIVE, "DELETE FROM payment_live WHERE payment_id = ? AND step = ?");
  private static final Sql END =
      Sql.of(
          Table.PAYMENT_END,
          "INSERT INTO payment_end (payment_id, step, state, reason, credit_op, reversal_op,"
              + " changed, history) VALUES (?, ?, ?, ?, ?, ?, ?, ?)");
  private static final Sql REOPEN =
      Sql.of(Table.PAYMENT_END, "DELETE FROM payment_end WHERE payment_id = ? AND step = ?");
  private static final Sql WRITE_AHEAD =
      Sql.of(
          Table.BANK_OPERATION,
          "INSERT INTO bank_operation (op_key, payment_id, type, amount, currency, rrn,"
              + " transmitted, original_op) VALUES (?, ?, ?, ?, ?, ?, ?, ?)");
  private static final Sql ANSWER =
      Sql.of(
          Table.BANK_ANSWER,
          "INSERT INTO bank_answer (op_key, id, state, code) VALUES (?, ?, ?, ?)");
  private static final String COLUMNS =
      "SELECT p.id, p.voucher_id, p.payer_id, p.payer_account, p.payee_id, p.payee_account,"
          + " p.amount, p.currency, p.day_used, COALESCE(l.state, e.state),"
          + " COALESCE(l.reason, e.reason), p.debit_op, COALESCE(l.credit_op, e.credit_op),"
          + " COALESCE(l.reversal_op, e.reversal_op), COALESCE(l.parked, 0), p.payer_route,"
          + " COALESCE(l.step, e.step), COALESCE(l.changed, e.changed),"
          + " COALESCE(l.history, e.history), p.fee, p.fee_bearer, p.claim FROM payment p"
          + " LEFT JOIN payment_live l ON l.payment_id = p.id"
          + " LEFT JOIN payment_end e ON e.payment_id = p.id ";

  /** HSQLDB joins in the order written: the small table has to come first. */
  private static final String UNFINISHED =
      "SELECT p.id, p.voucher_id, p.payer_id, p.payer_account, p.payee_id, p.payee_account,"
          + " p.amount, p.currency, p.day_used, l.state, l.reason, p.debit_op, l.credit_op,"
          + " l.reversal_op, l.parked, p.payer_route, l.step, l.changed, l.history, p.fee,"
          + " p.fee_bearer, p.claim FROM"
          + " payment_live l"
          + " JOIN payment p ON p.id = l.payment_id"
          + " WHERE l.payment_id > ? AND l.payment_id < ? AND l.parked = 0";

  private static final String OPERATION =
      "SELECT op_key, payment_id, type, amount, currency, rrn, transmitted, original_op"
          + " FROM bank_operation WHERE op_key = ?";
  private static final String LAST_ANSWER =
      "SELECT state, code FROM bank_answer WHERE op_key = ? ORDER BY id DESC LIMIT 1";

  private static final Sql NOTICE =
      Sql.insertIfAbsent(
          Table.PAYMENT_NOTICE, "INSERT INTO payment_notice (payment_id, noticed) VALUES (?, ?)");
  private static final String NOTICED = "SELECT 1 FROM payment_notice WHERE payment_id = ?";
  private static final String BOOKED = "SELECT kind FROM ledger_transfer WHERE payment_id = ?";

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

  /** The rows of a new payment. */
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
            p.route(),
            p.fee().money().minor(),
            p.fee().isNone() ? null : p.fee().bearer().name(),
            p.claimed()),
        begin(p));
  }

  /**
   * Moves a payment on; refuses if it isn't where we think it is. What ends goes from the small
   * table to the large one, and back if it has to be taken up again.
   */
  static Unit move(Payment from, Payment to) {
    long id = to.id();
    if (from.state().ended()) {
      return Unit.guardedBy(REOPEN.with(id, id, from.step()))
          .then(to.state().ended() ? end(to) : begin(to));
    }
    if (to.state().ended()) {
      return Unit.guardedBy(LEAVE.with(id, id, from.step())).then(end(to));
    }
    return Unit.guardedBy(
        MOVE.with(
            id,
            to.step(),
            to.state().name(),
            to.reason(),
            to.creditOp(),
            to.reversalOp(),
            to.parked() ? 1 : 0,
            to.changed().toEpochMilli(),
            to.history(),
            id,
            from.step()));
  }

  private static Statement begin(Payment p) {
    return BEGIN.with(
        p.id(),
        p.id(),
        p.step(),
        p.state().name(),
        p.reason(),
        p.creditOp(),
        p.reversalOp(),
        p.parked() ? 1 : 0,
        p.changed().toEpochMilli(),
        p.history());
  }

  private static Statement end(Payment p) {
    return END.with(
        p.id(),
        p.id(),
        p.step(),
        p.state().name(),
        p.reason(),
        p.creditOp(),
        p.reversalOp(),
        p.changed().toEpochMilli(),
        p.history());
  }

  /** MANUAL to an end, as a guard that a second guard may follow. */
  static Unit resolve(Payment from, Payment to, Statement andGuard) {
    return Unit.guardedBy(REOPEN.with(from.id(), from.id(), from.step()), end(from))
        .andGuardedBy(andGuard)
        .then(end(to));
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

  /**
   * What came of an operation.
   *
   * @param answerId greater than that of every earlier answer
   */
  static Statement answered(
      long paymentId, String key, long answerId, OperationState state, @Nullable String code) {
    return ANSWER.with(paymentId, key, answerId, state.name(), code);
  }

  /** The payer is told that it takes longer; as a guard it refuses to tell twice. */
  static Statement notice(long paymentId, Instant now) {
    return NOTICE.with(paymentId, paymentId, now.toEpochMilli());
  }

  Future<Boolean> noticed(long paymentId) {
    return pool.preparedQuery(NOTICED).execute(Tuple.of(paymentId)).map(rows -> rows.size() > 0);
  }

  /** What the ledger has of a payment. */
  Future<Set<LedgerStore.Kind>> booked(long paymentId) {
    return pool.preparedQuery(BOOKED)
        .execute(Tuple.of(paymentId))
        .map(
            rows -> {
              Set<LedgerStore.Kind> kinds = EnumSet.noneOf(LedgerStore.Kind.class);
              rows.forEach(row -> kinds.add(LedgerStore.Kind.values()[row.getInteger(0)]));
              return kinds;
            });
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

  /** Payments that are under way and not parked, with ids in the window, oldest first. */
  Future<List<Payment>> unfinished(Sweep.Window window, int limit) {
    return pool.preparedQuery(
            UNFINISHED + window.andNode("l.payment_id") + " ORDER BY l.payment_id LIMIT ?")
        .execute(Tuple.of(window.after(), window.before(), limit))
        .map(PaymentStore::payments);
  }

  Future<Optional<Operation>> operation(String key) {
    return pool.preparedQuery(OPERATION)
        .execute(Tuple.of(key))
        .compose(
            rows ->
                rows.size() == 0
                    ? Future.succeededFuture(Optional.empty())
                    : pool.preparedQuery(LAST_ANSWER)
                        .execute(Tuple.of(key))
                        .map(answers -> Optional.of(operation(rows.iterator().next(), answers))));
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
              fee(row),
              row.getInteger(8),
              Payment.State.valueOf(row.getString(9)),
              row.getString(10),
              row.getString(11),
              row.getString(12),
              row.getString(13),
              row.getInteger(14) == 1,
              route.getBytes(),
              row.getString(21),
              row.getInteger(16),
              Instant.ofEpochMilli(row.getLong(17)),
              row.getString(18)));
    }
    return payments;
  }

  private static Fee fee(Row row) {
    String bearer = row.getString(20);
    return bearer == null
        ? Fee.none(row.getString(7))
        : new Fee(new Money(row.getLong(19), row.getString(7)), Fee.Bearer.valueOf(bearer));
  }

  private static Operation operation(Row row, RowSet<Row> answers) {
    Row answer = answers.size() == 0 ? null : answers.iterator().next();
    return new Operation(
        OperationKey.parse(row.getString(0)),
        row.getLong(1),
        BankOperation.Type.valueOf(row.getString(2)),
        new Money(row.getLong(3), row.getString(4)),
        row.getString(5),
        Instant.ofEpochMilli(row.getLong(6)),
        answer == null ? OperationState.SENDING : OperationState.valueOf(answer.getString(0)),
        answer == null ? null : answer.getString(1),
        row.getString(7));
  }
}
