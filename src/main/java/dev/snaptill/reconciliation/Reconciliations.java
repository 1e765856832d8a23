package dev.snaptill.reconciliation;

import dev.snaptill.store.Journal;
import dev.snaptill.value.Ids;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reconciles day files, one at a time, on a thread of its own, and knows how far each is. */
public final class Reconciliations implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Reconciliations.class);
  private static final int MOST_WAITING = 20;
  private static final int REMEMBERED = 100;

  private final Reconciler reconciler;
  private final Ids ids;
  private final Map<Long, Run> runs =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, Run> eldest) {
          return size() > REMEMBERED;
        }
      };
  private final ThreadPoolExecutor thread =
      new ThreadPoolExecutor(
          0,
          1,
          10,
          TimeUnit.SECONDS,
          new LinkedBlockingQueue<>(MOST_WAITING),
          work -> {
            Thread made = new Thread(work, "reconciliation");
            made.setDaemon(true);
            return made;
          });

  /**
   * How far a file is.
   *
   * @param doing what is being done, in words
   * @param done how many of it
   * @param report once it is done
   * @param refused why the file could not be used
   */
  public record Run(
      long id, String doing, long done, @Nullable Report report, @Nullable String refused) {
    public boolean ended() {
      return report != null || refused != null;
    }
  }

  public Reconciliations(
      ReconciliationStore store,
      ItemStore items,
      PayoutStore payouts,
      Journal journal,
      Ids ids,
      Clock clock,
      Map<String, Duration> banks) {
    this.reconciler = new Reconciler(store, items, payouts, journal, ids, clock, banks);
    this.ids = ids;
  }

  /**
   * Takes a file; {@code done} is called when it is no longer needed.
   *
   * @return the run's id; empty if too many files wait already
   */
  public Optional<Long> start(Path file, @Nullable String bank, String actor, Runnable done) {
    long id = ids.next();
    put(new Run(id, "waiting", 0, null, null));
    try {
      thread.execute(
          () -> {
            try {
              put(run(id, file, bank, actor, Progress.NONE));
            } finally {
              done.run();
            }
          });
      return Optional.of(id);
    } catch (RejectedExecutionException e) {
      synchronized (runs) {
        runs.remove(id);
      }
      return Optional.empty();
    }
  }

  /** Reconciles a file now, on the caller's thread. Blocking. */
  public Run runNow(Path file, @Nullable String bank, String actor, Progress progress) {
    return run(ids.next(), file, bank, actor, progress);
  }

  private Run run(long id, Path file, @Nullable String bank, String actor, Progress progress) {
    AtomicLong done = new AtomicLong();
    String[] last = {""};
    Progress counting =
        (what, more) -> {
          if (!what.equals(last[0])) {
            last[0] = what;
            done.set(0);
          }
          put(new Run(id, what, done.addAndGet(more), null, null));
          progress.at(what, more);
        };
    try {
      return new Run(id, "done", done.get(), reconciler.run(file, bank, actor, counting), null);
    } catch (BadFileException | Reconciler.TooDifferent e) {
      return new Run(id, "refused", 0, null, String.valueOf(e.getMessage()));
    } catch (RuntimeException e) {
      log.error("a reconciliation failed", e);
      return new Run(id, "refused", 0, null, "it failed: " + e.getMessage());
    }
  }

  private void put(Run run) {
    synchronized (runs) {
      runs.put(run.id(), run);
    }
  }

  /** How far a run is; empty if it is not known, or was too long ago. */
  public Optional<Run> run(long id) {
    synchronized (runs) {
      return Optional.ofNullable(runs.get(id));
    }
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
