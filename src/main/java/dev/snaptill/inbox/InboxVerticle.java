package dev.snaptill.inbox;

import dev.snaptill.bus.Bus;
import dev.snaptill.channel.Channels;
import dev.snaptill.channel.InboundMessage;
import dev.snaptill.channel.Intake;
import dev.snaptill.channel.OutboundMessage;
import dev.snaptill.inbox.Inbox.Handled;
import dev.snaptill.inbox.Inbox.StoredMessage;
import dev.snaptill.ops.Admission;
import dev.snaptill.outbox.Draft;
import dev.snaptill.outbox.Outbox;
import dev.snaptill.outbox.OutboxStore;
import dev.snaptill.store.Journal;
import dev.snaptill.store.JournalException;
import dev.snaptill.store.Sweep;
import dev.snaptill.store.Unit;
import dev.snaptill.store.Vault;
import dev.snaptill.value.Ids;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.sqlclient.Pool;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Durable intake. A message is acknowledged only after its row is committed; from then on it ends,
 * whatever happens to the process, and it is answered once.
 */
public final class InboxVerticle extends VerticleBase {
  private static final Logger log = LoggerFactory.getLogger(InboxVerticle.class);

  /** The actor's name for the sweep. */
  public static final String NAME = "inbox";

  private static final int AT_ONCE = 5000;
  private static final int ATTEMPTS = 5;

  private final Bus bus;
  private final Journal journal;
  private final InboxStore store;
  private final OutboxStore outbox;
  private final Ids ids;
  private final Admission admission;
  private final MeterRegistry metrics;
  private final Clock clock;
  private final Duration patience;
  private final Map<Long, StoredMessage> inHand = new HashMap<>();
  private boolean closed;

  /**
   * @param patience how long one message's handling may take, photos included
   */
  public InboxVerticle(
      Bus bus,
      Journal journal,
      Pool pool,
      OutboxStore outbox,
      Vault vault,
      Ids ids,
      Admission admission,
      Duration patience,
      MeterRegistry metrics,
      Clock clock) {
    this.bus = bus;
    this.journal = journal;
    this.store = new InboxStore(pool, vault);
    this.outbox = outbox;
    this.ids = ids;
    this.admission = admission;
    this.patience = patience;
    this.metrics = metrics;
    this.clock = clock;
  }

  @Override
  public Future<?> start() {
    bus.answer(Channels.RECEIVE, this::receive);
    bus.consume(Channels.INTAKE, open -> closed = !open);
    bus.answer(Sweep.actor(NAME), this::sweep);
    return Future.succeededFuture();
  }

  // ---- intake

  private Future<Intake> receive(InboundMessage message) {
    // a database that is known not to answer: try again, rather than wait here for it to come back
    if (closed || journal.broken() != null || !admission.tryEnter()) {
      return counted(message, new Intake.Busy());
    }
    StoredMessage stored = new StoredMessage(ids.next(), message, store.dedupeKey(message), 0);
    inHand.put(stored.id(), stored);
    return store(stored, message.hardKey() == null ? stored.id() : 0)
        .compose(
            done ->
                done
                    ? accepted(stored)
                    : store
                        .first(stored.dedupeKey(), 0, message)
                        .compose(first -> again(stored, first)))
        .recover(
            e -> {
              letGo(stored);
              log.error("message from {} not stored: {}", message.channel(), e.toString());
              return counted(message, new Intake.Failed("not stored"));
            });
  }

  private Future<Boolean> store(StoredMessage stored, long nth) {
    return journal.submit(store.insert(stored, nth)).map(Unit.Outcome::done);
  }

  /** The hard key is known: the same message again, or its id used for another one. */
  private Future<Intake> again(StoredMessage stored, Optional<InboxStore.Earlier> first) {
    InboundMessage message = stored.message();
    if (first.isPresent() && first.get().same()) {
      return repeat(stored, first.get());
    }
    // numbered by its content, so that repeats of this one are known as well
    long nth = store.contentNumber(message);
    return store(stored, nth)
        .compose(
            done -> {
              if (done) {
                metrics
                    .counter("snaptill_inbox_reused_ids_total", "channel", message.channel())
                    .increment();
                return accepted(stored);
              }
              return store
                  .first(stored.dedupeKey(), nth, message)
                  .compose(earlier -> repeat(stored, earlier.orElseThrow()));
            });
  }

  private Future<Intake> repeat(StoredMessage stored, InboxStore.Earlier first) {
    letGo(stored);
    return counted(stored.message(), new Intake.Repeat(first.id()));
  }

  private Future<Intake> accepted(StoredMessage stored) {
    handle(stored);
    return counted(stored.message(), new Intake.Stored(stored.id()));
  }

  private Future<Intake> counted(InboundMessage message, Intake intake) {
    metrics
        .counter(
            "snaptill_messages_total",
            "channel",
            message.channel(),
            "intake",
            intake.getClass().getSimpleName().toLowerCase(Locale.ROOT))
        .increment();
    return Future.succeededFuture(intake);
  }

  // ---- from stored to ended

  private void handle(StoredMessage stored) {
    bus.ask(Inbox.HANDLE, stored, patience)
        .onSuccess(handled -> end(stored, handled))
        .onFailure(
            e -> {
              log.warn("message {} waits for the sweep: {}", Ids.text(stored.id()), e.toString());
              letGo(stored);
            });
  }

  private void end(StoredMessage stored, Handled handled) {
    Unit unit = InboxStore.end(stored.id(), handled, clock.instant()).then(handled.alongside());
    List<OutboundMessage> messages = new ArrayList<>(handled.answers().size());
    for (Draft draft : handled.answers()) {
      OutboundMessage message = outbox.compose(draft);
      messages.add(message);
      unit.then(outbox.insert(draft, message));
    }
    journal
        .submit(unit)
        .onSuccess(
            outcome -> {
              if (outcome instanceof Unit.Outcome.Refused refused && refused.guard() > 0) {
                // the first guard is the message's own: what it asks for can't be had any more
                end(stored, handled.guards().get(refused.guard() - 1).otherwise());
                return;
              }
              letGo(stored);
              Runnable committed = handled.committed();
              if (outcome.done() && committed != null) {
                committed.run();
              }
              if (outcome.done()) {
                metrics
                    .counter(
                        "snaptill_messages_ended_total",
                        "outcome",
                        handled.outcome().name().toLowerCase(Locale.ROOT))
                    .increment();
                Outbox.send(bus, messages);
              }
            })
        .onFailure(e -> notEnded(stored, e));
  }

  private void notEnded(StoredMessage stored, Throwable why) {
    if (why instanceof JournalException.DuplicateKey && stored.attempt() < ATTEMPTS) {
      // a new voucher's code clashed with another's: draw again
      handle(
          new StoredMessage(
              stored.id(), stored.message(), stored.dedupeKey(), stored.attempt() + 1));
      return;
    }
    log.error("message {} could not be ended: {}", Ids.text(stored.id()), why.toString());
    letGo(stored);
  }

  private void letGo(StoredMessage stored) {
    if (inHand.remove(stored.id()) != null) {
      admission.leave();
    }
  }

  private Future<Sweep.Swept> sweep(Sweep.Window window) {
    return store
        .unfinished(window, AT_ONCE)
        .map(
            found -> {
              int resumed = 0;
              for (StoredMessage stored : found) {
                if (inHand.putIfAbsent(stored.id(), stored) == null) {
                  admission.enter();
                  handle(stored);
                  resumed++;
                }
              }
              return new Sweep.Swept(
                  found.isEmpty() ? window.before() : found.get(0).id(), resumed);
            });
  }
}
