package dev.snaptill.ledger;

import static dev.snaptill.store.OpenDatabase.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.snaptill.ledger.LedgerStore.Kind;
import dev.snaptill.store.OpenDatabase;
import dev.snaptill.store.Statement;
import dev.snaptill.store.Unit;
import dev.snaptill.value.Money;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the database lets in, and what is folded from it. */
class LedgerStoreTest {
  private static final long SHOP = 2;
  private static final LedgerAccount OWED = LedgerAccount.payee(SHOP);
  private static final LedgerAccount NORTH = LedgerAccount.bank("north");
  private static final Money TEN = new Money(1000, "CNY");

  @TempDir Path directory;
  private OpenDatabase db;
  private BalanceStore balances;
  private StatementStore statements;
  private LedgerVerticle verticle;

  @BeforeEach
  void open() {
    db = new OpenDatabase(directory);
    balances = new BalanceStore(db.pool);
    statements = new StatementStore(db.pool);
    verticle = new LedgerVerticle(db.journal, db.pool, new Fees(), db.clock);
  }

  @AfterEach
  void close() {
    db.close();
  }

  private void post(List<Statement> transfer) {
    Unit unit = Unit.guardedBy(transfer.get(0)).then(transfer.subList(1, transfer.size()));
    assertThat(await(db.journal.submit(unit)).done()).isTrue();
  }

  private void post(long id, Kind kind, String debit, String credit, Money amount) {
    post(LedgerStore.transfer(id, kind, debit, credit, amount, db.clock.millis()));
  }

  private long payment(long payee) {
    long id = db.ids.next();
    db.run(
        "INSERT INTO payment (id, voucher_id, payer_id, payer_account, payee_id, payee_account,"
            + " amount, currency, day_used, debit_op, payer_route) VALUES ("
            + id
            + ", 5, 1, 11, "
            + payee
            + ", 22, 1000, 'CNY', 20261123, 'x', X'00')");
    return id;
  }

  /** All that a payment books whose payee bears a fee. */
  private void complete(long id, long payee, Money amount, long fee) {
    String owed = LedgerStore.payee(payee);
    Money cost = new Money(fee, amount.currency());
    post(id, Kind.DEBITED, NORTH.name(), LedgerStore.CLEARING, amount);
    post(id, Kind.EARNED, LedgerStore.CLEARING, owed, amount);
    if (fee > 0) {
      post(id, Kind.FEE, owed, LedgerStore.FEES, cost);
    }
    post(id, Kind.PAID_OUT, owed, LedgerStore.bank("south"), amount.minus(cost));
  }

  private Map<String, Long> now(LedgerAccount account) {
    return await(balances.asOf(account, db.clock.instant().plusMillis(1)));
  }

  // ---- what can't be committed

  @Test
  void entriesAreNeitherAlteredNorDeletedNorOneSided() {
    complete(payment(SHOP), SHOP, TEN, 7);
    assertThatThrownBy(() -> db.run("UPDATE ledger_transfer SET amount = amount + 1"))
        .hasMessageContaining("never altered");
    assertThatThrownBy(() -> db.run("DELETE FROM ledger_transfer"))
        .hasMessageContaining("never deleted");
    for (String row :
        List.of("(9, 0, 'fees', 'fees', 1, 'CNY', 0)", "(9, 0, 'fees', 'clearing', 0, 'CNY', 0)")) {
      assertThatThrownBy(() -> db.run("INSERT INTO ledger_transfer VALUES " + row))
          .hasMessageContaining("check constraint");
    }
    assertThat(db.ask("SELECT COUNT(*) FROM ledger_transfer")).isEqualTo(4);
  }

  @Test
  void theSameTransferIsNotPostedTwice() {
    long id = payment(SHOP);
    post(id, Kind.DEBITED, NORTH.name(), LedgerStore.CLEARING, TEN);
    assertThatThrownBy(() -> post(id, Kind.DEBITED, NORTH.name(), LedgerStore.CLEARING, TEN))
        .isInstanceOf(RuntimeException.class);
  }

  @Test
  void theChartHasItsAccountsAndNoOthers() {
    for (String name : List.of("clearing", "suspense", "fees", "bank:north", "payee:12")) {
      assertThat(LedgerAccount.parse(name)).isPresent();
    }
    for (String name : List.of("", "bank:", "payee:", "payee:x", "payee:0", "payee:-1", "Fees")) {
      assertThat(LedgerAccount.parse(name)).as(name).isEmpty();
    }
    assertThat(NORTH.inItsDirection(-5)).isEqualTo(5);
    assertThat(OWED.inItsDirection(5)).isEqualTo(5);
  }

  // ---- balances

  @Test
  void balancesAreWhatTheTransfersComeToAtAnyTime() {
    Instant start = db.clock.instant();
    complete(payment(SHOP), SHOP, TEN, 7);
    db.clock.move(Duration.ofHours(1));
    complete(payment(SHOP), SHOP, TEN, 0);
    assertThat(now(NORTH)).containsExactly(Map.entry("CNY", -2000L));
    assertThat(now(LedgerAccount.FEES)).containsExactly(Map.entry("CNY", 7L));
    assertThat(now(OWED)).containsExactly(Map.entry("CNY", 0L));
    assertThat(await(balances.asOf(NORTH, start.plusSeconds(60))))
        .containsExactly(Map.entry("CNY", -1000L));
    assertThat(await(balances.asOf(NORTH, start))).isEmpty();
  }

