package dev.snaptill.subscription;

import dev.snaptill.store.Sql;
import dev.snaptill.store.Statement;
import dev.snaptill.store.Table;
import dev.snaptill.subscription.Subscription.Consent;
import dev.snaptill.subscription.Subscription.Stage;
import dev.snaptill.subscription.Subscription.State;
import dev.snaptill.value.Money;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Rows of {@code subscription_plan} and {@code subscription}. */
public final class SubscriptionStore {
  private static final Sql INSERT_PLAN =
      Sql.of(
          Table.SUBSCRIPTION_PLAN,
          "INSERT INTO subscription_plan (voucher_id, period, zone) VALUES (?, ?, ?)");
  private static final Sql INSERT =
      Sql.of(
          Table.SUBSCRIPTION,
          "INSERT INTO subscription (id, plan_id, number, payer_id, payee_id, period, zone, anchor,"
              + " item, amount, currency, state, reason, occurrence, stage, since, due, payment_id,"
              + " step, consented, consent_message, consent_channel, consent_text,"
              + " noticed)"
              + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
  private static final Sql MOVE =
      Sql.of(
          Table.SUBSCRIPTION,
          "UPDATE subscription SET state = ?, reason = ?, occurrence = ?, stage = ?, since = ?,"
              + " due = ?, payment_id = ?, noticed = ?, step = step + 1 WHERE id = ? AND step = ?");

  /** What its debits take a use of: without that none can be reserved. */
  private static final Sql SET_VOUCHER =
      Sql.of(Table.VOUCHER_USE, "UPDATE voucher_use SET state = ? WHERE voucher_id = ?");

  private static final String PLAN =
      "SELECT voucher_id, period, zone FROM subscription_plan WHERE voucher_id = ?";
  private static final String COLUMNS =
      "SELECT id, plan_id, number, payer_id, payee_id, period, zone, anchor, item, amount,"
          + " currency, state, reason, occurrence, stage, since, due, payment_id, step, consented,"
          + " consent_message, consent_channel, consent_text, noticed FROM subscription ";
  private static final String LAST_NUMBER =
      "SELECT COALESCE(MAX(number), 0) FROM subscription WHERE payer_id = ?";

  private final Pool pool;

  public SubscriptionStore(Pool pool) {
    this.pool = pool;
  }

  public static Statement insert(Plan plan) {
    return INSERT_PLAN.with(
        plan.voucherId(), plan.voucherId(), plan.period().name(), plan.zone().getId());
  }

  static Statement insert(Subscription s) {
    Consent consent = s.consent();
    return INSERT.with(
        s.id(),
        s.id(),
        s.planId(),
        s.number(),
        s.payerId(),
        s.payeeId(),
        s.period().name(),
        s.zone().getId(),
        day(s.first()),
        s.item(),
        s.amount().minor(),
        s.amount().currency(),
        s.state().name(),
        s.reason(),
        s.occurrence(),
        s.stage().name(),
        s.since().toEpochMilli(),
        millis(s.due()),
        s.paymentId(),
        s.step(),
        consent.at().toEpochMilli(),
        consent.message(),
        consent.channel(),
        consent.text(),
        s.noticed());
  }

  /** Guard: a change of what was read; refuses if it has changed since. */
  static Statement move(Subscription to) {
    return MOVE.with(
        to.id(),
        to.state().name(),
        to.reason(),
        to.occurrence(),
        to.stage().name(),
        to.since().toEpochMilli(),
        millis(to.due()),
        to.paymentId(),
        to.noticed(),
        to.id(),
        to.step());
  }

  /** Lets debits be reserved, or not. */
  static Statement voucher(long id, State state) {
    return SET_VOUCHER.with(id, state.name(), id);
  }

  private static @Nullable Long millis(@Nullable Instant time) {
    return time == null ? null : time.toEpochMilli();
  }

  private static int day(LocalDate date) {
    return date.getYear() * 10_000 + date.getMonthValue() * 100 + date.getDayOfMonth();
  }

  public Future<Optional<Plan>> plan(long voucherId) {
    return pool.preparedQuery(PLAN)
        .execute(Tuple.of(voucherId))
        .map(
            rows -> {
              for (Row row : rows) {
                return Optional.of(
                    new Plan(
                        row.getLong(0),
                        Period.valueOf(row.getString(1)),
                        ZoneId.of(row.getString(2))));
              }
              return Optional.empty();
            });
  }

  Future<Integer> lastNumber(long payerId) {
    return pool.preparedQuery(LAST_NUMBER)
        .execute(Tuple.of(payerId))
        .map(rows -> rows.iterator().next().getInteger(0));
  }

  public Future<Optional<Subscription>> byId(long id) {
    return list("WHERE id = ?", Tuple.of(id)).map(found -> found.stream().findFirst());
  }

  public Future<Optional<Subscription>> ofPayer(long payerId, int number) {
    return list("WHERE payer_id = ? AND number = ?", Tuple.of(payerId, number))
        .map(found -> found.stream().findFirst());
  }

  /** A payer's that are not cancelled, by number. */
  public Future<List<Subscription>> ofPayer(long payerId, int limit, boolean all) {
    return list(
        "WHERE payer_id = ?"
            + (all ? "" : " AND state <> 'CANCELLED'")
            + " ORDER BY number LIMIT ?",
        Tuple.of(payerId, limit));
  }

  /** A payee's, newest first, those older than (time, id). */
  public Future<List<Subscription>> ofPayee(long payeeId, Instant before, long id, int limit) {
    long time = before.toEpochMilli();
    return list(
        "WHERE payee_id = ? AND (consented < ? OR (consented = ? AND id < ?))"
            + " ORDER BY consented DESC, id DESC LIMIT ?",
        Tuple.of(payeeId, time, time, id, limit));
  }

  /** What has to be looked at, the longest due first. */
  Future<List<Subscription>> due(Instant now, int limit) {
    return list("WHERE due <= ? ORDER BY due LIMIT ?", Tuple.of(now.toEpochMilli(), limit));
  }

  private Future<List<Subscription>> list(String where, Tuple values) {
    return pool.preparedQuery(COLUMNS + where)
        .execute(values)
        .map(
            rows -> {
              List<Subscription> found = new ArrayList<>(rows.size());
              rows.forEach(row -> found.add(subscription(row)));
              return found;
            });
  }

  private static Subscription subscription(Row row) {
    int day = row.getInteger(7);
    Long due = row.getLong(16);
    return new Subscription(
        row.getLong(0),
        row.getLong(1),
        row.getInteger(2),
        row.getLong(3),
        row.getLong(4),
        Period.valueOf(row.getString(5)),
        ZoneId.of(row.getString(6)),
        LocalDate.of(day / 10_000, day / 100 % 100, day % 100),
        row.getString(8),
        new Money(row.getLong(9), row.getString(10)),
        State.valueOf(row.getString(11)),
        row.getString(12),
        row.getInteger(13),
        row.getInteger(23),
        Stage.valueOf(row.getString(14)),
        Instant.ofEpochMilli(row.getLong(15)),
        due == null ? null : Instant.ofEpochMilli(due),
        row.getLong(17),
        row.getInteger(18),
        new Consent(
            Instant.ofEpochMilli(row.getLong(19)),
            row.getLong(20),
            row.getString(21),
            row.getString(22)));
  }
}
