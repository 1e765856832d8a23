package dev.snaptill.reconciliation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.snaptill.reconciliation.Day.Op;
import dev.snaptill.store.Databases;
import dev.snaptill.store.OpenDatabase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(Databases.class)
class ReconcilerTest {
  @Parameter Databases database;
  @TempDir Path directory;
  private OpenDatabase world;
  private Day day;

  @BeforeEach
  void open() {
    world = new OpenDatabase(database, directory.resolve("data"));
    day = new Day(world, directory, Day.DATE);
  }

  @AfterEach
  void close() {
    world.close();
  }

  private static List<Kind> kinds(Report report) {
    return report.items().stream().map(Item::kind).toList();
  }

  /** Something late in the day, so that what is absent before it is certain. */
  private void laterTraffic() {
    day.both("DEBIT", 7_00, 120);
  }

  @Test
  void aDayOnWhichBothAgreeIsProven() {
    day.opening = 500_00;
    day.both("DEBIT", 12_50, 0);
    day.both("CREDIT", 12_50, 1);
    day.both("DEBIT", 30_00, 2);
    Report report = day.reconcile();
    assertThat(report.day().matched()).isEqualTo(3);
    assertThat(report.items()).isEmpty();
    assertThat(report.day().base()).isEqualTo(500_00);
    assertThat(report.day().ledger()).isEqualTo(30_00);
    assertThat(report.clean()).isTrue();
  }

  @Test
  void theSameFileTwiceChangesNothing() {
    day.both("DEBIT", 12_50, 0);
    day.line(999, "STRANGER0001", "DEBIT", 1_00);
    Path file = day.file();
    Report first = day.reconcile(file);
    long entries = world.ask("SELECT COUNT(*) FROM audit_entry");
    Report second = day.reconcile(file);
    assertThat(first.again()).isFalse();
    assertThat(second.again()).isTrue();
    assertThat(second.day()).isEqualTo(first.day());
    assertThat(second.breaks()).isEqualTo(first.breaks());
    assertThat(world.ask("SELECT COUNT(*) FROM audit_entry")).isEqualTo(entries);
  }

  @Test
  void aCorrectedFileSupersedesTheFirst() {
    Op op = day.ours("DEBIT", 12_50, "ANSWERED", "00", "COMPLETED", 0);
    day.booked(op, 0);
    laterTraffic();
    Report first = day.reconcile();
    assertThat(kinds(first)).containsExactly(Kind.OURS_ONLY);
    assertThat(first.clean()).isFalse();
    day.banks(op);
    Report second = day.reconcile();
    assertThat(second.clean()).isTrue();
    assertThat(second.items()).isEmpty();
    assertThat(world.ask("SELECT COUNT(*) FROM recon_item WHERE state = 'SUPERSEDED'")).isOne();
    assertThat(world.ask("SELECT COUNT(*) FROM recon_file")).isEqualTo(2);
  }

  @Test
  void aBreakSeenAgainKeepsItsAge() {
    day.line(999, "STRANGER0001", "DEBIT", 1_00);
    laterTraffic();
    Item first = day.reconcile().breaks().get(0);
    world.clock.move(java.time.Duration.ofHours(5));
    day.both("DEBIT", 2_00, 121);
    Item second = day.reconcile().breaks().get(0);
    assertThat(second).isEqualTo(first);
  }

  @Test
  void whatOnlyOneSideHasIsABreakAndTheProofTellsOfIt() {
    laterTraffic();
    Op lost = day.ours("DEBIT", 3_00, "ANSWERED", "00", "COMPLETED", 1);
    day.booked(lost, 1);
    day.line(999, "STRANGER0001", "CREDIT", 1_00);
    Report report = day.reconcile();
    assertThat(kinds(report)).containsExactlyInAnyOrder(Kind.OURS_ONLY, Kind.BANK_ONLY);
    assertThat(report.day().items()).isEqualTo(-4_00);
    assertThat(report.day().proven()).isTrue();
    assertThat(report.clean()).isFalse();
    assertThat(String.join("\n", report.lines()))
        .contains("ours only", lost.key().text(), "it holds");
  }

  @Test
  void differentAmountsDifferentReferencesAndRepeatsAreBreaks() {
    Op amount = day.ours("DEBIT", 3_00, "ANSWERED", "00", "COMPLETED", 1);
    day.booked(amount, 1).line(amount.key().stan(), amount.rrn(), "DEBIT", 3_01);
    Op reference = day.ours("DEBIT", 4_00, "ANSWERED", "00", "COMPLETED", 1);
    day.booked(reference, 1).line(reference.key().stan(), "OTHER0000001", "DEBIT", 4_00);
    Op twice = day.both("CREDIT", 5_00, 2);
    day.banks(twice);
    Report report = day.reconcile();
    assertThat(kinds(report))
        .containsExactlyInAnyOrder(Kind.AMOUNT_DIFFERS, Kind.DETAILS_DIFFER, Kind.TWICE);
    assertThat(report.day().items()).isEqualTo(1 - 5_00);
    assertThat(report.day().proven()).isTrue();
  }

  @Test
  void anUnknownCreditThatTheBankPostedIsRepaired() {
    Op credit = day.ours("CREDIT", 3_00, "UNKNOWN", null, "CREDIT_UNKNOWN", 1);
    day.banks(credit);
    laterTraffic();
    Report report = day.reconcile();
    assertThat(report.items())
        .singleElement()
        .satisfies(
            item -> {
              assertThat(item.kind()).isEqualTo(Kind.FOUND_POSTED);
              assertThat(item.state()).isEqualTo(ItemState.REPAIRING);
              assertThat(item.effect()).isEqualTo(-3_00);
            });
    assertThat(report.clean()).isTrue();
  }

