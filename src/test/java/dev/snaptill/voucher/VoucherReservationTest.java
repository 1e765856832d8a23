package dev.snaptill.voucher;

import static dev.snaptill.store.OpenDatabase.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.snaptill.config.Settings;
import dev.snaptill.party.Allowance;
import dev.snaptill.party.MandateStore;
import dev.snaptill.store.Database;
import dev.snaptill.store.Databases;
import dev.snaptill.store.Journal;
import dev.snaptill.store.OpenDatabase;
import dev.snaptill.store.Unit;
import dev.snaptill.value.Address;
import dev.snaptill.value.Money;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(Databases.class)
class VoucherReservationTest {
  private static final int DAY = 20261123;

  @Parameter Databases kind;
  @TempDir Path directory;
  private OpenDatabase db;
  private VoucherStore store;
  private VoucherIssuer issuer;

  @BeforeEach
  void open() {
    db = new OpenDatabase(kind, directory);
    store = new VoucherStore(db.pool, db.vault);
    VoucherConfig config = VoucherConfig.from(Settings.parse("g.yaml", "", Map.of()));
    Forms forms = new Forms(FormsConfig.plain("https://pay.example.com"), config, db.vault);
    issuer = new VoucherIssuer(new VoucherCodes(db.vault), db.vault, forms, db.clock);
  }

  @AfterEach
  void close() {
    db.close();
  }

  private static Money yuan(long minor) {
    return new Money(minor, "CNY");
  }

  private static Terms terms(int uses, Money total, String order) {
    return new Terms("", null, order, null, Set.of(), uses, total, false, false);
  }

  private Voucher issued(String name, Price price, Terms terms) {
    VoucherIssuer.Issue issue =
        issuer.issue(new VoucherIssuer.Order(name, 2, 22, price, terms, Duration.ofHours(1)), 0);
    Unit unit = Unit.guardedBy(issue.insert().get(0)).then(issue.insert().get(1));
    assertThat(await(db.journal.submit(unit)).done()).isTrue();
    return issue.voucher();
  }

  private Voucher tenUses() {
    return issued("ten", new Price.Fixed(yuan(100)), Terms.plain("", 10));
  }

  private void payers(long count) {
    for (long i = 1; i <= count; i++) {
      db.run(
          "INSERT INTO mandate (party_id, account_id, state, per_payment, per_day, per_day_count,"
              + " per_month, used_day, used_day_amount, used_day_count, used_month,"
              + " used_month_amount, created) VALUES ("
              + i
              + ", 11, 'ACTIVE', 1000, 1000, 20, 1000, 0, 0, 0, 0, 0, 0)");
    }
  }

  private Unit reservation(Claim claim, long payment, long last) {
    Unit unit = null;
    for (VoucherStore.Guard guard : VoucherStore.guards(claim, payment, last, db.clock.instant())) {
      unit =
          unit == null
              ? Unit.guardedBy(guard.attempt(), guard.undo())
              : unit.andGuardedBy(guard.attempt(), guard.undo());
    }
    return unit.andGuardedBy(
        MandateStore.use(claim.payerId(), 11, payment, claim.minor(), DAY, Allowance.ORDINARY));
  }

  private Future<Unit.Outcome> reserve(Journal journal, Voucher voucher, long payer, long minor) {
    return journal.submit(reservation(Claim.of(voucher, payer, minor), 1000 + payer, 0));
  }

  private long done(List<Future<Unit.Outcome>> outcomes) {
    return outcomes.stream().filter(outcome -> await(outcome).done()).count();
  }

  @Test
  void ofFiveHundredPayersRacingForTenUsesTenPay() {
    Voucher voucher = tenUses();
    payers(500);
    Database second = kind == Databases.POSTGRES ? Database.open(kind.config(directory, 1)) : null;
    Journal other =
        second == null
            ? db.journal
            : new Journal(
                db.vertx,
                second.journalSource(),
                Journal.Limits.DEFAULT,
                () -> {},
                new SimpleMeterRegistry());
    try {
      List<Future<Unit.Outcome>> outcomes =
          LongStream.rangeClosed(1, 500)
              .mapToObj(p -> reserve(p % 2 == 0 ? other : db.journal, voucher, p, 100))
              .toList();
      assertThat(done(outcomes)).isEqualTo(10);
    } finally {
      if (second != null) {
        other.close();
        second.close();
      }
    }
    assertThat(await(store.byId(voucher.id())).orElseThrow().reserved()).isEqualTo(10);
    assertThat(db.ask("SELECT COUNT(*) FROM voucher_turn")).isEqualTo(10);
    assertThat(db.ask("SELECT SUM(used_day_count) FROM mandate")).isEqualTo(10);
    assertThat(db.ask("SELECT SUM(used_day_amount) FROM mandate")).isEqualTo(1000);
  }

