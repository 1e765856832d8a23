package dev.snaptill.voucher;

import dev.snaptill.store.Sql;
import dev.snaptill.store.Statement;
import dev.snaptill.store.Table;
import dev.snaptill.store.Vault;
import dev.snaptill.value.Address;
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
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Rows of {@code voucher}: statements for the journal, look-ups through the pool. */
public final class VoucherStore {
  private static final int SEALED = 1;
  private static final int PRINTED = 2;

  private static final Sql INSERT =
      Sql.of(
          Table.VOUCHER,
          "INSERT INTO voucher (id, payee_id, payee_account, amount, currency, note, created,"
              + " expires, code_key, code_attempt, last4, least, most, payer_id, payer_address,"
              + " channels, item, order_number, total, flags)"
              + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
  private static final Sql INSERT_USE =
      Sql.of(
          Table.VOUCHER_USE,
          "INSERT INTO voucher_use (voucher_id, payee_id, state, max_uses, taken, expires, total)"
              + " VALUES (?, ?, 'ACTIVE', ?, 0, ?, ?)");
  private static final Sql INSERT_ORDER =
      Sql.insertIfAbsent(
          Table.PAYEE_ORDER,
          "INSERT INTO payee_order (payee_id, order_number, currency, total, taken_amount, created)"
              + " VALUES (?, ?, ?, ?, 0, ?)");
  private static final Sql RESERVE =
      Sql.of(
          Table.VOUCHER_USE,
          "UPDATE voucher_use SET taken = taken + 1 WHERE voucher_id = ?"
              + " AND state = 'ACTIVE' AND taken < max_uses AND expires > ?");
  private static final Sql RELEASE =
      Sql.of(Table.VOUCHER_USE, "UPDATE voucher_use SET taken = taken - 1 WHERE voucher_id = ?");
  private static final Sql RESERVE_OF_TOTAL =
      Sql.of(
          Table.VOUCHER_USE,
          "UPDATE voucher_use SET taken = taken + 1, taken_amount = taken_amount + ?"
              + " WHERE voucher_id = ? AND state = 'ACTIVE' AND taken < max_uses AND expires > ?"
              + " AND taken_amount + ? <= total");
  private static final Sql RELEASE_OF_TOTAL =
      Sql.of(
          Table.VOUCHER_USE,
          "UPDATE voucher_use SET taken = taken - 1, taken_amount = taken_amount - ?"
              + " WHERE voucher_id = ?");
  private static final Sql RESERVE_OF_ORDER =
      Sql.of(
          Table.PAYEE_ORDER,
          "UPDATE payee_order SET taken_amount = taken_amount + ?"
              + " WHERE payee_id = ? AND order_number = ? AND taken_amount + ? <= total");
  private static final Sql RELEASE_OF_ORDER =
      Sql.of(
          Table.PAYEE_ORDER,
          "UPDATE payee_order SET taken_amount = taken_amount - ?"
              + " WHERE payee_id = ? AND order_number = ?");
  private static final Sql FIRST_TURN =
      Sql.insertIfAbsent(
          Table.VOUCHER_TURN,
          "INSERT INTO voucher_turn (voucher_id, payer_id, payment_id) VALUES (?, ?, ?)");
  private static final Sql NO_TURN =
      Sql.of(
          Table.VOUCHER_TURN,
          "DELETE FROM voucher_turn WHERE voucher_id = ? AND payer_id = ? AND payment_id = ?");
  private static final Sql NEXT_TURN =
      Sql.of(
          Table.VOUCHER_TURN,
          "UPDATE voucher_turn SET payment_id = ?"
              + " WHERE voucher_id = ? AND payer_id = ? AND payment_id = ?");
  private static final Sql SET_STATE =
      Sql.of(
          Table.VOUCHER_USE,
          "UPDATE voucher_use SET state = ?, foreign_tries = 0"
              + " WHERE voucher_id = ? AND payee_id = ? AND state = ?");
  private static final Sql FOREIGN_TRY =
      Sql.of(
          Table.VOUCHER_USE,
          "UPDATE voucher_use SET foreign_tries = foreign_tries + 1,"
              + " state = CASE WHEN state = 'ACTIVE' AND foreign_tries + 1 >= ? THEN 'PAUSED'"
              + " ELSE state END WHERE voucher_id = ? AND foreign_tries < ?");
  private static final Sql CANCEL =
      Sql.of(
          Table.VOUCHER_USE,
          "UPDATE voucher_use SET state = 'CANCELLED' WHERE voucher_id = ? AND payee_id = ?"
              + " AND state IN ('ACTIVE', 'PAUSED') AND taken < max_uses");
  private static final String COLUMNS =
      "SELECT v.id, v.payee_id, v.payee_account, v.amount, v.currency, v.note, u.state,"
          + " u.max_uses, u.taken, v.created, v.expires, v.code_attempt, v.last4, v.least, v.most,"
          + " v.payer_id, v.payer_address, v.channels, v.item, v.order_number, v.total, v.flags,"
          + " %s";
  private static final String BY_CODE =
      COLUMNS.formatted("u.taken_amount")
          + ", 0 FROM voucher v JOIN voucher_use u ON u.voucher_id = v.id WHERE v.code_key = ?";

  /** With what an order has been charged. */
  private static final String FROM =
      " FROM voucher v JOIN voucher_use u ON u.voucher_id = v.id LEFT JOIN payee_order o"
          + " ON o.payee_id = v.payee_id AND o.order_number = v.order_number ";

  private static final String SHOWN = COLUMNS.formatted("COALESCE(o.taken_amount, u.taken_amount)");

  private static final String OF_ORDER =
      "SELECT currency, total, taken_amount FROM payee_order"
          + " WHERE payee_id = ? AND order_number = ?";
  private static final String LAST_TURN =
      "SELECT payment_id FROM voucher_turn WHERE voucher_id = ? AND payer_id = ?";

  /** How many of the uses taken are done: counted only where somebody looks. */
  private static final String DONE =
      ", (SELECT COUNT(*) FROM payment p JOIN payment_end e ON e.payment_id = p.id"
          + " WHERE p.voucher_id = v.id AND e.state = 'COMPLETED')";

  /** A channel there is none of: of the voucher behind each subscription, which nobody sends. */
  public static final String STANDING = "standing";

  private final Pool pool;
  private final Vault vault;
  private final FreshVouchers fresh = new FreshVouchers();

  public VoucherStore(Pool pool, Vault vault) {
    this.pool = pool;
    this.vault = vault;
  }

  /** A guard of a reservation and what takes it back. */
  public record Guard(Statement attempt, Statement undo) {}

  /**
   * What an order has been charged.
   *
   * @param taken minor units paid and under way
   */
  public record Order(Money total, long taken) {}

  /**
   * Both rows of a new voucher; its order's row comes beside it.
   *
   * @param payerAddress sealed, if the payer is named by an address
   */
  static List<Statement> insert(Voucher v, byte[] codeKey, byte @Nullable [] payerAddress) {
    long expires = v.expires().toEpochMilli();
    Terms t = v.terms();
    Price.Chosen chosen = v.price() instanceof Price.Chosen c ? c : null;
    Long total = t.total() == null ? null : t.total().minor();
    return List.of(
        INSERT.with(
            v.id(),
            v.id(),
            v.payeeId(),
            v.payeeAccount(),
            v.fixedAmount().map(Money::minor).orElse(0L),
            v.currency(),
            v.note(),
            v.created().toEpochMilli(),
            expires,
            codeKey,
            v.codeAttempt(),
            v.last4(),
            chosen == null ? null : chosen.least().minor(),
            chosen == null ? null : chosen.most().minor(),
            t.payer() instanceof NamedPayer.Party party ? party.id() : null,
            payerAddress,
            t.channels().isEmpty() ? null : String.join(",", new TreeSet<>(t.channels())),
            t.item(),
            t.orderNumber(),
            total,
            (t.sealed() ? SEALED : 0) + (t.printed() ? PRINTED : 0)),
        INSERT_USE.with(v.id(), v.id(), v.payeeId(), v.maxUses(), expires, total));
  }

  /**
   * A new order, to be committed before the first voucher that carries it; refuses if it exists.
   */
  public static Statement insertOrder(long payeeId, String number, Money total, Instant now) {
    return INSERT_ORDER.with(
        payeeId, payeeId, number, total.currency(), total.minor(), now.toEpochMilli());
  }

  /**
   * What has to hold for a payment to be reserved, in this order: a use and a part of the total are
   * left, its order is not yet paid, and no other payment of this payer with this voucher has begun
   * since we looked.
   *
   * @param lastPayment the payer's last payment of the voucher that we know of; 0 if none
   */
  public static List<Guard> guards(Claim c, long paymentId, long lastPayment, Instant now) {
    List<Guard> guards = new ArrayList<>(3);
    long id = c.voucherId();
    long time = now.toEpochMilli();
    guards.add(
        c.totalled()
            ? new Guard(
                RESERVE_OF_TOTAL.with(id, c.minor(), id, time, c.minor()),
                RELEASE_OF_TOTAL.with(id, c.minor(), id))
            : new Guard(RESERVE.with(id, id, time), RELEASE.with(id, id)));
    if (c.order() != null) {
      guards.add(
          new Guard(
              RESERVE_OF_ORDER.with(c.payeeId(), c.minor(), c.payeeId(), c.order(), c.minor()),
              RELEASE_OF_ORDER.with(c.payeeId(), c.minor(), c.payeeId(), c.order())));
    }
    if (c.shared()) {
      long payer = c.payerId();
      guards.add(
          lastPayment == 0
              ? new Guard(
                  FIRST_TURN.with(id, id, payer, paymentId), NO_TURN.with(id, id, payer, paymentId))
              : new Guard(
                  NEXT_TURN.with(id, paymentId, id, payer, lastPayment),
                  NEXT_TURN.with(id, lastPayment, id, payer, paymentId)));
    }
    return guards;
  }

  /** Gives back what a payment took that came to nothing. */
  public static List<Statement> release(Claim c) {
    long id = c.voucherId();
    Statement use = c.totalled() ? RELEASE_OF_TOTAL.with(id, c.minor(), id) : RELEASE.with(id, id);
    return c.order() == null
        ? List.of(use)
        : List.of(use, RELEASE_OF_ORDER.with(c.payeeId(), c.minor(), c.payeeId(), c.order()));
  }

  /** Guard: from active to paused; refuses if it isn't the payee's or isn't active. */
  public static Statement pause(long id, long payeeId) {
    return SET_STATE.with(id, "PAUSED", id, payeeId, "ACTIVE");
  }

  /** Guard: from paused to active; tries by others than its payer are forgiven. */
  public static Statement resume(long id, long payeeId) {
    return SET_STATE.with(id, "ACTIVE", id, payeeId, "PAUSED");
  }

  /**
   * Guard: a sender who isn't the named payer has tried; at the last try the voucher is paused.
   * Refuses when there have been as many already.
   */
  static Statement foreignTry(long id, int most) {
    return FOREIGN_TRY.with(id, most, id, most);
  }

  /** Guard: stops new payments; refuses if it isn't the payee's, not active or used up. */
  public static Statement cancel(long id, long payeeId) {
    return CANCEL.with(id, id, payeeId);
  }

  /** Tells of a voucher whose insert is committed: it will be looked up soon. */
  public void committed(VoucherIssuer.Issue issue) {
    fresh.add(issue.codeKey(), issue.voucher());
  }

  /**
   * The voucher with this code; uses done count as under way. Its state and counts may be out of
   * date at the first look; {@link #reserve} decides on the row.
   */
  public Future<Optional<Voucher>> byCode(byte[] codeKey) {
    Optional<Voucher> held = fresh.take(codeKey);
    return held.isPresent() ? Future.succeededFuture(held) : one(BY_CODE, Tuple.of(codeKey));
  }

  /** What a payee's order has been charged; empty if it has no such order. */
  public Future<Optional<Order>> order(long payeeId, String number) {
    return pool.preparedQuery(OF_ORDER)
        .execute(Tuple.of(payeeId, number))
        .map(
            rows -> {
              if (rows.size() == 0) {
                return Optional.empty();
              }
              Row row = rows.iterator().next();
              return Optional.of(
                  new Order(new Money(row.getLong(1), row.getString(0)), row.getLong(2)));
            });
  }

  /** The last payment a payer began with a voucher of several uses; 0 if none. */
  public Future<Long> lastTurn(long voucherId, long payerId) {
    return pool.preparedQuery(LAST_TURN)
        .execute(Tuple.of(voucherId, payerId))
        .map(rows -> rows.size() == 0 ? 0L : rows.iterator().next().getLong(0));
  }

  public Future<Optional<Voucher>> byId(long id) {
    return one(SHOWN + DONE + FROM + "WHERE v.id = ?", Tuple.of(id));
  }

  /**
   * A payee's vouchers that can be sent, newest first, those older than (time, id), at most so
   * many.
   */
  public Future<List<Voucher>> ofPayee(long payeeId, Instant before, long beforeId, int limit) {
    long time = before.toEpochMilli();
    return pool.preparedQuery(
            SHOWN
                + DONE
                + FROM
                + "WHERE v.payee_id = ? AND (v.created < ? OR (v.created = ? AND v.id < ?))"
                + " AND (v.channels IS NULL OR v.channels <> '"
                + STANDING
                + "')"
                + " ORDER BY v.created DESC, v.id DESC LIMIT ?")
        .execute(Tuple.of(payeeId, time, time, beforeId, limit))
        .map(
            rows -> {
              List<Voucher> vouchers = new ArrayList<>(rows.size());
              rows.forEach(row -> vouchers.add(voucher(row)));
              return vouchers;
            });
  }

  private Future<Optional<Voucher>> one(String sql, Tuple values) {
    return pool.preparedQuery(sql).execute(values).map(this::first);
  }

  private Optional<Voucher> first(RowSet<Row> rows) {
    return rows.size() == 0 ? Optional.empty() : Optional.of(voucher(rows.iterator().next()));
  }

  private Voucher voucher(Row row) {
    int done = Math.toIntExact(row.getLong(23));
    return new Voucher(
        row.getLong(0),
        row.getLong(1),
        row.getLong(2),
        price(row),
        terms(row),
        Voucher.State.valueOf(row.getString(6)),
        done,
        row.getInteger(8) - done,
        row.getLong(22),
        Instant.ofEpochMilli(row.getLong(9)),
        Instant.ofEpochMilli(row.getLong(10)),
        row.getInteger(11),
        row.getString(12));
  }

  private static Price price(Row row) {
    String currency = row.getString(4);
    return row.getLong(14) == null
        ? new Price.Fixed(new Money(row.getLong(3), currency))
        : new Price.Chosen(
            new Money(row.getLong(13), currency), new Money(row.getLong(14), currency));
  }

  private Terms terms(Row row) {
    String channels = row.getString(17);
    Long total = row.getLong(20);
    int flags = row.getInteger(21);
    return new Terms(
        row.getString(5),
        row.getString(18),
        row.getString(19),
        payer(row),
        channels == null ? Set.of() : Set.of(channels.split(",", -1)),
        row.getInteger(7),
        total == null ? null : new Money(total, row.getString(4)),
        (flags & SEALED) != 0,
        (flags & PRINTED) != 0);
  }

  private @Nullable NamedPayer payer(Row row) {
    if (row.getLong(15) != null) {
      return new NamedPayer.Party(row.getLong(15));
    }
    Buffer address = row.getBuffer(16);
    return address == null
        ? null
        : new NamedPayer.Holder(Address.parse(vault.openText(address.getBytes())));
  }
}
