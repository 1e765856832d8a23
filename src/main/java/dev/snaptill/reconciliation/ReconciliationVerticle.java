package dev.snaptill.reconciliation;

import dev.snaptill.bank.OperationKey;
import dev.snaptill.bus.Bus;
import dev.snaptill.settlement.Settlement;
import dev.snaptill.store.Journal;
import dev.snaptill.store.Unit;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.sqlclient.Pool;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells settlement what the banks' statements made certain, until the payments have moved on. What
 * is certain is a row first, so that a restart, or a reconciliation of a stopped gateway, loses
 * none of it.
 */
public final class ReconciliationVerticle extends VerticleBase {
  private static final Logger log = LoggerFactory.getLogger(ReconciliationVerticle.class);
  private static final int AT_ONCE = 100;
  private static final int ASKED_IN_VAIN = 10;
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final Duration every;
  private final Bus bus;
  private final Journal journal;
  private final ReconciliationStore store;
  private final ItemStore items;
  private final Clock clock;
  private final Counter repaired;
  private final Map<Long, Integer> inVain = new HashMap<>();
  private boolean busy;

  /**
   * @param every how often what is certain is looked at
   */
  public ReconciliationVerticle(
      Duration every, Bus bus, Journal journal, Pool pool, MeterRegistry metrics, Clock clock) {
    this.every = every;
    this.bus = bus;
    this.journal = journal;
    this.store = new ReconciliationStore(pool);
    this.items = new ItemStore(pool);
    this.clock = clock;
    this.repaired =
        Counter.builder("snaptill_reconciliation_repaired")
            .description("Payments that a bank's statement let move on")
            .register(metrics);
  }

  @Override
  public Future<?> start() {
    vertx.setPeriodic(every.toMillis(), timer -> look());
    return Future.succeededFuture();
  }

  private void look() {
    if (busy) {
      return;
    }
    busy = true;
    items
        .repairing(AT_ONCE)
        .compose(this::repairAll)
        .onFailure(e -> log.warn("reconciliation: {}", e.toString()))
        .onComplete(done -> busy = false);
  }

  private Future<Void> repairAll(List<Item> found) {
    Future<Void> all = Future.succeededFuture();
    for (Item item : found) {
      all = all.compose(done -> repair(item));
    }
    return all;
  }

  private Future<Void> repair(Item item) {
    return store
        .byKeys(List.of(OperationKey.parse(item.place())))
        .compose(
            rows -> {
              Ours ours = rows.isEmpty() ? null : rows.get(0);
              if (ours == null) {
                return move(item, ItemState.OPEN, null);
              }
              Long healed = healed(item, ours);
              return healed != null ? repaired(item, healed) : tell(item, ours);
            })
        .otherwise(
            e -> {
              log.warn("reconciliation: {}: {}", item.place(), e.toString());
              return null;
            });
  }

  /** When the payment has moved on as the bank's statement says; null if it hasn't. */
  private @Nullable Long healed(Item item, Ours ours) {
    if (item.kind() == Kind.FOUND_POSTED) {
      return item.effect() != 0 || ours.belief() != Ours.Belief.POSTED
          ? ours.booked()
          : Long.valueOf(clock.millis());
    }
    boolean waits =
        ours.paymentIs("CREDIT_UNKNOWN")
            || ours.paymentIs("CREDIT_SENT")
            || ours.paymentIs("MANUAL");
    return waits ? null : Long.valueOf(clock.millis());
  }

  private Future<Void> repaired(Item item, long at) {
    repaired.increment();
    inVain.remove(item.id());
    log.info("{} {}: repaired", item.place(), Report.words(item.kind()));
    return move(item, ItemState.REPAIRED, at);
  }

  private Future<Void> tell(Item item, Ours ours) {
    boolean posted = item.kind() == Kind.FOUND_POSTED;
    return bus.ask(Settlement.CERTAIN, new Settlement.Certain(ours.key(), posted), PATIENCE)
        .compose(
            repair -> {
              if (repair == Settlement.Repair.LATER) {
                return Future.succeededFuture();
              }
              // a reversal under way may take its time; what never moves is for people
              int times = inVain.merge(item.id(), 1, Integer::sum);
              if (repair == Settlement.Repair.TAKEN || times < ASKED_IN_VAIN) {
                return Future.succeededFuture();
              }
              inVain.remove(item.id());
              log.warn("{}: settlement has no use for it, an operator has", item.place());
              return move(item, ItemState.OPEN, null);
            });
  }

  private Future<Void> move(Item item, ItemState to, @Nullable Long healed) {
    return journal.submit(Unit.guardedBy(ItemStore.move(item, item.to(to, healed)))).mapEmpty();
  }
}