  @Test
  void aTransferLongAfterItsPaymentIsFoundWhereItWasPosted() {
    long id = payment(SHOP);
    post(id, Kind.DEBITED, NORTH.name(), LedgerStore.CLEARING, TEN);
    Instant before = db.clock.instant().plusMillis(1);
    db.clock.move(Duration.ofDays(3));
    await(verticle.fold());
    post(id, Kind.REVERSED, LedgerStore.CLEARING, NORTH.name(), TEN);
    assertThat(db.ask("SELECT COUNT(*) FROM ledger_aside")).isEqualTo(2);
    assertThat(await(balances.asOf(NORTH, before))).containsEntry("CNY", -1000L);
    assertThat(now(NORTH)).containsEntry("CNY", 0L);
    db.clock.move(Duration.ofHours(1));
    await(verticle.fold());
    assertThat(now(NORTH)).containsEntry("CNY", 0L);
  }

  /** However it is folded, and whatever is late: the sums of all rows are the judge. */
  @Test
  void foldsChangeNoBalance() {
    Random random = new Random(20261123);
    List<Long> open = new ArrayList<>();
    for (int i = 0; i < 120; i++) {
      long id = payment(1 + random.nextInt(3));
      String currency = random.nextBoolean() ? "CNY" : "JPY";
      post(id, Kind.DEBITED, NORTH.name(), LedgerStore.CLEARING, new Money(1 + i, currency));
      open.add(id);
      if (random.nextInt(3) == 0) {
        long late = open.remove(random.nextInt(open.size()));
        post(late, Kind.REVERSED, LedgerStore.CLEARING, NORTH.name(), new Money(1, "CNY"));
      }
      if (random.nextInt(4) == 0) {
        String owed = LedgerStore.payee(1 + random.nextInt(3));
        post(db.ids.next(), Kind.PAYOUT, owed, LedgerStore.bank("south"), new Money(3, "CNY"));
      }
      db.clock.move(Duration.ofSeconds(random.nextInt(240)));
      if (random.nextInt(10) == 0) {
        await(verticle.fold());
      }
    }
    assertThat(db.ask("SELECT COUNT(*) FROM ledger_fold")).isPositive();
    for (LedgerAccount account :
        List.of(NORTH, LedgerAccount.CLEARING, LedgerAccount.payee(1), LedgerAccount.payee(3))) {
      for (String currency : List.of("CNY", "JPY")) {
        long sum =
            db.ask(
                ("SELECT COALESCE(SUM(CASE WHEN credit = '%1$s' THEN amount ELSE -amount END), 0)"
                        + " FROM ledger_transfer WHERE currency = '%2$s'"
                        + " AND (credit = '%1$s' OR debit = '%1$s')")
                    .formatted(account.name(), currency));
        assertThat(now(account).getOrDefault(currency, 0L)).as(account.name()).isEqualTo(sum);
      }
    }
  }

  // ---- statements and reports

  @Test
  void aStatementHasEveryEntryOnceInPages() {
    Instant start = db.clock.instant();
    int entries = 0;
    List<Long> late = new ArrayList<>();
    for (int i = 0; i < 25; i++) {
      long id = payment(SHOP);
      if (i % 5 == 0) {
        late.add(id);
      } else {
        complete(id, SHOP, TEN, i % 2);
        entries += 2 + i % 2;
      }
      payment(9);
      db.clock.move(Duration.ofMinutes(7));
    }
    db.clock.move(Duration.ofHours(2));
    for (long id : late) {
      complete(id, SHOP, TEN, 0);
      entries += 2;
    }
    post(db.ids.next(), Kind.PAYOUT, OWED.name(), LedgerStore.bank("south"), TEN);
    entries++;
    Instant end = db.clock.instant().plusMillis(1);
    for (int limit : List.of(1, 2, 7, 500)) {
      List<StatementStore.Entry> all = new ArrayList<>();
      long after = 0;
      do {
        StatementStore.Page page = await(statements.page(SHOP, start, end, after, limit));
        all.addAll(page.entries());
        after = page.next();
      } while (after >= 0);
      assertThat(all).as("by " + limit).hasSize(entries).doesNotHaveDuplicates();
      assertThat(all)
          .isSortedAccordingTo(java.util.Comparator.comparingLong(StatementStore.Entry::place));
      long sum = all.stream().mapToLong(e -> e.amount().minor()).sum();
      assertThat(sum).isEqualTo(now(OWED).get("CNY")).isEqualTo(-1000);
    }
  }

  @Test
  void theDaysReportCountsWhatWasPostedThatDay() {
    Instant start = db.clock.instant();
    long reversed = payment(SHOP);
    post(reversed, Kind.DEBITED, NORTH.name(), LedgerStore.CLEARING, TEN);
    complete(payment(SHOP), SHOP, TEN, 7);
    complete(payment(SHOP), SHOP, TEN, 0);
    complete(payment(9), 9, TEN, 0);
    db.clock.move(Duration.ofHours(1));
    post(reversed, Kind.REVERSED, LedgerStore.CLEARING, NORTH.name(), TEN);
    post(db.ids.next(), Kind.ADJUSTMENT, LedgerStore.FEES, OWED.name(), new Money(5, "CNY"));
    Instant end = db.clock.instant().plusMillis(1);
    SettlementReportStore reports = new SettlementReportStore(db.pool);
    assertThat(await(reports.of(SHOP, start, end)))
        .containsExactly(
            Map.entry(
                "CNY", new SettlementReportStore.Line(2, 2000, 7, 0, 1, 1000, 5, 1993, 0, 0)));
    assertThat(await(reports.of(SHOP, start, end)).get("CNY").net()).isEqualTo(1998);
    assertThat(await(reports.of(SHOP, end, end.plusSeconds(60)))).isEmpty();
  }
}
