package dev.snaptill.reconciliation;

import dev.snaptill.store.Sql;
import dev.snaptill.store.Statement;
import dev.snaptill.store.Table;
import dev.snaptill.value.DayNumber;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Rows of {@code recon_item}. */
public final class ItemStore {
  private static final Sql INSERT =
      Sql.of(
          Table.RECON_ITEM,
          "INSERT INTO recon_item (id, bank, business_day, currency, place, kind, payment_id, ours,"
              + " banks, effect, first_seen, state, healed)"
              + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
  private static final Sql MOVE =
      Sql.of(
          Table.RECON_ITEM,
          "UPDATE recon_item SET state = ?, effect = ?, ours = ?, banks = ?, healed = ?"
              + " WHERE id = ? AND state = ?");
  private static final Sql PROPOSE =
      Sql.of(
          Table.RECON_ITEM,
          "UPDATE recon_item SET approval_id = ?, resolution = ?, note = ? WHERE id = ?"
              + " AND state = 'OPEN' AND (approval_id IS NULL OR NOT EXISTS (SELECT 1 FROM approval"
              + " a WHERE a.id = recon_item.approval_id AND a.state = 'OPEN'))");
  private static final Sql RESOLVE =
      Sql.of(
          Table.RECON_ITEM,
          "UPDATE recon_item SET state = ?, healed = ? WHERE id = ? AND state = 'OPEN'"
              + " AND approval_id = ?");
  private static final Sql REOPEN =
      Sql.of(
          Table.RECON_ITEM,
          "UPDATE recon_item SET state = 'OPEN', healed = NULL WHERE id = ? AND state = ?");

  private static final String COLUMNS =
      "SELECT id, bank, business_day, currency, place, kind, payment_id, ours, banks, effect,"
          + " first_seen, state, resolution, note, approval_id, healed FROM recon_item WHERE ";

  private final Pool pool;

  public ItemStore(Pool pool) {
    this.pool = pool;
  }

  static Statement insert(Item item) {
    return INSERT.with(
        item.id(),
        item.id(),
        item.bank(),
        DayNumber.of(item.day()),
        item.currency(),
        item.place(),
        item.kind().name(),
        item.paymentId(),
        item.ours(),
        item.banks(),
        item.effect(),
        item.firstSeen(),
        item.state().name(),
        item.healed());
  }

  /** A guard: hits no row if the item is no longer in the state it was read in. */
  static Statement move(Item from, Item to) {
    return MOVE.with(
        from.id(),
        to.state().name(),
        to.effect(),
        to.ours(),
        to.banks(),
        to.healed(),
        from.id(),
        from.state().name());
  }

  /** A guard: refuses unless the item is open and no open proposal waits for it. */
  static Statement propose(long id, long approvalId, Resolution resolution, String note) {
    return PROPOSE.with(id, approvalId, resolution.name(), note, id);
  }

  /** A guard: refuses unless the item is open and this is the proposal that waits for it. */
  static Statement resolve(long id, long approvalId, ItemState to, @Nullable Long healed) {
    return RESOLVE.with(id, to.name(), healed, id, approvalId);
  }

  /** Takes {@link #resolve} back. */
  static Statement unresolve(long id, ItemState from) {
    return REOPEN.with(id, id, from.name());
  }

  /** What differs, or once did, up to a day; what was superseded is left out. */
  Future<List<Item>> upTo(String bank, LocalDate day, String currency) {
    return list(
        "bank = ? AND business_day <= ? AND currency = ? AND (business_day = ? OR state IN ('OPEN',"
            + " 'REPAIRING', 'TRANSIT') OR resolution = 'EXPLAINED' OR healed > ?)"
            + " AND state <> 'SUPERSEDED' ORDER BY id",
        Tuple.of(
            bank,
            DayNumber.of(day),
            currency,
            DayNumber.of(day),
            // a cut-over is at most two days before the day's number
            day.minusDays(3).toEpochDay() * 86_400_000L));
  }

  /** One that was superseded, to be taken up again if a further file shows it. */
  Future<List<Item>> superseded(String bank, LocalDate day, String currency) {
    return list(
        "bank = ? AND business_day = ? AND currency = ? AND state = 'SUPERSEDED' ORDER BY id",
        Tuple.of(bank, DayNumber.of(day), currency));
  }

  Future<List<Item>> repairing(int limit) {
    return list("state = 'REPAIRING' ORDER BY id LIMIT ?", Tuple.of(limit));
  }

  public Future<Optional<Item>> byId(long id) {
    return list("id = ?", Tuple.of(id)).map(found -> found.stream().findFirst());
  }

  /** Newest first, those with smaller ids than the given one. */
  public Future<List<Item>> page(ItemState state, @Nullable String bank, long before, int limit) {
    return bank == null
        ? list(
            "state = ? AND id < ? ORDER BY id DESC LIMIT ?", Tuple.of(state.name(), before, limit))
        : list(
            "state = ? AND id < ? AND bank = ? ORDER BY id DESC LIMIT ?",
            Tuple.of(state.name(), before, bank, limit));
  }

  private Future<List<Item>> list(String where, Tuple values) {
    return pool.preparedQuery(COLUMNS + where)
        .execute(values)
        .map(
            rows -> {
              List<Item> items = new ArrayList<>(rows.size());
              rows.forEach(row -> items.add(item(row)));
              return items;
            });
  }

  private static Item item(Row row) {
    String resolution = row.getString(12);
    return new Item(
        row.getLong(0),
        row.getString(1),
        ReconciliationStore.date(row.getInteger(2)),
        row.getString(3),
        row.getString(4),
        Kind.valueOf(row.getString(5)),
        row.getLong(6),
        row.getLong(7),
        row.getLong(8),
        row.getLong(9),
        row.getLong(10),
        ItemState.valueOf(row.getString(11)),
        resolution == null ? null : Resolution.valueOf(resolution),
        row.getString(13),
        row.getLong(14),
        row.getLong(15));
  }
}
