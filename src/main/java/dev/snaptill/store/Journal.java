package dev.snaptill.store;

import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one writer. Drains what is waiting, from all actors, into one transaction and commits once: a
 * lone unit commits at once, hundreds waiting share one fsync. A unit's outcome is told only after
 * the commit. ADR 0001 and ADR 0002 say why.
 */
public final class Journal implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Journal.class);
  private static final Duration RETRY = Duration.ofMillis(500);
  private static final Comparator<Attempt> LOCK_ORDER =
      Comparator.<Attempt>comparingInt(a -> a.statement.sql().table().ordinal())
          .thenComparingLong(a -> a.statement.lockKey());

  /** Bounds of one batch. */
  public record Limits(int units, int bytes) {
    public static final Limits DEFAULT = new Limits(500, 1 << 20);
  }

  private static final class Waiting implements GroupedBatch.Pending {
    final Unit unit;
    final ContextInternal context;
    final Promise<Unit.Outcome> promise = Promise.promise();
    int refusedBy = -1;

    Waiting(Unit unit, ContextInternal context) {
      this.unit = unit;
      this.context = context;
    }

    @Override
    public Unit unit() {
      return unit;
    }

    @Override
    public int refusedBy() {
      return refusedBy;
    }

    @Override
    public void refusedBy(int guard) {
      refusedBy = guard;
    }

    /** To be called on the context. */
    void tell() {
      try {
        promise.tryComplete(
            refusedBy < 0 ? new Unit.Outcome.Done() : new Unit.Outcome.Refused(refusedBy));
      } catch (RuntimeException e) {
        // one waiter's mistake must not keep its neighbours from their outcome
        context.reportException(e);
      }
    }

    void fail(JournalException why) {
      wake(context, () -> promise.tryFail(why));
    }
  }

  private static void wake(ContextInternal context, Runnable act) {
    try {
      context.runOnContext(nothing -> act.run());
    } catch (RejectedExecutionException e) {
      log.debug("nobody waits any more: the event loop has ended");
    }
  }

  private record Attempt(Waiting waiting, Statement statement) {}

  private final JournalConnection.Source source;
  private final VertxInternal vertx;
  private final Limits limits;
  private final Runnable lostCommit;
  private final Tenure tenure;
  private final LinkedBlockingQueue<Waiting> queue = new LinkedBlockingQueue<>();
  private final Thread writer;
  private final DistributionSummary batchUnits;
  private final Timer commitTime;
  private volatile boolean closing;
  private volatile @Nullable String broken;
  private @Nullable JournalConnection connection;
  private long sequence;

  /**
   * Starts the writer thread.
   *
   * @param source opens the writer's own connection, again after it broke
   * @param lostCommit run when a commit fails, before its outcome is looked up; on an embedded
   *     database it ends the process, as what is in the database's memory can't be trusted then
   */
  public Journal(
      Vertx vertx,
      JournalConnection.Source source,
      Limits limits,
      Runnable lostCommit,
      MeterRegistry metrics) {
    this(vertx, source, limits, lostCommit, Tenure.SOLE, metrics);
  }

  /**
   * As above, where gateways share a database.
   *
   * @param tenure whose work this gateway does
   */
  public Journal(
      Vertx vertx,
      JournalConnection.Source source,
      Limits limits,
      Runnable lostCommit,
      Tenure tenure,
      MeterRegistry metrics) {
    this(source, limits, lostCommit, tenure, metrics, (VertxInternal) vertx);
    writer.start();
  }

  private Journal(
      JournalConnection.Source source,
      Limits limits,
      Runnable lostCommit,
      Tenure tenure,
      MeterRegistry metrics,
      VertxInternal vertx) {
    this.tenure = tenure;
    this.vertx = vertx;
    this.source = source;
    this.limits = limits;
    this.lostCommit = lostCommit;
    this.batchUnits =
        DistributionSummary.builder("snaptill_journal_batch_units")
            .description("Units that shared one commit")
            .publishPercentiles(0.5, 0.99)
            .register(metrics);
    this.commitTime =
        Timer.builder("snaptill_journal_batch_seconds")
            .description("From taking a batch to its commit")
            .publishPercentiles(0.5, 0.99)
            .register(metrics);
    Gauge.builder("snaptill_journal_waiting", queue, LinkedBlockingQueue::size)
        .description("Units waiting for the writer")
        .register(metrics);
    this.writer = new Thread(this::run, "journal");
    this.writer.setDaemon(true);
  }

  /** A journal that commits when {@link #step} is called and at no other time: for simulations. */
  static Journal stepped(
      Vertx vertx, JournalConnection.Source source, Limits limits, MeterRegistry metrics) {
    return new Journal(source, limits, () -> {}, Tenure.SOLE, metrics, (VertxInternal) vertx);
  }

  /** Commits one batch of what is waiting, on the calling thread; false if nothing was. */
  boolean step() throws InterruptedException {
    List<Waiting> batch = new ArrayList<>();
    Waiting first = queue.poll();
    if (first == null) {
      return false;
    }
    fill(batch, first);
    commit(batch);
    return true;
  }

  /** Whose work this gateway does. */
  public Tenure tenure() {
    return tenure;
  }

  /**
   * Hands in a unit. The future completes on the caller's context after the commit, and fails with
   * a {@link JournalException} if the unit can't be committed.
   */
  public Future<Unit.Outcome> submit(Unit unit) {
    if (closing) {
      return Future.failedFuture(new JournalException.Unavailable("the journal is closed", null));
    }
    Waiting waiting = new Waiting(unit, vertx.getOrCreateContext());
    queue.add(waiting);
    return waiting.promise.future();
  }

  /** Why nothing can be committed now, or null if all is well. */
  public @Nullable String broken() {
    return broken;
  }

  private void run() {
    List<Waiting> batch = new ArrayList<>(limits.units());
    try {
      while (true) {
        batch.clear();
        Waiting first = queue.poll(100, TimeUnit.MILLISECONDS);
        if (first == null) {
          if (closing) {
            return;
          }
          continue;
        }
        fill(batch, first);
        long start = System.nanoTime();
        commit(batch);
        commitTime.record(System.nanoTime() - start, TimeUnit.NANOSECONDS);
        batchUnits.record(batch.size());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      failAll(batch);
      List<Waiting> left = new ArrayList<>();
      queue.drainTo(left);
      failAll(left);
      disconnect();
    }
  }

  private static void failAll(List<Waiting> units) {
    for (Waiting waiting : units) {
      waiting.fail(new JournalException.Unavailable("the journal is closed", null));
    }
  }

  private void fill(List<Waiting> batch, Waiting first) {
    int bytes = 0;
    for (Waiting next = first; next != null; next = queue.poll()) {
      batch.add(next);
      bytes += next.unit.size();
      if (batch.size() >= limits.units() || bytes >= limits.bytes()) {
        return;
      }
    }
  }

  /** Commits a batch; when that fails, in halves, until a guilty unit stands and fails alone. */
  private void commit(List<Waiting> batch) throws InterruptedException {
    for (int attempt = 0; ; attempt++) {
      try {
        JournalConnection open = connect();
        if (open.grouped()) {
          GroupedBatch.run(open, batch);
        } else {
          apply(open, batch);
        }
        open.number(++sequence);
        if (commitOrResolve(open)) {
          broken = null;
          tell(batch);
          return;
        }
      } catch (JournalException.Broken | SQLException e) {
        rollback();
        switch (Blame.of(e)) {
          case CONFLICT -> {
            if (attempt < 20) {
              continue;
            }
          }
          case DATABASE -> {
            broken = "the database does not answer: " + e.getMessage();
            log.error("journal: {}; {} units wait", broken, batch.size() + queue.size());
            disconnect();
            if (closing) {
              failAll(batch);
              return;
            }
            TimeUnit.MILLISECONDS.sleep(RETRY.toMillis());
            continue;
          }
          case UNIT -> {}
        }
        if (batch.size() == 1) {
          batch.get(0).fail(Blame.asJournalException(e));
          return;
        }
        int half = batch.size() / 2;
        commit(new ArrayList<>(batch.subList(0, half)));
        commit(new ArrayList<>(batch.subList(half, batch.size())));
        return;
      }
    }
  }

  /**
   * Commits; if the commit itself fails, finds out whether it took place. Nothing is acknowledged
   * before that is known.
   *
   * @return false if it did not take place and the batch has to be run again
   */
  private boolean commitOrResolve(JournalConnection open) throws InterruptedException {
    try {
      open.commit();
      return true;
    } catch (SQLException e) {
      log.error("journal: commit {} failed, its outcome is unknown: {}", sequence, e.toString());
      broken = "a commit failed: " + e.getMessage();
      lostCommit.run();
      while (true) {
        disconnect();
        try {
          return connect().lastNumber() >= sequence;
        } catch (SQLException again) {
          log.error("journal: cannot look up commit {}: {}", sequence, again.toString());
          TimeUnit.MILLISECONDS.sleep(RETRY.toMillis());
        }
      }
    }
  }

  /** Wakes each context once for all its units: waking one costs more than telling one. */
  private static void tell(List<Waiting> batch) {
    Map<ContextInternal, List<Waiting>> byContext = new IdentityHashMap<>();
    for (Waiting waiting : batch) {
      byContext.computeIfAbsent(waiting.context, context -> new ArrayList<>()).add(waiting);
    }
    byContext.forEach((context, units) -> wake(context, () -> units.forEach(Waiting::tell)));
  }

  private static void apply(JournalConnection open, List<Waiting> batch) throws SQLException {
    List<Attempt> attempts = new ArrayList<>(batch.size());
    int levels = 0;
    for (Waiting waiting : batch) {
      waiting.refusedBy = -1;
      levels = Math.max(levels, waiting.unit.guards().size());
    }
    for (int level = 0; level < levels; level++) {
      attempts.clear();
      for (Waiting waiting : batch) {
        if (waiting.refusedBy < 0 && level < waiting.unit.guards().size()) {
          attempts.add(new Attempt(waiting, waiting.unit.guards().get(level).attempt()));
        }
      }
      attempts.sort(LOCK_ORDER);
      for (Attempt attempt : attempts) {
        int rows = open.execute(attempt.statement);
        if (rows == 0) {
          attempt.waiting.refusedBy = level;
          for (int undone = level - 1; undone >= 0; undone--) {
            Statement undo = attempt.waiting.unit.guards().get(undone).undo();
            mustHitOne(open, java.util.Objects.requireNonNull(undo));
          }
        } else if (rows != 1) {
          throw new JournalException.Broken(attempt.statement.toString(), rows);
        }
      }
    }
    for (Waiting waiting : batch) {
      if (waiting.refusedBy < 0) {
        for (Statement statement : waiting.unit.rest()) {
          mustHitOne(open, statement);
        }
      }
    }
  }

  private static void mustHitOne(JournalConnection open, Statement statement) throws SQLException {
    int rows = open.execute(statement);
    if (rows != 1) {
      throw new JournalException.Broken(statement.toString(), rows);
    }
  }

  private JournalConnection connect() throws SQLException {
    JournalConnection open = connection;
    if (open == null) {
      open = source.open();
      connection = open;
      sequence = Math.max(sequence, open.lastNumber());
    }
    return open;
  }

  private void rollback() {
    JournalConnection open = connection;
    if (open != null) {
      try {
        open.rollback();
      } catch (SQLException e) {
        disconnect();
      }
    }
  }

  private void disconnect() {
    JournalConnection open = connection;
    connection = null;
    if (open != null) {
      open.close();
    }
  }

  /** Commits what is waiting, then stops. What comes afterwards fails as unavailable. */
  @Override
  public void close() {
    closing = true;
    try {
      writer.join(10_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
