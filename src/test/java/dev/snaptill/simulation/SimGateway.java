package dev.snaptill.simulation;

import dev.snaptill.bus.Bus;
import dev.snaptill.channel.MediaRef;
import dev.snaptill.inbox.AnswerVerticle;
import dev.snaptill.inbox.ConfirmationConfig;
import dev.snaptill.inbox.InboxVerticle;
import dev.snaptill.ledger.Fees;
import dev.snaptill.ops.Admission;
import dev.snaptill.outbox.OutboxStore;
import dev.snaptill.outbox.OutboxVerticle;
import dev.snaptill.outbox.Routes;
import dev.snaptill.party.PartyStore;
import dev.snaptill.settlement.BankTerms;
import dev.snaptill.settlement.PaymentStore;
import dev.snaptill.settlement.ReceiptDesk;
import dev.snaptill.settlement.ReceiptStore;
import dev.snaptill.settlement.SettlementVerticle;
import dev.snaptill.store.Journal;
import dev.snaptill.store.MediaStore;
import dev.snaptill.store.SimulatedStore;
import dev.snaptill.store.SweepVerticle;
import dev.snaptill.store.Vault;
import dev.snaptill.value.Ids;
import dev.snaptill.value.Money;
import dev.snaptill.voucher.Forms;
import dev.snaptill.voucher.FormsConfig;
import dev.snaptill.voucher.PaymentLimits;
import dev.snaptill.voucher.SenderBlocks;
import dev.snaptill.voucher.VoucherConfig;
import dev.snaptill.voucher.VoucherStore;
import dev.snaptill.voucher.VoucherVerticle;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * One life of the gateway: all its actors from the inbox to the outbox as they are, wired as in
 * {@code Gateway}, with simulated ends where it has wires.
 */
final class SimGateway {
  static final ZoneId ZONE = ZoneId.of("Asia/Shanghai");
  static final Routes ROUTES =
      new Routes(
          SimPhones.CARRIER, SimPhones.CARRIER, SimPhones.SHORT_CODE, Set.of(SimPhones.CARRIER));
  static final Vault VAULT = new Vault(new byte[32]);
  static final ConfirmationConfig CONFIRMATION =
      new ConfirmationConfig(Duration.ofMinutes(5), 3, 3, 5, 30, 20, "CN", 60);
  static final VoucherConfig VOUCHERS =
      new VoucherConfig(
          "10658",
          "CNY",
          PaymentLimits.of("CNY", 20_000, 100_000),
          new Money(10_000_000, "CNY"),
          Duration.ofHours(24),
          Duration.ofDays(366),
          5,
          Duration.ofMinutes(15),
          Duration.ofMinutes(15),
          10,
          3);
  static final Forms FORMS = new Forms(FormsConfig.plain("https://pay.example"), VOUCHERS, VAULT);

  /** Not one of these is used: the simulation has no pictures. */
  private static final MediaStore NO_MEDIA =
      new MediaStore() {
        @Override
        public Future<MediaRef> put(byte[] bytes, String contentType) {
          return Future.failedFuture("no pictures");
        }

        @Override
        public Future<byte[]> get(MediaRef ref) {
          return Future.failedFuture("no pictures");
        }
      };

  final SimVertx vertx;
  final Admission admission;
  final List<SimLink> links = new ArrayList<>();
  final Bus bus;
  final Ids ids;
  private final Life life;
  private final Schedule schedule;
  private final Faults faults;
  private final Journal journal;
  private boolean stepping;

