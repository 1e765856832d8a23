package dev.snaptill;

import dev.snaptill.api.ApiParts;
import dev.snaptill.api.ApiVerticle;
import dev.snaptill.bank.iso8583.BankConfig;
import dev.snaptill.bank.iso8583.BankLinkVerticle;
import dev.snaptill.bus.Bus;
import dev.snaptill.channel.Channels;
import dev.snaptill.channel.mm7.CancelVerticle;
import dev.snaptill.channel.mm7.Mm7Verticle;
import dev.snaptill.channel.smpp.ListenerVerticle;
import dev.snaptill.channel.smpp.PartsVerticle;
import dev.snaptill.channel.smpp.SmppVerticle;
import dev.snaptill.inbox.AnswerVerticle;
import dev.snaptill.inbox.InboxVerticle;
import dev.snaptill.ledger.Fees;
import dev.snaptill.ledger.LedgerVerticle;
import dev.snaptill.operator.Approvables;
import dev.snaptill.operator.AuditSeal;
import dev.snaptill.operator.AuditVerticle;
import dev.snaptill.ops.Admission;
import dev.snaptill.ops.Metrics;
import dev.snaptill.ops.Readiness;
import dev.snaptill.ops.Traces;
import dev.snaptill.outbox.DeadLetterStore;
import dev.snaptill.outbox.OutboxStore;
import dev.snaptill.outbox.OutboxVerticle;
import dev.snaptill.outbox.ReportVerticle;
import dev.snaptill.party.PartyStore;
import dev.snaptill.qr.QrVerticle;
import dev.snaptill.qr.ReadPhotos;
import dev.snaptill.reconciliation.ReconciliationVerticle;
import dev.snaptill.settlement.PaymentStore;
import dev.snaptill.settlement.ReceiptDesk;
import dev.snaptill.settlement.ReceiptStore;
import dev.snaptill.settlement.SettlementVerticle;
import dev.snaptill.store.Database;
import dev.snaptill.store.Journal;
import dev.snaptill.store.JournalConnection;
import dev.snaptill.store.KeyRotation;
import dev.snaptill.store.LastIds;
import dev.snaptill.store.MediaStore;
import dev.snaptill.store.RetentionVerticle;
import dev.snaptill.store.SweepVerticle;
import dev.snaptill.store.Tenure;
import dev.snaptill.store.Vault;
import dev.snaptill.store.VaultCheck;
import dev.snaptill.subscription.SubscriptionVerticle;
import dev.snaptill.value.Ids;
import dev.snaptill.value.MovableClock;
import dev.snaptill.voucher.Forms;
import dev.snaptill.voucher.SenderBlocks;
import dev.snaptill.voucher.VoucherCodes;
import dev.snaptill.voucher.VoucherIssuer;
import dev.snaptill.voucher.VoucherStore;
import dev.snaptill.voucher.VoucherVerticle;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Deployable;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One running gateway: what is deployed, in which order, and how it stops. Starting and stopping
 * block the caller; neither may be called on an event loop.
 */
