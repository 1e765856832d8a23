package dev.snaptill.reconciliation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.snaptill.bank.OperationKey;
import dev.snaptill.reconciliation.Day.Op;
import dev.snaptill.settlement.Settlement;
import dev.snaptill.settlement.Settlement.Certain;
import dev.snaptill.settlement.Settlement.Repair;
import dev.snaptill.store.Databases;
import dev.snaptill.store.OpenDatabase;
import io.vertx.core.Future;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(Databases.class)
class ReconciliationVerticleTest {
  @Parameter Databases database;
  @TempDir Path directory;
  private final List<Certain> told = new CopyOnWriteArrayList<>();
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

  private void settlement(Repair answer) {
    world.bus.answer(
        Settlement.CERTAIN,
        certain -> {
          told.add(certain);
          return Future.succeededFuture(answer);
        });
    world.deploy(
        new ReconciliationVerticle(
            Duration.ofMillis(20),
            world.bus,
            world.journal,
            world.pool,
            world.metrics,
            world.clock));
  }

  private long inState(String state) {
    return world.ask("SELECT COUNT(*) FROM recon_item WHERE state = '" + state + "'");
  }

  private void until(String state) {
    Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> inState(state) == 1);
  }

  @Test
  void settlementIsToldUntilThePaymentHasMovedOn() {
    Op credit = day.ours("CREDIT", 3_00, "UNKNOWN", null, "CREDIT_UNKNOWN", 1);
    day.banks(credit).both("DEBIT", 7_00, 120);
    day.reconcile();
    settlement(Repair.TAKEN);
    Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> told.size() > 1);
    assertThat(told).containsOnly(new Certain(credit.key(), true));
    assertThat(inState("REPAIRING")).isOne();
    day.booked(credit, 130);
    until("REPAIRED");
    assertThat(world.counted("snaptill_reconciliation_repaired")).isOne();
  }

  @Test
  void settlementIsToldWhatCertainlyDidNotHappen() {
    Op credit = day.ours("CREDIT", 3_00, "UNKNOWN", null, "MANUAL", 1);
    day.both("DEBIT", 7_00, 120);
    day.reconcile();
    settlement(Repair.TAKEN);
    Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> !told.isEmpty());
    assertThat(told.get(0)).isEqualTo(new Certain(credit.key(), false));
    world.run("UPDATE payment_end SET state = 'REVERSED' WHERE credit_op IS NOT NULL");
    until("REPAIRED");
  }

  @Test
  void whatSettlementHasNoUseForBecomesABreak() {
    Op credit = day.ours("CREDIT", 3_00, "UNKNOWN", null, "MANUAL", 1);
    day.banks(credit).both("DEBIT", 7_00, 120);
    day.reconcile();
    settlement(Repair.NOTHING_TO_DO);
    until("OPEN");
    assertThat(told).extracting(Certain::key).containsOnly((OperationKey) credit.key());
  }
}
