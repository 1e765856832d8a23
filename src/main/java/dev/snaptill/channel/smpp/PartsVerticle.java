package dev.snaptill.channel.smpp;

import dev.snaptill.bus.Bus;
import dev.snaptill.channel.Channels;
import dev.snaptill.channel.InboundMessage;
import dev.snaptill.channel.Intake;
import dev.snaptill.store.Journal;
import dev.snaptill.store.Unit;
import dev.snaptill.store.Vault;
import dev.snaptill.value.Ids;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.sqlclient.Pool;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the parts of long messages and hands in each message, once, when all its parts are there:
 * whichever comes last, to whichever gateway on the database, and over a crash at any moment.
 *
 * <p>A part is acknowledged when it is committed. Then whoever sees a complete message hands it in
 * under a name that all would give it, the id of its oldest part, so that the inbox knows a second
 * one as a repeat; and marks the parts as joined. What got lost on the way a sweep finds. Parts
 * whose others don't come in time are dropped: half a text must not be taken for a command.
 */
public final class PartsVerticle extends VerticleBase {
  private static final Logger log = LoggerFactory.getLogger(PartsVerticle.class);
  private static final Duration SWEEP_EVERY = Duration.ofSeconds(2);
  private static final Duration INTAKE = Duration.ofSeconds(10);
  private static final int AT_ONCE = 500;

  /** More text than any phone sends; what is beyond is cut off. */
  private static final int LONGEST_TEXT = 4_000;

  private final Config config;
  private final Bus bus;
  private final Journal journal;
  private final PartStore store;
  private final Ids ids;
  private final MeterRegistry metrics;
  private final Clock clock;

  /** Messages whose parts are being looked at, and whether more came meanwhile. */
  private final Map<ByteBuffer, Boolean> joining = new HashMap<>();

  private long waiting;
  private boolean closed;

  /**
   * How parts are kept.
   *
   * @param timeLimit a part whose others are missing is dropped this long after it came
   * @param most parts that may wait for others; beyond, carriers are told to try again
   */
  public record Config(Duration timeLimit, int most) {
    /** Reads {@code join_within} and {@code join_most}. */
    public static Config from(dev.snaptill.config.Settings s) {
      return new Config(
          s.duration(
              "join_within", Duration.ofMinutes(10), Duration.ofSeconds(1), Duration.ofHours(12)),
          s.integer("join_most", 50_000, 100, 1_000_000));
    }
  }

  public PartsVerticle(
      Config config,
      Bus bus,
      Journal journal,
      Pool pool,
      Vault vault,
      Ids ids,
      MeterRegistry metrics,
      Clock clock) {
    this.config = config;
    this.bus = bus;
    this.journal = journal;
    this.store = new PartStore(pool, vault);
    this.ids = ids;
    this.metrics = metrics;
    this.clock = clock;
  }

  @Override
  public Future<?> start() {
    bus.answer(Smpp.PART, this::receive);
    bus.consume(Channels.INTAKE, open -> closed = !open);
    metrics.gauge("snaptill_smpp_parts_waiting", this, verticle -> verticle.waiting);
    again();
    return Future.succeededFuture();
  }

  private Future<Intake> receive(LongPart part) {
    if (closed || journal.broken() != null || waiting >= config.most) {
      return Future.succeededFuture(new Intake.Busy());
    }
    long id = ids.next();
    return journal
        .submit(store.insert(part, id))
        .compose(
            outcome -> {
              if (!outcome.done()) {
                return known(part, id);
              }
              waiting++;
              count("held");
              return Future.succeededFuture((Intake) new Intake.Stored(id));
            })
        .onSuccess(
            intake -> {
              if (intake instanceof Intake.Stored) {
                join(store.setKey(part));
              }
            })
        .recover(
            e -> {
              log.error("a part from {} not stored: {}", part.channel(), e.toString());
              return Future.succeededFuture(new Intake.Failed("not stored"));
            });
  }

  /** A part of that number is there: this one again, or one of another message. */
  private Future<Intake> known(LongPart part, long id) {
    return store
        .find(store.setKey(part), part.where().number())
        .compose(found -> known(part, id, found));
  }

  private Future<Intake> known(LongPart part, long id, Optional<PartStore.Held> found) {
    if (found.isEmpty()) {
      return Future.succeededFuture(new Intake.Busy()); // dropped this moment: come again
    }
    PartStore.Held held = found.get();
    boolean same = held.holds(store.hash(part));
    if (same && held.waiting()) {
      count("repeated");
      return Future.succeededFuture(new Intake.Stored(held.id()));
    }
    return journal
        .submit(store.renew(held, part, id))
        .map(
            outcome -> {
              if (!outcome.done()) {
                return new Intake.Busy(); // another was quicker
              }
              count(same ? "repeated" : "replaced");
              return new Intake.Stored(id);
            });
  }