  @Test
  void anUnknownCreditIsCertainlyAbsentOnlyWellBeforeTheCutOver() {
    Op early = day.ours("CREDIT", 3_00, "UNKNOWN", null, "MANUAL", 1);
    laterTraffic();
    Op late = day.ours("CREDIT", 4_00, "UNKNOWN", null, "CREDIT_UNKNOWN", 119);
    Report report = day.reconcile();
    assertThat(report.items())
        .extracting(Item::place, Item::kind)
        .containsExactlyInAnyOrder(
            org.assertj.core.api.Assertions.tuple(early.key().text(), Kind.FOUND_ABSENT),
            org.assertj.core.api.Assertions.tuple(late.key().text(), Kind.NEAR_CUT_OVER));
    assertThat(report.clean()).isTrue();

    world.clock.move(java.time.Duration.ofDays(1));
    Day next = new Day(world, directory, Day.DATE.plusDays(1));
    next.opening = day.opening + day.moved;
    next.both("DEBIT", 1_00, 5);
    Report after = next.reconcile();
    assertThat(after.items())
        .filteredOn(item -> item.place().equals(late.key().text()))
        .extracting(Item::kind, Item::state)
        .contains(org.assertj.core.api.Assertions.tuple(Kind.FOUND_ABSENT, ItemState.REPAIRING));
    assertThat(after.day().proven()).isTrue();
  }

  @Test
  void whatTheBankPostsInItsNextDayIsMatchedThere() {
    laterTraffic();
    Op late = day.ours("DEBIT", 4_00, "ANSWERED", "00", "COMPLETED", 119);
    day.booked(late, 119);
    Report report = day.reconcile();
    assertThat(kinds(report)).containsExactly(Kind.NEAR_CUT_OVER);
    assertThat(report.clean()).isTrue();
    assertThat(report.day().items()).isEqualTo(-4_00);

    world.clock.move(java.time.Duration.ofDays(1));
    Day next = new Day(world, directory, Day.DATE.plusDays(1));
    next.opening = day.opening + day.moved;
    // the bank's own day, our STAN
    next.line(late.key().stan(), late.rrn(), "DEBIT", 4_00);
    Report after = next.reconcile();
    assertThat(after.breaks()).isEmpty();
    assertThat(after.day().matched()).isOne();
    assertThat(after.day().items()).isZero();
    assertThat(after.day().proven()).isTrue();
  }

  @Test
  void aDebitPostedThoughItsPaymentEndedAsNeverPostedIsABreak() {
    Op debit = day.ours("DEBIT", 3_00, "UNKNOWN", null, "REVERSED", 1);
    day.banks(debit);
    laterTraffic();
    Report report = day.reconcile();
    assertThat(report.breaks()).extracting(Item::kind).containsExactly(Kind.DEBITED_AFTER_ALL);
  }

  @Test
  void aRefusedDebitThatTheBankPostedIsABreak() {
    Op debit = day.ours("DEBIT", 3_00, "ANSWERED", "51", "DECLINED", 1);
    day.banks(debit);
    laterTraffic();
    Report report = day.reconcile();
    assertThat(report.breaks()).extracting(Item::kind).containsExactly(Kind.POSTED_THOUGH_REFUSED);
    assertThat(report.day().proven()).isTrue();
  }

  @Test
  void refusedAndUnsentOperationsNeedNoPosting() {
    day.ours("DEBIT", 3_00, "ANSWERED", "51", "DECLINED", 1);
    day.ours("CREDIT", 3_00, "NOT_SENT", null, "REVERSED", 1);
    day.ours("ENQUIRY", 3_00, "ANSWERED", "00", "DECLINED", 1);
    laterTraffic();
    assertThat(day.reconcile().clean()).isTrue();
  }

  @Test
  void whatOurLedgerHadOnlyLaterIsInTransit() {
    Op credit = day.ours("CREDIT", 3_00, "ANSWERED", "00", "COMPLETED", 119);
    day.booked(credit, 125).banks(credit);
    laterTraffic();
    Report report = day.reconcile();
    assertThat(report.day().transit()).isEqualTo(-3_00);
    assertThat(report.clean()).isTrue();
  }

  @Test
  void aLongDayIsReadInPages() {
    day.page = 7;
    for (int i = 0; i < 30; i++) {
      day.both(i % 2 == 0 ? "DEBIT" : "CREDIT", 1_00, i);
    }
    Report report = day.reconcile();
    assertThat(report.day().matched()).isEqualTo(30);
    assertThat(report.clean()).isTrue();
  }

  @Test
  void aFileThatIsNotOursStoresNothing() throws Exception {
    for (int i = 0; i < Reconciler.MOST_DIFFERENCES + 1; i++) {
      day.line(i + 1, "STRANGER0001", "DEBIT", 1_00);
    }
    Path file = day.file();
    assertThatThrownBy(() -> day.reconcile(file)).isInstanceOf(Reconciler.TooDifferent.class);
    assertThat(world.ask("SELECT COUNT(*) FROM recon_item")).isZero();
    assertThat(world.ask("SELECT COUNT(*) FROM recon_file")).isZero();
    Files.delete(file);
  }
}