  @Test
  void turnsGoWithTheirVoucher() {
    Voucher voucher = tenUses();
    payers(3);
    for (long payer = 1; payer <= 3; payer++) {
      assertThat(await(reserve(db.journal, voucher, payer, 100)).done()).isTrue();
    }
    TurnRetentionStore turns = new TurnRetentionStore(db.journal, db.pool);
    assertThat(await(turns.purge(voucher.expires()))).isZero();
    assertThat(await(store.lastTurn(voucher.id(), 2))).isEqualTo(1002);
    assertThat(await(turns.purge(voucher.expires().plusMillis(1)))).isEqualTo(3);
    assertThat(db.ask("SELECT COUNT(*) FROM voucher_turn")).isZero();
  }

  @Test
  void partsNeverComeToMoreThanTheTotal() {
    Voucher voucher =
        issued(
            "parts",
            new Price.Chosen(yuan(10), yuan(100)),
            terms(Terms.UNLIMITED, yuan(1000), null));
    payers(100);
    List<Future<Unit.Outcome>> outcomes =
        LongStream.rangeClosed(1, 100)
            .mapToObj(p -> reserve(db.journal, voucher, p, 30 + p % 3))
            .toList();
    assertThat(done(outcomes)).isBetween(31L, 33L);
    Voucher after = await(store.byId(voucher.id())).orElseThrow();
    assertThat(after.taken()).isBetween(969L, 1000L);
    assertThat(db.ask("SELECT SUM(used_day_amount) FROM mandate")).isEqualTo(after.taken());
  }

