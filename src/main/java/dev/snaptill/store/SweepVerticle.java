package dev.snaptill.store;

import dev.snaptill.bus.Bus;
import dev.snaptill.value.Ids;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Tuple;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * At start and every few seconds asks each actor to resume what is unfinished and in nobody's
 * hands, and moves the mark below which nothing is. Best-effort bus messages thus lose nothing.
 */
public final class SweepVerticle extends VerticleBase {
  private static final Logger log = LoggerFactory.getLogger(SweepVerticle.class);
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /** Ids of a fifth of a second. */
  private static final long SLICE = Ids.floorAt(Ids.millisOf(0) + 200);

  private static final int MOST_SLICES = 200;

  private static final Sql MOVE_MARK =
      Sql.of(Table.SWEEP_MARK, "UPDATE sweep_mark SET low = ? WHERE node = ?");

  private final Config config;
  private final Bus bus;
  private final Journal journal;
  private final Pool pool;
  private final Clock clock;
  private final Map<Integer, Long> lows = new HashMap<>();

  /**
   * @param actors in the order in which work flows through them
   * @param interval between sweeps
   * @param settle how old an id must be before a running gateway looks at it
   */
  public record Config(int node, List<String> actors, Duration interval, Duration settle) {}

  public SweepVerticle(Config config, Bus bus, Journal journal, Pool pool, Clock clock) {
    this.config = config;
    this.bus = bus;
    this.journal = journal;
    this.pool = pool;
    this.clock = clock;
  }

  @Override
  public Future<?> start() {
    return everyNode().onSuccess(swept -> again());
  }

  private void again() {
    vertx.setTimer(
        config.interval().toMillis(),
        timer ->
            everyNode()
                .onFailure(e -> log.warn("sweep: {}", e.toString()))
                .onComplete(done -> again()));
  }

  /** One after the other: this node, and those it has taken over. */
  private Future<Void> everyNode() {
    SortedSet<Integer> nodes = journal.tenure().nodes();
    if (nodes.isEmpty()) {
      return node(config.node(), Sweep.Window.EVERY);
    }
    lows.keySet().retainAll(nodes);
    Future<Void> swept = Future.succeededFuture();
    for (int node : nodes) {
      swept = swept.compose(done -> node(node, node));
    }
    return swept;
  }

  private Future<Void> node(int node, int ids) {
    Long low = lows.get(node);
    if (low != null) {
      return sweep(node, ids, low);
    }
    return pool.preparedQuery("SELECT low FROM sweep_mark WHERE node = ?")
        .execute(Tuple.of(node))
        .compose(
            rows -> {
              long stored = rows.iterator().next().getLong(0);
              lows.put(node, stored);
              // Nothing is in hand yet: look at all there is.
              return sweep(node, ids, stored, Long.MAX_VALUE);
            });
  }

  private Future<Void> sweep(int node, int ids, long low) {
    return sweep(
        node,
        ids,
        low,
        // nothing new comes from a node that was taken over: its clock's lead does not matter
        node == config.node() ? settled() : Long.MAX_VALUE);
  }

  private long settled() {
    return Ids.floorAt(clock.millis() - config.settle().toMillis());
  }

  private Future<Void> sweep(int node, int ids, long low, long before) {
    if (before <= low) {
      return Future.succeededFuture();
    }
    // Commits whatever the journal still has of that window before anyone looks for it: a row
    // that waited in a stalled journal must not come to stand below the mark.
    // fixed for the whole sweep: taken from what is left, it would shrink with every slice
    long step = Math.max(SLICE, (before - low) / MOST_SLICES);
    return writeMark(node, low)
        .compose(done -> slices(ids, low, before, step, before))
        .compose(oldest -> moveMark(node, low, oldest));
  }

  /** Looks slice by slice, so that no look-up keeps the writer waiting for long. */
  private Future<Long> slices(int ids, long after, long before, long step, long oldest) {
    if (after >= before - 1) {
      return Future.succeededFuture(oldest);
    }
    long end = before == Long.MAX_VALUE ? before : Math.min(before, after + step);
    Future<Long> found = Future.succeededFuture(end);
    for (String actor : config.actors()) {
      found =
          found.compose(
              least ->
                  ask(actor, new Sweep.Window(after, end, ids)).map(mine -> Math.min(least, mine)));
    }
    return found.compose(
        least ->
            slices(ids, end - 1, before, step, least < end ? Math.min(oldest, least) : oldest));
  }

  private Future<Long> ask(String actor, Sweep.Window window) {
    return bus.ask(Sweep.actor(actor), window, PATIENCE)
        .map(
            swept -> {
              if (swept.resumed() > 0) {
                log.info("sweep: {} resumed {}", actor, swept.resumed());
              }
              return swept.oldestUnfinished();
            });
  }

  private Future<Void> moveMark(int node, long low, long oldestUnfinished) {
    long mark = oldestUnfinished - 1;
    if (oldestUnfinished == Long.MAX_VALUE) {
      if (node == config.node()) {
        return Future.succeededFuture();
      }
      journal.tenure().settled(node);
      mark = settled() - 1;
    }
    if (mark <= low) {
      return Future.succeededFuture();
    }
    long moved = mark;
    return writeMark(node, mark).onSuccess(done -> lows.replace(node, moved));
  }

  private Future<Void> writeMark(int node, long mark) {
    return journal.submit(Unit.guardedBy(MOVE_MARK.with(node, mark, node))).mapEmpty();
  }
}
