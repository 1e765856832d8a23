package dev.snaptill.reconciliation;

import dev.snaptill.store.Sql;
import dev.snaptill.store.Statement;
import dev.snaptill.store.Table;
import dev.snaptill.value.Money;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Rows of {@code payout} and {@code payout_item}. */
public final class PayoutStore {
  private static final Sql INSERT =
      Sql.of(
          Table.PAYOUT,
          "INSERT INTO payout (id, bank, currency, amount, items, approval_id, state, proposed_by,"
              + " changed) VALUES (?, ?, ?, ?, ?, ?, 'PROPOSED', ?, ?)");
  private static final Sql INSERT_ITEM =
      Sql.of(
          Table.PAYOUT_ITEM,
          "INSERT INTO payout_item (id, payout_id, party_id, account_id, amount)"
              + " VALUES (?, ?, ?, ?, ?)");

  /** Nobody can stand in two runs that are not executed: what is owed is paid once. */
  private static final Sql APPROVE =
      Sql.of(
          Table.PAYOUT,
          "UPDATE payout SET state = 'APPROVED', changed = ? WHERE id = ? AND state = 'PROPOSED'"
              + " AND NOT EXISTS (SELECT 1 FROM payout_item i JOIN payout_item j"
              + " ON j.party_id = i.party_id JOIN payout q ON q.id = j.payout_id"
              + " WHERE i.payout_id = payout.id AND q.id <> payout.id"
              + " AND q.currency = payout.currency AND q.state IN ('APPROVED', 'TAKEN'))");

  private static final Sql MOVE =
      Sql.of(Table.PAYOUT, "UPDATE payout SET state = ?, changed = ? WHERE id = ? AND state = ?");
  private static final Sql TAKE =
      Sql.of(
          Table.PAYOUT,
          "UPDATE payout SET state = 'TAKEN', taken_by = ?, changed = ? WHERE id = ?"
              + " AND state = 'APPROVED'");
  private static final Sql EXECUTE =
      Sql.of(
          Table.PAYOUT,
          "UPDATE payout SET state = 'EXECUTED', changed = ? WHERE id = ? AND state = 'TAKEN'"
              + " AND taken_by <> ? AND (SELECT COUNT(*) FROM payout_item i"
              + " WHERE i.payout_id = payout.id AND i.booked IS NULL) = ?");
  private static final Sql BOOK =
      Sql.of(
          Table.PAYOUT_ITEM, "UPDATE payout_item SET booked = ? WHERE id = ? AND booked IS NULL");
  private static final Sql STATED =
      Sql.of(
          Table.PAYOUT_ITEM,
          "UPDATE payout_item SET statement_day = ? WHERE id = ? AND statement_day IS NULL");

  /** The last part that a statement had: the run is executed. */
  private static final Sql ALL_STATED =
      Sql.of(
          Table.PAYOUT,
          "UPDATE payout SET state = 'EXECUTED', changed = ? WHERE id = ? AND state = 'TAKEN'"
              + " AND NOT EXISTS (SELECT 1 FROM payout_item i WHERE i.payout_id = payout.id"
              + " AND i.booked IS NULL)");

  private static final String PART_COLUMNS =
      "SELECT i.id, i.party_id, i.account_id, i.amount, i.booked, i.statement_day";
  private static final String COLUMNS =
      "SELECT id, bank, currency, amount, items, approval_id, state, proposed_by, changed"
          + " FROM payout WHERE ";

  private final Pool pool;

  public PayoutStore(Pool pool) {
    this.pool = pool;
  }

  static Statement insert(Payout p) {
    return INSERT.with(
        p.id(),
        p.id(),
        p.bank(),
        p.total().currency(),
        p.total().minor(),
        p.items(),
        p.approvalId(),
        p.proposedBy(),
        p.changed().toEpochMilli());
  }

  static Statement insert(long payoutId, Payout.Part part) {
    return INSERT_ITEM.with(
        part.id(), part.id(), payoutId, part.partyId(), part.accountId(), part.minor());
  }

  /** A guard: refuses unless it is proposed and none of its payees stands in another run. */
  static Statement approve(long id, Instant now) {
    return APPROVE.with(id, now.toEpochMilli(), id);
  }

