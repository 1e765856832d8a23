package dev.snaptill.party;

import dev.snaptill.store.Sql;
import dev.snaptill.store.Statement;
import dev.snaptill.store.Table;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.Optional;
import java.util.function.Function;

/** Rows of {@code mandate}: what a payer may pay, and what of it is used. */
public final class MandateStore {
  private static final Sql INSERT =
      Sql.insertIfAbsent(
          Table.MANDATE,
          "INSERT INTO mandate (party_id, account_id, state, per_payment, per_day, per_day_count,"
              + " per_month, used_day, used_day_amount, used_day_count, used_month,"
              + " used_month_amount, created) VALUES (?, ?, ?, ?, ?, ?, ?, 0, 0, 0, 0, 0, ?)");
  private static final Sql UPDATE =
      Sql.of(
          Table.MANDATE,
          "UPDATE mandate SET account_id = ?, state = ?, per_payment = ?, per_day = ?,"
              + " per_day_count = ?, per_month = ?, most_per_payment = NULL, most_per_day = NULL,"
              + " most_per_month = NULL WHERE party_id = ?");

  /** Both limits and the mandate itself in one guard; days and months that are over count 0. */
  private static final Sql USE = use(false, false);

  private static final Sql USE_NEW = use(true, false);
  private static final Sql USE_PRINTED = use(false, true);
  private static final Sql USE_NEW_PRINTED = use(true, true);

  private static Sql use(boolean halved, boolean printed) {
    String half = halved ? " / 2" : "";
    return Sql.of(
        Table.MANDATE,
        "UPDATE mandate SET"
            + " used_day_amount = CASE WHEN used_day = ? THEN used_day_amount ELSE 0 END + ?,"
            + " used_day_count = CASE WHEN used_day = ? THEN used_day_count ELSE 0 END + 1,"
            + " used_month_amount = CASE WHEN used_month = ? THEN used_month_amount ELSE 0 END"
            + " + ?, used_day = ?, used_month = ?,"
            + " last5 = last4, last4 = last3, last3 = last2, last2 = last1, last1 = ?"
            + (printed
                ? ", printed_amount = CASE WHEN printed_day = ? THEN printed_amount ELSE 0 END + ?,"
                    + " printed_day = ?"
                : "")
            + " WHERE party_id = ? AND state = 'ACTIVE' AND account_id = ? AND per_payment"
            + half
            + " >= ?"
            + " AND CASE WHEN used_day = ? THEN used_day_amount ELSE 0 END + ? <= per_day"
            + half
            + " AND CASE WHEN used_day = ? THEN used_day_count ELSE 0 END < "
            + (halved ? "(per_day_count + 1) / 2" : "per_day_count")
            + " AND CASE WHEN used_month = ? THEN used_month_amount ELSE 0 END + ? <= per_month"
            + half
            + (printed
                ? " AND CASE WHEN printed_day = ? THEN printed_amount ELSE 0 END + ? <= ?"
                : ""));
  }

  private static final Sql RELEASE = release(false);
  private static final Sql RELEASE_PRINTED = release(true);

  private static Sql release(boolean printed) {
    return Sql.of(
        Table.MANDATE,
        "UPDATE mandate SET"
            + " used_day_amount = used_day_amount - CASE WHEN used_day = ? THEN ? ELSE 0 END,"
            + " used_day_count = used_day_count - CASE WHEN used_day = ? THEN 1 ELSE 0 END,"
            + " used_month_amount = used_month_amount - CASE WHEN used_month = ? THEN ? ELSE 0"
            + " END"
            + (printed
                ? ", printed_amount = printed_amount - CASE WHEN printed_day = ? THEN ? ELSE 0 END"
                : "")
            + " WHERE party_id = ?");
  }

  private static final String MANDATE =
      "SELECT account_id, state, per_payment, per_day, per_day_count, per_month FROM mandate"
          + " WHERE party_id = ?";
  private static final String USAGE =
      "SELECT used_day, used_day_amount, used_day_count, used_month, used_month_amount,"
          + " printed_day, printed_amount FROM mandate WHERE party_id = ?";

  private final Pool pool;

  public MandateStore(Pool pool) {
    this.pool = pool;
  }

  /** Guard: refuses if the party has a mandate; then {@link #update(Mandate)}. */
  public static Statement insert(Mandate m, long now) {
    return INSERT.with(
        m.partyId(),
        m.partyId(),
        m.accountId(),
        m.state().name(),
        m.perPayment(),
        m.perDay(),
        m.perDayCount(),
        m.perMonth(),
        now);
  }

  /** Guard: refuses if the party has no mandate. */
  public static Statement update(Mandate m) {
    return UPDATE.with(
        m.partyId(),
        m.accountId(),
        m.state().name(),
        m.perPayment(),
        m.perDay(),
        m.perDayCount(),
        m.perMonth(),
        m.partyId());
  }

  /**
   * Guard: counts a payment against the mandate, and remembers it among the last five; refuses if a
   * limit would be passed.
   */
  public static Statement use(
      long payerId, long accountId, long payment, long amount, int day, Allowance allowance) {
    int month = day / 100;
    Long printed = allowance.printedPerDay();
    if (printed != null) {
      return (allowance.newPayer() ? USE_NEW_PRINTED : USE_PRINTED)
          .with(
              payerId, day, amount, day, month, amount, day, month, payment, day, amount, day,
              payerId, accountId, amount, day, amount, day, month, amount, day, amount, printed);
    }
    return (allowance.newPayer() ? USE_NEW : USE)
        .with(
            payerId, day, amount, day, month, amount, day, month, payment, payerId, accountId,
            amount, day, amount, day, month, amount);
  }

  /**
   * Takes back what {@link #use} counted, from the day it was counted on.
   *
   * @param printed it was paid with a printed voucher
   */
  public static Statement release(long payerId, long amount, int day, boolean printed) {
    int month = day / 100;
    return printed
        ? RELEASE_PRINTED.with(payerId, day, amount, day, month, amount, day, amount, payerId)
        : RELEASE.with(payerId, day, amount, day, month, amount, payerId);
  }

  /** A payer's mandate as its row has it now; empty if it has none. */
  public Future<Optional<Mandate>> of(long payerId) {
    return one(
        MANDATE,
        payerId,
        row ->
            new Mandate(
                payerId,
                row.getLong(0),
                Mandate.State.valueOf(row.getString(1)),
                row.getLong(2),
                row.getLong(3),
                row.getInteger(4),
                row.getLong(5)));
  }

  /** What a payer has used of its limits; empty if it has no mandate. */
  public Future<Optional<Usage>> usage(long payerId) {
    return one(
        USAGE,
        payerId,
        row ->
            new Usage(
                row.getInteger(0),
                row.getLong(1),
                row.getInteger(2),
                row.getInteger(3),
                row.getLong(4),
                row.getInteger(5),
                row.getLong(6)));
  }

  private <T> Future<Optional<T>> one(String query, long payerId, Function<Row, T> read) {
    return pool.preparedQuery(query)
        .execute(Tuple.of(payerId))
        .map(
            rows ->
                rows.size() == 0
                    ? Optional.empty()
                    : Optional.of(read.apply(rows.iterator().next())));
  }
}
