package dev.snaptill.outbox;

import dev.snaptill.bus.Bus;
import dev.snaptill.channel.Channels;
import dev.snaptill.channel.SendResult;
import dev.snaptill.ops.Admission;
import dev.snaptill.store.Journal;
import dev.snaptill.store.Parking;
import dev.snaptill.store.Sweep;
import dev.snaptill.store.Unit;
import dev.snaptill.value.Ids;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import io.vertx.sqlclient.Pool;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends what is committed in the outbox, again and again until it is taken or of no more use. */
public final class OutboxVerticle extends VerticleBase {
  private static final Logger log = LoggerFactory.getLogger(OutboxVerticle.class);

  /** The actor's name for the sweep. */
  public static final String NAME = "outbox";

  /** Longer than any channel's own time-out. */
  private static final Duration SEND_TIME = Duration.ofMinutes(2);

  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(10);
  private static final int AT_ONCE = 5000;
  private static final String RETRIED = "retried";

  private final OutboxConfig config;
  private final Bus bus;
  private final Journal journal;
  private final OutboxStore store;
  private final Pool pool;
  private final Admission admission;
  private final MeterRegistry metrics;
  private final Clock clock;
  private final Map<Long, Queued> inHand = new HashMap<>();

  /** What ended while a read was under way: it may have seen the row as it was before. */
  private final Set<Long> ended = new HashSet<>();

  /** Until when was parked what a read under way may still have seen as due. */
  private final Map<Long, Instant> putOff = new HashMap<>();

  private int reads;
  private final AtomicInteger parked;

  /** One in which no channel stands in for another. */
  public OutboxVerticle(
      Bus bus,
      Journal journal,
      OutboxStore store,
      Pool pool,
      Admission admission,
      MeterRegistry metrics,
      Clock clock) {
    this(OutboxConfig.DEFAULT, bus, journal, store, pool, admission, metrics, clock);
  }

  public OutboxVerticle(
      OutboxConfig config,
      Bus bus,
      Journal journal,
      OutboxStore store,
      Pool pool,
      Admission admission,
      MeterRegistry metrics,
      Clock clock) {
    this.config = config;
    this.bus = bus;
    this.journal = journal;
    this.store = store;
    this.pool = pool;
    this.admission = admission;
    this.metrics = metrics;
    this.parked = metrics.gauge("snaptill_outbox_parked", new AtomicInteger());
    this.clock = clock;
  }

  @Override
  public Future<?> start() {
    bus.consume(Outbox.QUEUED, this::take);
    bus.answer(Sweep.actor(NAME), this::sweep);
    bus.consume(Channels.UP, this::takeParkedFor);
    vertx.setPeriodic(1000, timer -> takeDue());
    return Future.succeededFuture();
  }

  private void take(Queued queued) {
    if (inHand.putIfAbsent(queued.message().id(), queued) == null) {
      admission.enter();
      send(queued);
    }
  }

  private void send(Queued queued) {
    if (clock.instant().isAfter(queued.message().notAfter())) {
      finish(queued, OutboxStore.State.EXPIRED, null);
      return;
    }
    bus.ask(Channels.send(queued.message().channel()), queued.message(), SEND_TIME)
        .otherwise(OutboxVerticle::unanswered)
        .onSuccess(result -> sent(queued, result));
  }

  /** A channel that isn't there has sent nothing; one that keeps silent may have. */
  private static SendResult unanswered(Throwable e) {
    String why = String.valueOf(e.getMessage());
    return e instanceof ReplyException reply && reply.failureType() == ReplyFailure.TIMEOUT
        ? new SendResult.Unknown(why)
        : new SendResult.RetryAfter(Duration.ofSeconds(5), why);
  }

  private void sent(Queued queued, SendResult result) {
    long id = queued.message().id();
    if (result instanceof SendResult.Accepted accepted) {
      write(queued, store.sent(queued, accepted), "sent");
    } else if (result instanceof SendResult.RetryAfter retry) {
      retry(queued, retry);
    } else if (result instanceof SendResult.Rejected rejected) {
      log.warn(
          "message {} on {}: rejected, {}",
          Ids.text(id),
          queued.message().channel(),
          rejected.code());
      failed(queued, rejected.code());
    } else if (result instanceof SendResult.Unknown unknown) {
      log.warn("message {}: fate unknown: {}", Ids.text(id), unknown.why());
      finish(queued, OutboxStore.State.UNKNOWN, null);
    }
  }

  private void retry(Queued queued, SendResult.RetryAfter retry) {
    int tried = queued.attempts() + 1;
    if (tried >= config.tries()) {
      log.warn(
          "message {} on {}: given up after {} tries, {}",
          Ids.text(queued.message().id()),
          queued.message().channel(),
          tried,
          retry.why());
      failed(queued, "given up: " + retry.why());
    } else if (tried >= config.fallbackTries()
        && config.after(queued.message().channel()) != null) {
      store
          .onAnother(queued.message().id(), false, config)
          .onSuccess(
              again ->
                  again.ifPresentOrElse(
                      other -> moved(queued, "moved: " + retry.why(), other),
                      () -> tryLater(queued, retry.delay())))
          .onFailure(e -> tryLater(queued, retry.delay()));
    } else {
      tryLater(queued, retry.delay());
    }
  }