  /** A guard: refuses unless it is in that state. */
  static Statement move(long id, Payout.State from, Payout.State to, Instant now) {
    return MOVE.with(id, to.name(), now.toEpochMilli(), id, from.name());
  }

  /** A guard: refuses unless it is approved. */
  static Statement take(long id, String person, Instant now) {
    return TAKE.with(id, person, now.toEpochMilli(), id);
  }

  /** A guard: refuses unless its file was taken, by somebody else, and so many are not booked. */
  static Statement execute(long id, String person, int open, Instant now) {
    return EXECUTE.with(id, now.toEpochMilli(), id, person, open);
  }

  /** A guard: refuses if the part is booked. */
  static Statement book(long partId, Instant now) {
    return BOOK.with(partId, now.toEpochMilli(), partId);
  }

  /** A guard: refuses if a statement had the part before. */
  static Statement stated(long partId, int day) {
    return STATED.with(partId, day, partId);
  }

  /** Ends a run whose last part has been booked; a guard that may well refuse. */
  static Statement allStated(long payoutId, Instant now) {
    return ALL_STATED.with(payoutId, now.toEpochMilli(), payoutId);
  }

  /** A part of a file that was taken, with its run. */
  record Taken(Payout payout, Payout.Part part) {}

  Future<Optional<Taken>> taken(long partId) {
    return pool.preparedQuery(PART_COLUMNS + ", i.payout_id FROM payout_item i WHERE i.id = ?")
        .execute(Tuple.of(partId))
        .compose(
            rows -> {
              if (rows.size() == 0) {
                return Future.succeededFuture(Optional.<Taken>empty());
              }
              Row row = rows.iterator().next();
              return byId(row.getLong(6))
                  .map(
                      payout ->
                          payout
                              .filter(
                                  p ->
                                      p.state() == Payout.State.TAKEN
                                          || p.state() == Payout.State.EXECUTED)
                              .map(p -> new Taken(p, part(row))));
            });
  }

  private static Payout.Part part(Row row) {
    Long booked = row.getLong(4);
    return new Payout.Part(
        row.getLong(0),
        row.getLong(1),
        row.getLong(2),
        row.getLong(3),
        booked == null ? null : Instant.ofEpochMilli(booked),
        row.getInteger(5));
  }

  public Future<Optional<Payout>> byId(long id) {
    return list("id = ?", Tuple.of(id)).map(found -> found.stream().findFirst());
  }

  /** Newest first, those with smaller ids than the given one. */
  public Future<List<Payout>> page(long before, int limit) {
    return list("id < ? ORDER BY id DESC LIMIT ?", Tuple.of(before, limit));
  }

  private Future<List<Payout>> list(String where, Tuple values) {
    return pool.preparedQuery(COLUMNS + where)
        .execute(values)
        .map(
            rows -> {
              List<Payout> payouts = new ArrayList<>(rows.size());
              for (Row row : rows) {
                payouts.add(
                    new Payout(
                        row.getLong(0),
                        row.getString(1),
                        new Money(row.getLong(3), row.getString(2)),
                        row.getInteger(4),
                        row.getLong(5),
                        Payout.State.valueOf(row.getString(6)),
                        row.getString(7),
                        Instant.ofEpochMilli(row.getLong(8))));
              }
              return payouts;
            });
  }

  Future<List<Payout.Part>> parts(long payoutId) {
    return pool.preparedQuery(
            PART_COLUMNS + " FROM payout_item i WHERE i.payout_id = ? ORDER BY i.id")
        .execute(Tuple.of(payoutId))
        .map(
            rows -> {
              List<Payout.Part> parts = new ArrayList<>(rows.size());
              rows.forEach(row -> parts.add(part(row)));
              return parts;
            });
  }

  /** Payees that stand in a run not yet executed. */
  Future<Set<Long>> busy(String currency) {
    return pool.preparedQuery(
            "SELECT DISTINCT i.party_id FROM payout q JOIN payout_item i ON i.payout_id = q.id"
                + " WHERE q.currency = ? AND q.state IN ('APPROVED', 'TAKEN')")
        .execute(Tuple.of(currency))
        .map(
            rows -> {
              Set<Long> busy = new HashSet<>();
              rows.forEach(row -> busy.add(row.getLong(0)));
              return busy;
            });
  }
}
