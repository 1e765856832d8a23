package dev.snaptill.party;

import static org.assertj.core.api.Assertions.assertThat;

import dev.snaptill.store.OpenDatabase;
import dev.snaptill.store.Unit;
import java.nio.file.Files;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/** What the words say of a limit and what the guard does must be the same. */
class UsageTest {
  private static final int TODAY = 20261202;
  private static OpenDatabase db;
  private static PartyStore parties;
  private static long payer;

  @BeforeContainer
  static void open() throws Exception {
    db = new OpenDatabase(Files.createTempDirectory("usage"));
    parties = new PartyStore(db.pool, db.vault);
  }

  @AfterContainer
  static void close() {
    db.close();
  }

  @Property(tries = 300)
  void theWordsAndTheGuardAgree(
      @ForAll @LongRange(min = 0, max = 60) long perPayment,
      @ForAll @LongRange(min = 0, max = 90) long perDay,
      @ForAll @IntRange(min = 0, max = 4) int count,
      @ForAll @LongRange(min = 0, max = 120) long perMonth,
      @ForAll @LongRange(min = 0, max = 50) long usedDay,
      @ForAll @IntRange(min = 0, max = 3) int usedCount,
      @ForAll @LongRange(min = 0, max = 90) long usedMonth,
      @ForAll @LongRange(min = 1, max = 60) long amount,
      @ForAll @IntRange(min = 0, max = 2) int daysAgo,
      @ForAll boolean newPayer,
      @ForAll boolean printed) {
    payer++;
    int last = daysAgo == 2 ? 20261130 : TODAY - daysAgo;
    db.run(
        "INSERT INTO mandate (party_id, account_id, state, per_payment, per_day, per_day_count,"
            + " per_month, used_day, used_day_amount, used_day_count, used_month,"
            + " used_month_amount, created, printed_day, printed_amount) VALUES ("
            + "%d, 11, 'ACTIVE', %d, %d, %d, %d, %d, %d, %d, %d, %d, 0, %d, %d)"
                .formatted(
                    payer,
                    perPayment,
                    perDay,
                    count,
                    perMonth,
                    last,
                    usedDay,
                    usedCount,
                    last / 100,
                    usedMonth,
                    last,
                    usedDay));
    Allowance allowance = new Allowance(newPayer, printed ? 40L : null);
    Mandate mandate = OpenDatabase.await(parties.mandates().of(payer)).orElseThrow();
    Usage usage = OpenDatabase.await(parties.mandates().usage(payer)).orElseThrow();
    boolean allowed = usage.passed(mandate, amount, TODAY, allowance).isEmpty();
    boolean done =
        OpenDatabase.await(
                db.journal.submit(
                    Unit.guardedBy(MandateStore.use(payer, 11, 1, amount, TODAY, allowance))))
            .done();
    assertThat(done).isEqualTo(allowed);
    if (done) {
      OpenDatabase.await(
          db.journal.submit(Unit.guardedBy(MandateStore.release(payer, amount, TODAY, printed))));
      Usage after = OpenDatabase.await(parties.mandates().usage(payer)).orElseThrow();
      assertThat(after.dayAmount()).isEqualTo(last == TODAY ? usedDay : 0);
      assertThat(after.dayCount()).isEqualTo(last == TODAY ? usedCount : 0);
      assertThat(after.monthAmount()).isEqualTo(last / 100 == TODAY / 100 ? usedMonth : 0);
    }
  }
}