  SimGateway(
      SimulatedStore store,
      List<SimBank> banks,
      SimPhones phones,
      int most,
      Life life,
      Schedule schedule,
      Faults faults,
      LongSupplier pace) {
    this.life = life;
    this.schedule = schedule;
    this.faults = faults;
    MeterRegistry metrics = new CompositeMeterRegistry();
    vertx = new SimVertx(life, schedule, faults, pace);
    bus = new Bus(vertx.vertx);
    admission = new Admission(most, metrics);
    journal = store.journal(vertx.vertx, new Crash(), metrics);
    vertx.onSubmit(this::commitSoon);
    SimPool pool = new SimPool(store.reads(), life, schedule, faults);
    Clock clock = schedule.clock();
    ids = new Ids(clock, 0);
    OutboxStore outbox = new OutboxStore(pool, VAULT, ids, clock);
    PartyStore parties = new PartyStore(pool, VAULT);
    // it holds what it has read for five seconds by the wall clock, of which no seed may know
    life.beforeEach(parties::forget);
    for (SimBank bank : banks) {
      links.add(new SimLink(bank, bus, life, schedule, faults));
    }
    SenderBlocks blocks = new SenderBlocks(VOUCHERS, VAULT);
    List<VerticleBase> actors =
        List.of(
            new OutboxVerticle(bus, journal, outbox, pool, admission, metrics, clock),
            new SettlementVerticle(
                settlement(banks.stream().map(bank -> bank.terms).toList()),
                bus,
                journal,
                pool,
                parties,
                new Fees(),
                outbox,
                ROUTES,
                VAULT,
                ids,
                admission,
                metrics,
                clock),
            new VoucherVerticle(
                VOUCHERS,
                FORMS,
                ZONE,
                bus,
                journal,
                pool,
                parties,
                new VoucherStore(pool, VAULT),
                VAULT,
                blocks,
                metrics,
                clock),
            new AnswerVerticle(
                VOUCHERS,
                CONFIRMATION,
                ROUTES,
                ZONE,
                Duration.ofSeconds(30),
                bus,
                pool,
                VAULT,
                NO_MEDIA,
                parties,
                new ReceiptDesk(
                    new PaymentStore(pool), new ReceiptStore(pool), parties, VAULT, clock),
                journal,
                blocks,
                metrics,
                clock),
            new InboxVerticle(
                bus,
                journal,
                pool,
                outbox,
                VAULT,
                ids,
                admission,
                Duration.ofSeconds(90),
                metrics,
                clock));
    SweepVerticle sweep =
        new SweepVerticle(
            new SweepVerticle.Config(
                0,
                List.of(InboxVerticle.NAME, SettlementVerticle.NAME, OutboxVerticle.NAME),
                Duration.ofSeconds(60),
                Duration.ofSeconds(20)),
            bus,
            journal,
            pool,
            clock);
    Future<?> started = Future.succeededFuture();
    for (VerticleBase actor : actors) {
      started = started.compose(done -> start(actor));
    }
    started
        .compose(
            done -> {
              links.forEach(SimLink::start);
              phones.bind(life, bus);
              return start(sweep);
            })
        .onFailure(e -> life.in(0, () -> life.die("as it could not start: " + e)));
  }

  static SettlementVerticle.Config settlement(List<BankTerms> banks) {
    return new SettlementVerticle.Config(
        ZONE,
        Duration.ofSeconds(40),
        Simulation.MANUAL_AFTER,
        Duration.ofMinutes(1),
        Duration.ofSeconds(30),
        banks);
  }

  private Future<?> start(VerticleBase actor) {
    actor.init(vertx.vertx, vertx.context);
    try {
      return actor.start();
    } catch (Exception e) {
      return Future.failedFuture(e);
    }
  }

  /** Units handed in within a few milliseconds share a batch. */
  private void commitSoon() {
    if (!stepping) {
      stepping = true;
      life.in(
          faults.strikes(0.01) ? faults.between(100, 15_000) : faults.between(1, 9),
          () -> {
            stepping = false;
            if (SimulatedStore.step(journal)) {
              // there may be more than one batch of it
              commitSoon();
            }
          });
    }
  }

  /** The process may die just before or just after a commit. */
  private final class Crash implements SimulatedStore.CommitPoint {
    @Override
    public void before() {
      if (faults.strikes(0.004)) {
        life.die("before a commit");
      }
    }

    @Override
    public void after() {
      if (faults.strikes(0.006)) {
        life.die("after a commit");
      }
    }
  }
}
