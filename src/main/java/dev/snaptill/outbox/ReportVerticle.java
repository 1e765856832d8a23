package dev.snaptill.outbox;

import dev.snaptill.bus.Ask;
import dev.snaptill.bus.Bus;
import dev.snaptill.channel.Channels;
import dev.snaptill.channel.DeliveryReport;
import dev.snaptill.channel.Intake;
import dev.snaptill.channel.LateAnswer;
import dev.snaptill.channel.StateQuery;
import dev.snaptill.outbox.ReportStore.Waiting;
import dev.snaptill.store.Journal;
import dev.snaptill.store.Unit;
import dev.snaptill.value.Ids;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.sqlclient.Pool;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes delivery reports and writes down what they say of messages that were sent. One that comes
 * before the carrier's own answer to the message waits for it; one that doesn't come is asked for,
 * where the carrier allows that. A receipt that failed goes another way.
 */
public final class ReportVerticle extends VerticleBase {
  private static final Logger log = LoggerFactory.getLogger(ReportVerticle.class);

  /** Asks for what is overdue now, instead of in a minute; answered when all of it is seen to. */
  static final Ask<Instant, Instant> LOOK =
      new Ask<>("outbox.reports.look", Instant.class, Instant.class);

  private static final Intake TAKEN = new Intake.Stored(0);
  private static final Intake KNOWN = new Intake.Repeat(0);
  private static final int MOST_EARLY = 10_000;
  private static final int MOST_RECENT = 10_000;
  private static final int AT_ONCE = 200;
  private static final Duration QUERY_TIME = Duration.ofSeconds(30);

  private final OutboxConfig config;
  private final Bus bus;
  private final Journal journal;
  private final OutboxStore outbox;
  private final ReportStore store;
  private final Ids ids;
  private final MeterRegistry metrics;
  private final Clock clock;

  /** Reports of one message are dealt with one after the other: each looks at the others' parts. */
  private final Map<Long, Future<Intake>> inHand = new HashMap<>();

