package dev.snaptill.reconciliation;

import static dev.snaptill.store.OpenDatabase.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.snaptill.operator.Approval;
import dev.snaptill.operator.Operator;
import dev.snaptill.operator.Role;
import dev.snaptill.store.Databases;
import dev.snaptill.store.OpenDatabase;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(Databases.class)
class BreaksTest {
  private static final Operator ANN = new Operator("ann", Set.of(Role.MONEY));
  private static final Operator BOB = new Operator("bob", Set.of(Role.MONEY));

  @Parameter Databases database;
  @TempDir Path directory;
  private OpenDatabase world;
  private Day day;
  private Breaks breaks;
  private Item item;

  @BeforeEach
  void oneBreak() {
    world = new OpenDatabase(database, directory.resolve("data"));
    breaks = new Breaks(new ItemStore(world.pool), world.journal, world.ids, world.clock);
    day = new Day(world, directory, Day.DATE);
    day.both("DEBIT", 7_00, 120);
    day.line(999, "STRANGER0001", "CREDIT", 1_00);
    item = day.reconcile().breaks().get(0);
  }

  @AfterEach
  void close() {
    world.close();
  }

  private Approval proposed(Resolution resolution) {
    return await(breaks.propose(item.id(), resolution, "bank's own charge", ANN)).orElseThrow();
  }

  private Report nextDay() {
    world.clock.move(Duration.ofDays(1));
    Day next = new Day(world, directory, Day.DATE.plusDays(1));
    next.opening = day.opening + day.moved;
    // the last of the day comes after what operators did in the morning
    next.both("DEBIT", 1_00, 60);
    return next.reconcile();
  }

  @Test
  void oneProposesAnotherApprovesAndTheLedgerIsAdjusted() {
    Approval approval = proposed(Resolution.WRITE_OFF);
    assertThat(await(breaks.carryOut(approval, ANN))).isFalse();
    assertThat(world.ask("SELECT COUNT(*) FROM ledger_transfer WHERE debit = 'suspense'")).isZero();
    assertThat(await(breaks.carryOut(approval, BOB))).isTrue();
    assertThat(await(breaks.carryOut(approval, BOB))).isFalse();
    assertThat(
            world.ask(
                "SELECT SUM(amount) FROM ledger_transfer WHERE debit = 'suspense' AND credit ="
                    + " 'bank:north'"))
        .isEqualTo(1_00);
    assertThat(world.ask("SELECT COUNT(*) FROM audit_entry WHERE actor = 'bob'")).isOne();
    Report next = nextDay();
    assertThat(next.day().items()).isZero();
    assertThat(next.day().ledger()).isEqualTo(7_00);
    assertThat(next.day().proven()).isTrue();
  }

  @Test
  void aBreakHasOneProposalAtATime() {
    proposed(Resolution.EXPLAINED);
    assertThat(await(breaks.propose(item.id(), Resolution.WRITE_OFF, "again", BOB))).isEmpty();
    world.run("UPDATE approval SET state = 'WITHDRAWN'");
    assertThat(await(breaks.propose(item.id(), Resolution.WRITE_OFF, "again", BOB))).isPresent();
  }

  @Test
  void whatIsExplainedStaysInTheProof() {
    await(breaks.carryOut(proposed(Resolution.EXPLAINED), BOB));
    assertThat(day.reconcile(day.file()).breaks()).isEmpty();
    Report next = nextDay();
    assertThat(next.day().items()).isEqualTo(-1_00);
    assertThat(next.clean()).isTrue();
  }

  @Test
  void whatIsCarriedIsABreakAgainTheNextDay() {
    await(breaks.carryOut(proposed(Resolution.CARRIED), BOB));
    Report next = nextDay();
    assertThat(next.olderBreaks()).extracting(Item::place).containsExactly(item.place());
    assertThat(next.day().proven()).isTrue();
  }
}