  /** Looks for a message's parts, one look at a time; if more come meanwhile, once more. */
  private void join(byte[] setKey) {
    ByteBuffer key = ByteBuffer.wrap(setKey);
    if (joining.computeIfPresent(key, (k, more) -> true) != null) {
      return;
    }
    joining.put(key, false);
    joinIfComplete(setKey)
        .onFailure(e -> log.warn("a long message waits for the sweep: {}", e.toString()))
        .onComplete(
            done -> {
              if (joining.remove(key, true)) {
                join(setKey);
              } else {
                joining.remove(key);
              }
            });
  }

  /** Hands a message in if all its parts are there. */
  private Future<Void> joinIfComplete(byte[] setKey) {
    return store
        .all(setKey)
        .compose(
            parts -> {
              boolean complete =
                  !parts.isEmpty()
                      && parts.size() == parts.get(0).total()
                      && parts.stream().allMatch(PartStore.Held::waiting);
              return complete ? handIn(parts) : Future.succeededFuture();
            });
  }

  private Future<Void> handIn(List<PartStore.Held> held) {
    List<LongPart> parts = held.stream().map(store::open).toList();
    LongPart first = parts.get(0);
    long name = name(held);
    String text = Joined.text(parts);
    InboundMessage whole =
        new InboundMessage(
            first.channel(),
            "joined-" + Ids.text(name),
            "",
            first.sender(),
            first.recipient(),
            text.length() > LONGEST_TEXT ? text.substring(0, LONGEST_TEXT) : text,
            List.of(),
            null,
            null,
            first.received(),
            null,
            first.trust());
    return bus.ask(Channels.RECEIVE, whole, INTAKE)
        .compose(
            intake -> {
              if (intake instanceof Intake.Stored || intake instanceof Intake.Repeat) {
                metrics
                    .counter(
                        "snaptill_smpp_joined_total",
                        "channel",
                        first.channel(),
                        "result",
                        intake instanceof Intake.Stored ? "stored" : "repeat")
                    .increment();
                return joined(held, name);
              }
              return Future.succeededFuture(); // the sweep tries again
            });
  }

  /** The name it had when it was joined before, if it is that message once more; else a new one. */
  private static long name(List<PartStore.Held> held) {
    long before = held.get(0).joinedAs();
    boolean repeated = before != 0 && held.stream().allMatch(part -> part.joinedAs() == before);
    return repeated ? before : held.stream().mapToLong(PartStore.Held::id).min().orElseThrow();
  }

  private Future<Void> joined(List<PartStore.Held> held, long name) {
    List<Future<Unit.Outcome>> marked = new ArrayList<>();
    held.forEach(part -> marked.add(journal.submit(store.joined(part, name))));
    return Future.all(marked).mapEmpty();
  }

  private void again() {
    vertx.setTimer(
        SWEEP_EVERY.toMillis(),
        timer ->
            sweep()
                .onFailure(e -> log.warn("parts of long messages: {}", e.toString()))
                .onComplete(done -> again()));
  }

  private Future<?> sweep() {
    return store
        .complete(AT_ONCE)
        .onSuccess(keys -> keys.forEach(this::join))
        .compose(keys -> store.stale(before(config.timeLimit), AT_ONCE))
        .compose(this::drop)
        .compose(dropped -> store.remembered(before(PartStore.REMEMBERED), AT_ONCE))
        .compose(
            old ->
                Future.join(old.stream().map(part -> journal.submit(store.forget(part))).toList()))
        .compose(forgotten -> store.waiting())
        .onSuccess(count -> waiting = count);
  }

  private long before(Duration age) {
    return Ids.floorAt(clock.millis() - age.toMillis());
  }

  private Future<Void> drop(List<PartStore.Held> stale) {
    List<Future<Unit.Outcome>> dropped = new ArrayList<>();
    for (PartStore.Held part : stale) {
      if (part.joinedAs() != 0) {
        // it had come once more after its message was joined, and that was all
        dropped.add(journal.submit(store.joined(part, part.joinedAs())));
        continue;
      }
      dropped.add(
          journal
              .submit(store.forget(part))
              .onSuccess(
                  outcome -> {
                    if (outcome.done()) {
                      count("dropped");
                      log.warn(
                          "part {} of {} of a long message dropped: the others did not come",
                          part.number(),
                          part.total());
                    }
                  }));
    }
    return dropped.isEmpty() ? Future.succeededFuture() : Future.join(dropped).mapEmpty();
  }

  private void count(String result) {
    metrics.counter("snaptill_smpp_parts_total", "result", result).increment();
  }
}