  /** What was settled of late: a repeated report of it is no early one. */
  private final Map<String, Boolean> settled =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
          return size() > MOST_RECENT;
        }
      };

  private int early;

  /** The newest message asked about in this round of questions; 0 between rounds. */
  private long asked;

  private long nextRound;
  private boolean looking;

  public ReportVerticle(
      OutboxConfig config,
      Bus bus,
      Journal journal,
      OutboxStore outbox,
      Pool pool,
      Ids ids,
      MeterRegistry metrics,
      Clock clock) {
    this.config = config;
    this.bus = bus;
    this.journal = journal;
    this.outbox = outbox;
    this.store = new ReportStore(pool, journal.tenure());
    this.ids = ids;
    this.metrics = metrics;
    this.clock = clock;
  }

  @Override
  public Future<?> start() {
    vertx.setPeriodic(1_000, timer -> takeEarly());
    vertx.setPeriodic(10_000, timer -> countEarly());
    Duration look = config.queryAfter().isZero() ? config.reportWait() : config.queryAfter();
    long every = Math.max(500, Math.min(60_000, look.toMillis() / 2));
    vertx.setPeriodic(every, timer -> lookForMissing());
    bus.consume(Channels.TAKEN_LATE, late -> takenLate(late, true));
    bus.answer(LOOK, now -> lookForMissing().map(now));
    return countEarly().onSuccess(counted -> bus.answer(Channels.REPORT, this::take));
  }

  private Future<Integer> countEarly() {
    return store
        .parked()
        .onSuccess(count -> early = count)
        .onFailure(e -> log.warn("reports: {}", e.toString()));
  }

  private Future<Intake> take(DeliveryReport report) {
    if (report.state() == DeliveryReport.State.UNDER_WAY) {
      count(report, "under_way");
      return Future.succeededFuture(TAKEN);
    }
    return store
        .find(report.channel(), report.externalId())
        .compose(
            found -> {
              if (found.isEmpty() && !settled.containsKey(nameOf(report))) {
                return park(report);
              }
              Optional<Waiting> part = found.stream().filter(w -> !w.delivered()).findFirst();
              count(report, part.isEmpty() ? "repeat" : word(report.state()));
              return part.isEmpty() ? Future.succeededFuture(KNOWN) : inTurn(part.get(), report);
            })
        .otherwise(e -> new Intake.Failed(String.valueOf(e.getMessage())));
  }

  /**
   * @param again whether to look once more if its unknown fate is not written down yet
   */
  private void takenLate(LateAnswer late, boolean again) {
    journal
        .submit(outbox.sentAfterAll(late))
        .onFailure(e -> log.warn("message {}: {}", Ids.text(late.message()), e.toString()))
        .onSuccess(
            outcome -> {
              if (outcome.done()) {
                log.info("message {}: taken after all", Ids.text(late.message()));
              } else if (again) {
                vertx.setTimer(1_000, timer -> takenLate(late, false));
              }
            });
  }

  private Future<Intake> park(DeliveryReport report) {
    if (early >= MOST_EARLY) {
      // reports about messages of somebody else: repeated for ever they would help nobody
      count(report, "unmatched");
      return Future.succeededFuture(TAKEN);
    }
    early++;
    count(report, "early");
    return journal.submit(ReportStore.park(ids.next(), report)).map(done -> TAKEN);
  }

  private Future<Intake> inTurn(Waiting part, DeliveryReport report) {
    long message = part.message();
    Future<Intake> before = inHand.getOrDefault(message, Future.succeededFuture(TAKEN));
    Future<Intake> mine = before.transform(any -> apply(part, report));
    inHand.put(message, mine);
    return mine.onComplete(done -> inHand.remove(message, mine));
  }

  private Future<Intake> apply(Waiting part, DeliveryReport report) {
    return store
        .partsOf(part.message())
        .compose(
            all -> {
              boolean more =
                  all.stream().anyMatch(w -> w.number() != part.number() && !w.delivered());
              return switch (report.state()) {
                case DELIVERED ->
                    more
                        ? write(ReportStore.mark(part), report)
                        : write(settle(part, all, OutboxStore.State.DELIVERED, report), report);
                case UNKNOWN -> write(settle(part, all, OutboxStore.State.UNKNOWN, report), report);
                case EXPIRED -> failed(part, all, OutboxStore.State.EXPIRED, report);
                case FAILED -> failed(part, all, OutboxStore.State.FAILED, report);
                case UNDER_WAY -> Future.succeededFuture(TAKEN);
              };
            });
  }

  private Unit settle(
      Waiting part, List<Waiting> all, OutboxStore.State state, DeliveryReport report) {
    String code =
        state == OutboxStore.State.DELIVERED
            ? null
            : (report.code() == null ? word(report.state()) : report.code())
                + " (id "
                + part.part().id()
                + ")";
    return ReportStore.settle(part, all, state, code, clock.instant());
  }

  private Future<Intake> failed(
      Waiting part, List<Waiting> all, OutboxStore.State state, DeliveryReport report) {
    log.warn(
        "message {} on {}: {}, {}",
        Ids.text(part.message()),
        part.channel(),
        word(report.state()),
        report.code());
    Unit unit = settle(part, all, state, report);
    return outbox
        .onAnother(part.message(), true, config)
        .compose(
            again -> {
              again.ifPresent(other -> unit.then(other.insert()));
              return write(unit, report)
                  .onSuccess(
                      intake -> {
                        if (again.isPresent() && intake == TAKEN) {
                          Outbox.send(bus, List.of(again.get().message()));
                        }
                      });
            });
  }

  private Future<Intake> write(Unit unit, DeliveryReport report) {
    return journal
        .submit(unit)
        .map(
            outcome -> {
              settled.put(nameOf(report), true);
              return outcome.done() ? TAKEN : KNOWN;
            });
  }

  private static String nameOf(DeliveryReport report) {
    return report.channel() + " " + report.externalId() + " " + report.state();
  }

  private static String word(DeliveryReport.State state) {
    return state.name().toLowerCase(Locale.ROOT);
  }

  private void count(DeliveryReport report, String result) {
    metrics
        .counter("snaptill_outbox_reports", "channel", report.channel(), "result", result)
        .increment();
  }

  /** Deals with parked reports whose message has been answered meanwhile; drops the old ones. */
  private void takeEarly() {
    if (early == 0 || looking) {
      return;
    }
    looking = true;
    store
        .arrived(AT_ONCE)
        .compose(
            found ->
                Future.join(
                    found.stream()
                        .map(
                            one ->
                                take(one.report())
                                    .compose(
                                        done ->
                                            done instanceof Intake.Failed
                                                ? Future.<Unit.Outcome>succeededFuture()
                                                : unpark(one.id())))
                        .toList()))
        .compose(
            done ->
                store.parkedBefore(
                    Ids.floorAt(clock.millis() - config.earlyKept().toMillis()), AT_ONCE))
        .compose(old -> Future.join(old.stream().map(this::drop).toList()))
        .onFailure(e -> log.warn("reports: {}", e.toString()))
        .onComplete(done -> looking = false);
  }

  private Future<Unit.Outcome> drop(ReportStore.Early old) {
    count(old.report(), "unmatched");
    return unpark(old.id());
  }

  private Future<Unit.Outcome> unpark(long id) {
    early = Math.max(0, early - 1);
    return journal.submit(ReportStore.unpark(id));
  }

  /** Asks about what is overdue, and no longer waits for what never came. */
  private Future<Void> lookForMissing() {
    long now = clock.millis();
    return store
        .unreported(0, Ids.floorAt(now - config.reportWait().toMillis()), AT_ONCE)
        .compose(old -> Future.join(old.stream().map(this::giveUp).toList()))
        .compose(done -> askAround(now))
        .onFailure(e -> log.warn("reports: {}", e.toString()))
        .mapEmpty();
  }

  private Future<?> askAround(long now) {
    if (config.queryAfter().isZero() || (asked == 0 && now < nextRound)) {
      return Future.succeededFuture();
    }
    nextRound = now + config.queryAfter().toMillis();
    return store
        .unreported(asked, Ids.floorAt(now - config.queryAfter().toMillis()), AT_ONCE)
        .compose(
            late -> {
              asked = late.size() < AT_ONCE ? 0 : late.get(late.size() - 1).message();
              return Future.join(late.stream().map(this::ask).toList());
            });
  }

  private Future<?> giveUp(Waiting part) {
    return store
        .partsOf(part.message())
        .compose(
            all ->
                all.isEmpty()
                    ? Future.<Unit.Outcome>succeededFuture()
                    : journal.submit(ReportStore.forget(all.get(0), all)));
  }

  /** Ends without a word where it can't be asked. */
  private Future<Intake> ask(Waiting part) {
    return outbox
        .senderOf(part.message())
        .compose(
            from ->
                from.isEmpty()
                    ? Future.succeededFuture(KNOWN)
                    : bus.ask(
                            Channels.query(part.channel()),
                            new StateQuery(part.part(), from.get()),
                            QUERY_TIME)
                        .compose(this::take))
        .otherwise(
            e -> {
              log.debug("query of {}: {}", Ids.text(part.message()), e.toString());
              return KNOWN;
            });
  }
}