  /** It is over here; a channel that stands in for this one takes it, or it is a dead letter. */
  private void failed(Queued queued, String code) {
    if (config.after(queued.message().channel()) == null) {
      finish(queued, OutboxStore.State.FAILED, code);
      return;
    }
    store
        .onAnother(queued.message().id(), false, config)
        .onSuccess(
            again ->
                again.ifPresentOrElse(
                    other -> moved(queued, code, other),
                    () -> finish(queued, OutboxStore.State.FAILED, code)))
        .onFailure(e -> finish(queued, OutboxStore.State.FAILED, code));
  }

  private void moved(Queued queued, String code, OutboxStore.Again again) {
    log.info(
        "message {} goes by {} as {}",
        Ids.text(queued.message().id()),
        again.message().channel(),
        Ids.text(again.message().id()));
    write(queued, store.end(queued, OutboxStore.State.FAILED, code).then(again.insert()), "moved")
        .onSuccess(done -> Outbox.send(bus, List.of(again.message())));
  }

  private void tryLater(Queued queued, Duration delay) {
    // channels back off by themselves, some of them: the longer wish of the two counts, not both
    Duration own = Duration.ofSeconds(1L << Math.min(queued.attempts(), 10));
    Duration backoff = own.compareTo(delay) > 0 ? own : delay;
    Duration pause = backoff.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : backoff;
    Instant until = clock.instant().plus(pause);
    write(queued, store.park(queued, until), RETRIED)
        .onSuccess(
            done -> {
              if (reads > 0) {
                putOff.put(queued.message().id(), until);
              }
            });
  }

  private void finish(Queued queued, OutboxStore.State state, @Nullable String externalId) {
    write(
        queued,
        store.end(queued, state, externalId),
        state.name().toLowerCase(java.util.Locale.ROOT));
  }

  private Future<Unit.Outcome> write(Queued queued, Unit unit, String result) {
    metrics
        .counter("snaptill_outbox_total", "channel", queued.message().channel(), "result", result)
        .increment();
    return journal
        .submit(unit)
        .onFailure(e -> log.error("message {}: {}", Ids.text(queued.message().id()), e.toString()))
        .onComplete(
            done -> {
              inHand.remove(queued.message().id());
              if (reads > 0 && done.succeeded() && !result.equals(RETRIED)) {
                ended.add(queued.message().id());
              }
              admission.leave();
            });
  }

  /** Deals with what is read as if nothing had happened since the read began. */
  private <T, R> Future<R> reading(Future<T> read, Function<T, R> deal) {
    reads++;
    return read.map(deal)
        .onComplete(
            done -> {
              if (--reads == 0) {
                ended.clear();
                putOff.clear();
              }
            });
  }

  /** Takes those that are neither in hand nor over; tells how many. */
  private int takeAgain(List<Queued> found) {
    int taken = 0;
    for (Queued queued : found) {
      long id = queued.message().id();
      if (!inHand.containsKey(id) && !ended.contains(id)) {
        take(queued);
        taken++;
      }
    }
    return taken;
  }

  private void takeDue() {
    Parking.count(pool, Parking.Kind.OUTBOUND).onSuccess(parked::set);
    Instant now = clock.instant();
    reading(
            Parking.due(pool, journal.tenure(), Parking.Kind.OUTBOUND, now, AT_ONCE),
            due -> {
              due.forEach(parked -> takeDue(parked.id()));
              return due;
            })
        .onFailure(e -> log.warn("outbox: {}", e.toString()));
  }

  private void takeDue(long id) {
    if (!inHand.containsKey(id) && !isPutOff(id)) {
      reading(store.byId(id), found -> isPutOff(id) ? 0 : takeAgain(found));
    }
  }

  private boolean isPutOff(long id) {
    return putOff.getOrDefault(id, Instant.MIN).isAfter(clock.instant());
  }

  /** A channel is there again: who waits for it has waited long enough. */
  private void takeParkedFor(String channel) {
    reading(store.parkedFor(channel, journal.tenure(), AT_ONCE), this::takeAgain)
        .onFailure(e -> log.warn("outbox: {}", e.toString()));
  }

  private Future<Sweep.Swept> sweep(Sweep.Window window) {
    return reading(
        store.queued(window, AT_ONCE),
        found -> new Sweep.Swept(oldest(found, window.before()), takeAgain(found)));
  }

  private static long oldest(List<Queued> found, long otherwise) {
    return found.isEmpty() ? otherwise : found.get(0).message().id();
  }
}
