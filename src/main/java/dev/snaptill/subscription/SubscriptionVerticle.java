package dev.snaptill.subscription;

import dev.snaptill.bus.Bus;
import dev.snaptill.outbox.OutboxStore;
import dev.snaptill.outbox.Routes;
import dev.snaptill.party.PartyStore;
import dev.snaptill.settlement.PaymentStore;
import dev.snaptill.store.Journal;
import dev.snaptill.value.Ids;
import dev.snaptill.voucher.VoucherIssuer;
import dev.snaptill.voucher.VoucherStore;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.sqlclient.Pool;
import java.time.Clock;

/** Wires subscriptions to bus, journal and pool. */
public final class SubscriptionVerticle extends VerticleBase {
  private static final long TICK_MS = 1_000;

  private final Bus bus;
  private final Consents consents;
  private final Charges charges;
  private final Occurrences occurrences;

  public SubscriptionVerticle(
      SubscriptionConfig config,
      Bus bus,
      Journal journal,
      Pool pool,
      PartyStore parties,
      VoucherStore vouchers,
      VoucherIssuer issuer,
      OutboxStore outbox,
      Routes routes,
      Ids ids,
      Clock clock) {
    this.bus = bus;
    SubscriptionStore store = new SubscriptionStore(pool);
    Debits debits = new Debits(bus, parties, vouchers, routes);
    consents = new Consents(config, journal, store, issuer, clock);
    charges = new Charges(store, debits);
    occurrences =
        new Occurrences(
            config,
            bus,
            journal,
            store,
            new PaymentStore(pool),
            debits,
            outbox,
            routes,
            ids,
            clock);
  }

  @Override
  public Future<?> start() {
    bus.answer(Subscriptions.OFFER, consents::offer);
    bus.answer(Subscriptions.SUBSCRIBE, consents::subscribe);
    bus.answer(Subscriptions.CHANGE, consents::change);
    bus.answer(Subscriptions.CHARGE, charges::charge);
    vertx.setPeriodic(TICK_MS, timer -> occurrences.look());
    return Future.succeededFuture();
  }
}