  @Test
  void anOrderIsOneTotalWhateverVouchersCarryItAndWhatIsGivenBackIsFreeAgain() {
    await(
        db.journal.submit(
            Unit.guardedBy(VoucherStore.insertOrder(2, "A-1", yuan(250), Instant.EPOCH))));
    List<Voucher> vouchers = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      vouchers.add(issued("order " + i, new Price.Fixed(yuan(100)), terms(1, yuan(250), "A-1")));
    }
    payers(5);
    List<Future<Unit.Outcome>> outcomes = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      outcomes.add(reserve(db.journal, vouchers.get(i), i + 1, 100));
    }
    assertThat(done(outcomes)).isEqualTo(2);
    assertThat(await(store.order(2, "A-1")).orElseThrow())
        .isEqualTo(new VoucherStore.Order(yuan(250), 200));
    int paid = await(outcomes.get(0)).done() ? 0 : 1;
    Claim claim = Claim.of(vouchers.get(paid), paid + 1, 100);
    List<dev.snaptill.store.Statement> back = VoucherStore.release(claim);
    await(db.journal.submit(Unit.guardedBy(back.get(0)).then(back.get(1))));
    assertThat(await(store.order(2, "A-1")).orElseThrow().taken()).isEqualTo(100);
    assertThat(await(store.byId(claim.voucherId())).orElseThrow().taken()).isEqualTo(100);
    assertThat(await(reserve(db.journal, vouchers.get(paid), paid + 1, 100)).done()).isTrue();
  }

  @Test
  void twoEqualTextsAtOneMomentAreOnePayment() {
    Voucher voucher = tenUses();
    payers(1);
    Claim claim = Claim.of(voucher, 1, 100);
    Future<Unit.Outcome> one = db.journal.submit(reservation(claim, 71, 0));
    Future<Unit.Outcome> two = db.journal.submit(reservation(claim, 72, 0));
    assertThat(done(List.of(one, two))).isEqualTo(1);
    assertThat(await(two)).isEqualTo(new Unit.Outcome.Refused(1));
    assertThat(await(store.lastTurn(voucher.id(), 1))).isEqualTo(71);
    assertThat(await(store.byId(voucher.id())).orElseThrow().reserved()).isEqualTo(1);
    // whoever knows of the first one may pay again
    assertThat(await(db.journal.submit(reservation(claim, 73, 71))).done()).isTrue();
    assertThat(await(db.journal.submit(reservation(claim, 74, 71))).done()).isFalse();
  }

  @Test
  void whatTheLimitsRefuseIsTakenFromNeitherVoucherNorTurnNorOrder() {
    await(
        db.journal.submit(
            Unit.guardedBy(VoucherStore.insertOrder(2, "B", yuan(5000), Instant.EPOCH))));
    Voucher voucher = issued("b", new Price.Fixed(yuan(1001)), terms(5, yuan(5000), "B"));
    payers(1);
    Claim claim = Claim.of(voucher, 1, 1001);
    assertThat(await(db.journal.submit(reservation(claim, 71, 0))))
        .isEqualTo(new Unit.Outcome.Refused(claim.guards()));
    Voucher after = await(store.byId(voucher.id())).orElseThrow();
    assertThat(after.reserved()).isZero();
    assertThat(after.taken()).isZero();
    assertThat(await(store.lastTurn(voucher.id(), 1))).isZero();
  }

  @Test
  void aPrintedVouchersLimitIsOfItsDay() {
    payers(1);
    Allowance printed = new Allowance(false, 250L);
    for (boolean fits : new boolean[] {true, true, false}) {
      assertThat(
              await(
                      db.journal.submit(
                          Unit.guardedBy(MandateStore.use(1, 11, 1, 100, DAY, printed))))
                  .done())
          .isEqualTo(fits);
    }
    // released after midnight, from the day it was counted on
    await(db.journal.submit(Unit.guardedBy(MandateStore.use(1, 11, 2, 100, DAY + 1, printed))));
    await(db.journal.submit(Unit.guardedBy(MandateStore.release(1, 100, DAY, true))));
    assertThat(db.ask("SELECT printed_amount FROM mandate")).isEqualTo(100);
    assertThat(db.ask("SELECT used_day_amount FROM mandate")).isEqualTo(100);
    assertThat(db.ask("SELECT used_month_amount FROM mandate")).isEqualTo(200);
  }

  @Test
  void whatAVoucherSaysIsReadBackAsItWasWritten() {
    Terms all =
        new Terms(
            "two teas",
            "tea",
            "Z-9",
            new NamedPayer.Holder(Address.tel("+8613800000001")),
            Set.of("sms", "mms"),
            7,
            yuan(900),
            true,
            true);
    await(
        db.journal.submit(
            Unit.guardedBy(VoucherStore.insertOrder(2, "Z-9", yuan(900), Instant.EPOCH))));
    Voucher voucher = issued("all", new Price.Chosen(yuan(10), yuan(90)), all);
    assertThat(await(store.byId(voucher.id()))).contains(voucher);
    Terms byParty = Terms.plain("", 1).dedicatedTo(new NamedPayer.Party(5));
    Voucher other = issued("party", new Price.Fixed(yuan(10)), byParty);
    assertThat(await(store.byId(other.id()))).contains(other);
    assertThat(db.ask("SELECT COUNT(*) FROM voucher WHERE payer_address IS NOT NULL")).isOne();
  }

  @Test
  void theThirdTryByAnotherPausesADedicatedVoucher() {
    Voucher voucher =
        issued(
            "dedicated",
            new Price.Fixed(yuan(10)),
            Terms.plain("", 1).dedicatedTo(new NamedPayer.Party(5)));
    for (boolean counted : new boolean[] {true, true, true, false}) {
      assertThat(
              await(db.journal.submit(Unit.guardedBy(VoucherStore.foreignTry(voucher.id(), 3))))
                  .done())
          .isEqualTo(counted);
    }
    assertThat(await(store.byId(voucher.id())).orElseThrow().state())
        .isEqualTo(Voucher.State.PAUSED);
    assertThat(
            await(db.journal.submit(Unit.guardedBy(VoucherStore.resume(voucher.id(), 2)))).done())
        .isTrue();
    assertThat(db.ask("SELECT foreign_tries FROM voucher_use")).isZero();
  }
}