public final class Gateway implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Gateway.class);
  private static final Duration DEPLOY = Duration.ofSeconds(60);
  private static final Duration SWEEP_EVERY = Duration.ofSeconds(5);
  private static final Duration REPAIR_EVERY = Duration.ofSeconds(10);
  private static final Duration SETTLED = Duration.ofSeconds(20);

  private final GatewayConfig config;
  private final Clock clock;
  private final Vertx vertx = Vertx.vertx();
  private final Bus bus = new Bus(vertx);
  private final Metrics metrics = new Metrics();
  private final SettlementVerticle settlement;
  private final Readiness readiness = new Readiness();
  private final Admission admission;
  private final Deque<String> edges = new ArrayDeque<>();
  private final ApiVerticle api;
  private final Mm7Verticle mm7;
  private final ListenerVerticle listener;
  private final Database database;
  private final Journal journal;
  private final Pool pool;
  private final Traces traces;
  private final Reloading reloading;

  private Gateway(
      GatewayConfig config,
      Supplier<GatewayConfig> again,
      Clock clock,
      UnaryOperator<JournalConnection.Source> betweenJournalAndDatabase) {
    this.config = config;
    this.clock = clock;
    if (clock instanceof MovableClock) {
      log.warn("sandbox.test_clock: the time can be moved on; it is {}", clock.instant());
    }
    MeterRegistry registry = metrics.registry();
    admission = new Admission(config.maxUnfinished(), registry);
    Vault vault = Vault.fromFile(config.masterKeyFile());
    database = Database.open(config.database());
    Tenure tenure =
        orClose(
            () -> {
              VaultCheck.run(database, vault);
              return database.join(Gateway::haltWhenTakenOver);
            });
    long lastId = orClose(() -> LastIds.of(database));
    journal =
        new Journal(
            vertx,
            betweenJournalAndDatabase.apply(database.journalSource()),
            config.database().batch(),
            database.endsWithLostCommit() ? Gateway::haltAfterLostCommit : () -> {},
            tenure,
            registry);
    pool = database.readPool(vertx);
    Ids ids = new Ids(clock, config.database().node());
    ids.startAfter(lastId);
    MediaStore media = database.media(vertx, vault);
    PartyStore parties = new PartyStore(pool, vault);
    VoucherStore vouchers = new VoucherStore(pool, vault);
    OutboxStore outbox = new OutboxStore(pool, vault, ids, clock);
    traces = new Traces(clock, config.database().directory().resolve("trace"));
    LinkWatch links = new LinkWatch(config, bus, readiness);
    reloading = new Reloading(vertx, bus, admission, config, again, links::reloaded);
    Forms forms = new Forms(config.forms(), config.vouchers(), vault);
    ReceiptDesk receipts =
        new ReceiptDesk(new PaymentStore(pool), new ReceiptStore(pool), parties, vault, clock);
    links.start();

    deploy(
        new OutboxVerticle(
            config.outbox(), bus, journal, outbox, pool, admission, registry, clock));
    deploy(new ReportVerticle(config.outbox(), bus, journal, outbox, pool, ids, registry, clock));
    Fees fees = new Fees();
    deploy(new LedgerVerticle(journal, pool, fees, clock));
    settlement =
        new SettlementVerticle(
            config.settlement(),
            bus,
            journal,
            pool,
            parties,
            fees,
            outbox,
            config.routes(),
            vault,
            ids,
            admission,
            registry,
            clock);
    deploy(settlement);
    SenderBlocks blocks = new SenderBlocks(config.vouchers(), vault);
    deploy(
        new VoucherVerticle(
            config.vouchers(),
            forms,
            config.zone(),
            bus,
            journal,
            pool,
            parties,
            vouchers,
            vault,
            blocks,
            registry,
            clock));
    deploy(new QrVerticle(config.qr(), bus, registry, media));
    // It may wait in each of two lanes.
    Duration photos =
        config
            .qr()
            .budget()
            .multipliedBy(ReadPhotos.MOST)
            .plus(config.qr().longestWait().multipliedBy(2))
            .plusSeconds(20);
    deploy(
        new AnswerVerticle(
            config.vouchers(),
            config.confirmation(),
            config.routes(),
            config.zone(),
            photos,
            bus,
            pool,
            vault,
            media,
            parties,
            receipts,
            journal,
            blocks,
            registry,
            clock));
    deploy(
        new InboxVerticle(
            bus,
            journal,
            pool,
            outbox,
            vault,
            ids,
            admission,
            photos.plusSeconds(60),
            registry,
            clock));
    deploy(new ReconciliationVerticle(REPAIR_EVERY, bus, journal, pool, registry, clock));
    for (BankConfig bank : config.banks()) {
      deploy(new BankLinkVerticle(bank, bus, registry, clock));
    }
    links.awaitBanks(vertx);
    // what has fallen due meanwhile is not refused because a bank binds a bit later
    deploy(
        new SubscriptionVerticle(
            config.subscriptions(),
            bus,
            journal,
            pool,
            parties,
            vouchers,
            new VoucherIssuer(new VoucherCodes(vault), vault, forms, clock),
            outbox,
            config.routes(),
            ids,
            clock));
    // stopped after all that is audited, while the journal still writes
    edges.push(
        deploy(
            new AuditVerticle(
                config.audit(), journal, pool, new AuditSeal(vault), registry, clock)));
    deploy(new PartsVerticle(config.parts(), bus, journal, pool, vault, ids, registry, clock));
    edges.push(
        deploy(new SmppVerticle(config.carriers(), bus, registry, Clock.systemUTC(), traces)));
    boolean outbinds = config.carriers().stream().anyMatch(c -> c.outbind().isPresent());
    listener = new ListenerVerticle(config.listener(), outbinds, bus, registry, clock, traces);
    edges.push(deploy(listener));
    mm7 = new Mm7Verticle(config.mm7(), bus, registry, media, traces, clock);
    edges.push(deploy(mm7));
    edges.push(deploy(new CancelVerticle(config.mm7().cancelEvery(), bus, journal, pool, clock)));
    deploy(sweep());
    ApiParts parts =
        apiParts(vault, ids, parties, vouchers, forms, receipts, outbox, media, fees, blocks);
    api = new ApiVerticle(config.api(), parts, registry);
    edges.push(deploy(api));
    metrics.watch(readiness);
    Backups.serve(vertx, config.database().directory(), database);
    RetentionJobs kept =
        new RetentionJobs(config.retention(), vertx, journal, pool, vault, media, traces);
    deploy(new RetentionVerticle(config.retention(), kept.all(), registry, clock));
  }

  /** What fails before anything is deployed leaves nothing open. */
  private <T> T orClose(Supplier<T> step) {
    try {
      return step.get();
    } catch (RuntimeException e) {
      vertx.close();
      database.close();
      throw e;
    }
  }

  /**
   * Starts a gateway and returns once it takes messages.
   *
   * @throws RuntimeException if the database, a key or a port can't be had; the message says which
   */
  public static Gateway start(GatewayConfig config, Clock clock) {
    return start(config, () -> config, clock, UnaryOperator.identity());
  }

  /**
   * As {@link #start(GatewayConfig, Clock)}.
   *
   * @param again reads the configuration once more, when an operator wants it reloaded
   */
  public static Gateway start(GatewayConfig config, Supplier<GatewayConfig> again, Clock clock) {
    return start(config, again, clock, UnaryOperator.identity());
  }

  /** One whose database a test can take away. */
  static Gateway start(
      GatewayConfig config,
      Clock clock,
      UnaryOperator<JournalConnection.Source> betweenJournalAndDatabase) {
    return start(config, () -> config, clock, betweenJournalAndDatabase);
  }

  static Gateway start(
      GatewayConfig config,
      Supplier<GatewayConfig> again,
      Clock clock,
      UnaryOperator<JournalConnection.Source> betweenJournalAndDatabase) {
    Gateway gateway =
        new Gateway(
            config,
            again,
            config.testClock()
                ? MovableClock.open(clock, config.database().directory().resolve("test.clock"))
                : clock,
            betweenJournalAndDatabase);
    log.info(
        "Snaptill takes messages; API on port {}, MM7 on port {}",
        gateway.apiPort(),
        gateway.mm7Port());
    return gateway;
  }

  public int apiPort() {
    return api.port();
  }

  /** Where SMPP systems bind to; -1 if none is configured. */
  public int listenerPort() {
    return listener.port();
  }

  /** Where MMSCs post to; -1 if none is configured. */
  public int mm7Port() {
    return mm7.port();
  }

  private ApiParts apiParts(
      Vault vault,
      Ids ids,
      PartyStore parties,
      VoucherStore vouchers,
      Forms forms,
      ReceiptDesk receipts,
      OutboxStore outbox,
      MediaStore media,
      Fees fees,
      SenderBlocks blocks) {
    VoucherCodes codes = new VoucherCodes(vault);
    return new ApiParts(
        journal,
        pool,
        vault,
        ids,
        clock,
        new VoucherIssuer(codes, vault, forms, clock),
        vouchers,
        config.vouchers(),
        parties,
        new PaymentStore(pool),
        forms,
        receipts,
        outbox,
        config.routes(),
        config.banks().stream()
            .collect(
                java.util.stream.Collectors.toMap(BankConfig::name, BankConfig::processingTimeMax)),
        Approvables.of(settlement.resolvePayment()),
        fees,
        config.zone(),
        new KeyRotation(vertx, database, journal, pool, vault, media::reseal),
        admission,
        readiness,
        metrics::text,
        blocks,
        new Invitations(bus, ids, config.routes().shortCode(), clock)::invite,
        bus,
        new DeadLetterStore(pool, outbox),
        new LinkDesk(bus, traces, reloading::current, reloading));
  }

  private SweepVerticle sweep() {
    return new SweepVerticle(
        new SweepVerticle.Config(
            config.database().node(),
            List.of(InboxVerticle.NAME, SettlementVerticle.NAME, OutboxVerticle.NAME),
            SWEEP_EVERY,
            SETTLED),
        bus,
        journal,
        pool,
        clock);
  }

  private String deploy(Deployable verticle) {
    try {
      return await(vertx.deployVerticle(verticle), DEPLOY);
    } catch (RuntimeException e) {
      log.error("{} did not start: {}", verticle.getClass().getSimpleName(), e.getMessage());
      closeQuietly();
      throw e;
    }
  }

  private void closeQuietly() {
    // the journal first: what it commits at last is still told to living actors
    journal.close();
    try {
      await(vertx.close(), DEPLOY);
    } catch (RuntimeException e) {
      log.warn("closing: {}", e.toString());
    }
    database.close();
  }

  private static <T> T await(Future<T> future, Duration within) {
    try {
      return future.await(within.toMillis(), TimeUnit.MILLISECONDS);
    } catch (java.util.concurrent.TimeoutException e) {
      throw new IllegalStateException("no answer within " + within, e);
    }
  }

  /**
   * On an embedded database a commit that failed leaves memory and file apart: only a restart tells
   * what is true (journal.md).
   */
  private static void haltAfterLostCommit() {
    log.error("a commit failed; ending the process, so that a restart finds what is on disk");
    Runtime.getRuntime().halt(70);
  }

  /** Another node acts for this one now, and nothing that is done here is committed any more. */
  private static void haltWhenTakenOver() {
    log.error("another node has taken this one's work over; ending the process");
    Runtime.getRuntime().halt(75);
  }

  /** Orderly: closes the intake, lets what is under way end, unbinds, and closes the database. */
  @Override
  public void close() {
    log.info("stopping: {} unfinished", admission.inside());
    bus.publish(Channels.INTAKE, false);
    Instant until = clock.instant().plus(config.drain());
    while (admission.inside() > 0 && clock.instant().isBefore(until)) {
      pause();
    }
    while (!edges.isEmpty()) {
      try {
        await(vertx.undeploy(edges.pop()), DEPLOY);
      } catch (RuntimeException e) {
        log.warn("stopping: {}", e.toString());
      }
    }
    closeQuietly();
    traces.close();
    metrics.close();
    log.info("stopped");
  }

  private static void pause() {
    try {
      TimeUnit.MILLISECONDS.sleep(20);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
