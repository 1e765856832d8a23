package dev.snaptill.reconciliation;

import dev.snaptill.bank.BankOperation;
import dev.snaptill.bank.OperationKey;
import dev.snaptill.ledger.LedgerStore;
import dev.snaptill.store.Sql;
import dev.snaptill.store.Statement;
import dev.snaptill.store.Table;
import dev.snaptill.value.DayNumber;
import dev.snaptill.value.Money;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads {@code bank_operation} and {@code ledger_transfer} in short pages, so that no writer waits
 * long for it, and keeps {@code recon_file} and {@code recon_day}.
 */
public final class ReconciliationStore {
  /** Keys looked up at once. */
  static final int AT_ONCE = 100;

  /** Some 20 ms under HSQLDB, for which a writer may have to wait. */
  private static final int PAGE = 250;

  private static final Sql INSERT_FILE =
      Sql.insertIfAbsent(
          Table.RECON_FILE,
          "INSERT INTO recon_file (bank, business_day, currency, file_hash, actor, taken)"
              + " VALUES (?, ?, ?, ?, ?, ?)");
  private static final Sql INSERT_DAY =
      Sql.of(
          Table.RECON_DAY,
          "INSERT INTO recon_day (file_hash, file_lines, matched, opening, closing, base, ledger,"
              + " transit, items, cut_over, actor, taken, bank, business_day, currency)"
              + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
  private static final Sql UPDATE_DAY =
      Sql.of(
          Table.RECON_DAY,
          "UPDATE recon_day SET file_hash = ?, file_lines = ?, matched = ?, opening = ?,"
              + " closing = ?, base = ?, ledger = ?, transit = ?, items = ?, cut_over = ?,"
              + " actor = ?, taken = ? WHERE bank = ? AND business_day = ? AND currency = ?");

  /**
   * Each operation moves the ledger by one kind of transfer of its payment: by the key it has. Of
   * an operation's answers the last one counts; one without an answer is on its way.
   */
  private static final String OURS =
      "SELECT o.op_key, o.payment_id, o.type, o.amount, o.currency, o.rrn, o.transmitted,"
          + " COALESCE(a.state, 'SENDING'), a.code, o.original_op, COALESCE(l.state, e.state),"
          + " r.code, t.debit, t.credit, t.amount, t.posted FROM bank_operation o"
          + last("a", "o.op_key")
          + " LEFT JOIN payment_live l ON l.payment_id = o.payment_id"
          + " LEFT JOIN payment_end e ON e.payment_id = o.payment_id"
          + last("r", "COALESCE(l.reversal_op, e.reversal_op)")
          + " LEFT JOIN ledger_transfer t ON t.payment_id = o.payment_id AND t.kind IN (CASE"
          + " WHEN o.type = 'DEBIT' THEN "
          + LedgerStore.Kind.DEBITED.ordinal()
          + " WHEN o.op_key = COALESCE(l.credit_op, e.credit_op) THEN "
          + LedgerStore.Kind.PAID_OUT.ordinal()
          + " WHEN o.op_key = COALESCE(l.reversal_op, e.reversal_op) THEN "
          + LedgerStore.Kind.REVERSED.ordinal()
          + " ELSE -1 END, CASE WHEN o.type = 'DEBIT' THEN "
          + LedgerStore.Kind.REFUND_DEBITED.ordinal()
          + " WHEN o.op_key = COALESCE(l.credit_op, e.credit_op) THEN "
          + LedgerStore.Kind.REFUNDED.ordinal()
          + " WHEN o.op_key = COALESCE(l.reversal_op, e.reversal_op) THEN "
          + LedgerStore.Kind.REFUND_REVERSED.ordinal()
          + " ELSE -1 END) WHERE ";

  private static final String BY_KEYS = OURS + "o.op_key IN (" + "?, ".repeat(AT_ONCE - 1) + "?)";

  private static final String OF_DAY =
      OURS + "o.op_key > ? AND o.op_key < ? ORDER BY o.op_key LIMIT ";

  private static final String TRANSFERS =
      "SELECT payment_id, debit, credit, amount, currency, posted FROM ledger_transfer"
          + " WHERE payment_id > ? AND payment_id < ? ORDER BY payment_id LIMIT ";

  private static final String DAY_COLUMNS =
      "SELECT bank, business_day, currency, file_hash, file_lines, matched, opening, closing, base,"
          + " ledger, transit, items, cut_over, actor, taken FROM recon_day WHERE ";

  private static String last(String alias, String key) {
    return " LEFT JOIN bank_answer "
        + alias
        + " ON "
        + alias
        + ".op_key = "
        + key
        + " AND NOT EXISTS (SELECT 1 FROM bank_answer later WHERE later.op_key = "
        + alias
        + ".op_key AND later.id > "
        + alias
        + ".id)";
  }

  private final Pool pool;
  private final int page;

  public ReconciliationStore(Pool pool) {
    this(pool, PAGE);
  }

  /**
   * @param page operations read at once
   */
  ReconciliationStore(Pool pool, int page) {
    this.pool = pool;
    this.page = page;
  }

  /** A guard: refuses if that very file was taken before. */
  static Statement insertFile(DayResult r) {
    return INSERT_FILE.with(
        r.taken(), r.bank(), DayNumber.of(r.day()), r.currency(), r.hash(), r.actor(), r.taken());
  }

  static Statement write(DayResult r, boolean first) {
    return (first ? INSERT_DAY : UPDATE_DAY)
        .with(
            r.taken(),
            r.hash(),
            r.lines(),
            r.matched(),
            r.opening(),
            r.closing(),
            r.base(),
            r.ledger(),
            r.transit(),
            r.items(),
            r.cutOver(),
            r.actor(),
            r.taken(),
            r.bank(),
            DayNumber.of(r.day()),
            r.currency());
  }

  Future<Boolean> hasFile(String bank, LocalDate day, String currency, String hash) {
    return pool.preparedQuery(
            "SELECT taken FROM recon_file WHERE bank = ? AND business_day = ? AND currency = ?"
                + " AND file_hash = ?")
        .execute(Tuple.of(bank, DayNumber.of(day), currency, hash))
        .map(rows -> rows.size() > 0);
  }

  Future<Optional<DayResult>> day(String bank, LocalDate day, String currency) {
    return days(
            "bank = ? AND business_day = ? AND currency = ?",
            Tuple.of(bank, DayNumber.of(day), currency))
        .map(found -> found.stream().findFirst());
  }

  /** The last reconciled day before this one. */
  Future<Optional<DayResult>> before(String bank, LocalDate day, String currency) {
    return days(
            "bank = ? AND business_day < ? AND currency = ? ORDER BY business_day DESC LIMIT 1",
            Tuple.of(bank, DayNumber.of(day), currency))
        .map(found -> found.stream().findFirst());
  }

  /** Reconciled days from one on and before another, newest first. */
  Future<List<DayResult>> days(LocalDate from, LocalDate before, int limit) {
    return days(
        "business_day >= ? AND business_day < ? ORDER BY business_day DESC, bank LIMIT ?",
        Tuple.of(DayNumber.of(from), DayNumber.of(before), limit));
  }

  private Future<List<DayResult>> days(String where, Tuple values) {
    return pool.preparedQuery(DAY_COLUMNS + where)
        .execute(values)
        .map(
            rows -> {
              List<DayResult> days = new ArrayList<>(rows.size());
              rows.forEach(row -> days.add(day(row)));
              return days;
            });
  }

  private static DayResult day(Row row) {
    return new DayResult(
        row.getString(0),
        date(row.getInteger(1)),
        row.getString(2),
        row.getString(3),
        row.getLong(4),
        row.getLong(5),
        row.getLong(6),
        row.getLong(7),
        row.getLong(8),
        row.getLong(9),
        row.getLong(10),
        row.getLong(11),
        row.getLong(12),
        row.getString(13),
        row.getLong(14));
  }

  /** 20261123 as a date. */
  static LocalDate date(int number) {
    return LocalDate.of(number / 10_000, number / 100 % 100, number % 100);
  }

  /** Operations by their keys; at most {@link #AT_ONCE}, of which those that exist come back. */
  Future<List<Ours>> byKeys(List<OperationKey> keys) {
    Tuple values = Tuple.tuple();
    for (int i = 0; i < AT_ONCE; i++) {
      values.addString(keys.get(Math.min(i, keys.size() - 1)).text());
    }
    return pool.preparedQuery(BY_KEYS).execute(values).map(ReconciliationStore::ours);
  }

  /**
   * Some operations of a bank's day.
   *
   * @param last the key to go on after
   */
  record Page(List<Ours> ours, String last, boolean more) {}

  /** A bank's operations of a business day, those whose key comes after one; "" for the first. */
  Future<Page> ofDay(String bank, LocalDate day, String currency, String after) {
    String prefix = day.format(DateTimeFormatter.BASIC_ISO_DATE) + "/" + bank + "/";
    return pool.preparedQuery(OF_DAY + page)
        .execute(Tuple.of(after.isEmpty() ? prefix : after, prefix + "zzzzzzzz/999999"))
        .map(
            rows -> {
              List<Ours> all = ours(rows);
              String last = all.isEmpty() ? after : all.get(all.size() - 1).key().text();
              // a collation that passes over punctuation finds neighbours too
              List<Ours> wanted =
                  all.stream()
                      .filter(
                          o ->
                              o.key().text().startsWith(prefix)
                                  && o.amount().currency().equals(currency))
                      .toList();
              return new Page(wanted, last, all.size() >= page);
            });
  }

  private static List<Ours> ours(Iterable<Row> rows) {
    List<Ours> found = new ArrayList<>();
    for (Row row : rows) {
      OperationKey key = OperationKey.parse(row.getString(0));
      String account = LedgerStore.bank(key.bank());
      Long booked = row.getLong(15);
      long effect =
          booked == null
              ? 0
              : (account.equals(row.getString(12)) ? row.getLong(14) : 0)
                  - (account.equals(row.getString(13)) ? row.getLong(14) : 0);
      found.add(
          new Ours(
              key,
              row.getLong(1),
              BankOperation.Type.valueOf(row.getString(2)),
              new Money(row.getLong(3), row.getString(4)),
              row.getString(5),
              row.getLong(6),
              row.getString(7),
              row.getString(8),
              row.getString(9),
              row.getString(10),
              row.getString(11),
              booked,
              effect));
    }
    return found;
  }

  /** A slice of the ledger as it concerns some accounts. */
  record Slice(long lastId, int rows, List<Moved> moved) {
    boolean last(int asked) {
      return rows < asked;
    }
  }

  /** One transfer. */
  record Moved(String debit, String credit, Money amount, long posted) {}

  /**
   * Transfers of whole payments after an id. A payment has few transfers, so a page that ends in
   * the middle of one is cut back to the one before.
   */
  Future<Slice> transfers(long after, long before, int most) {
    return pool.preparedQuery(TRANSFERS + most)
        .execute(Tuple.of(after, before))
        .map(
            rows -> {
              long[] ids = new long[rows.size()];
              List<Moved> all = new ArrayList<>(rows.size());
              int i = 0;
              for (Row row : rows) {
                ids[i++] = row.getLong(0);
                all.add(
                    new Moved(
                        row.getString(1),
                        row.getString(2),
                        new Money(row.getLong(3), row.getString(4)),
                        row.getLong(5)));
              }
              int keep = ids.length;
              if (keep == most) {
                long cut = ids[keep - 1];
                while (keep > 0 && ids[keep - 1] == cut) {
                  keep--;
                }
              }
              if (keep == 0 && ids.length > 0) {
                throw new IllegalStateException("a payment with " + most + " transfers");
              }
              return new Slice(keep == 0 ? after : ids[keep - 1], ids.length, all.subList(0, keep));
            });
  }
}
