package dev.snaptill.api;

import dev.snaptill.store.Journal;
import dev.snaptill.store.Unit;
import io.vertx.core.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Hands units to the journal for somebody who waits at the other end of a connection. */
final class Commits {
  /** After this the client is told to ask again; the unit may still be committed. */
  private static final long PATIENCE_SECONDS = 10;

  private final Journal journal;

  Commits(Journal journal) {
    this.journal = journal;
  }

  /** Commits; fails with a 503 at once while the database is known not to answer. */
  Future<Unit.Outcome> submit(Unit unit) {
    return available().compose(yes -> patiently(journal.submit(unit)));
  }

  /** As {@link #submit} but waits for as long as it takes. */
  Future<Unit.Outcome> submitWithoutLimit(Unit unit) {
    return available().compose(yes -> journal.submit(unit));
  }

  private Future<Void> available() {
    return journal.broken() == null
        ? Future.succeededFuture()
        : Future.failedFuture(
            ProblemException.unavailable("The database is not available; try again later"));
  }

  /** Gives up waiting, not the work itself, after ten seconds. */
  static <T> Future<T> patiently(Future<T> work) {
    return work.timeout(PATIENCE_SECONDS, TimeUnit.SECONDS)
        .recover(
            e ->
                Future.failedFuture(
                    e instanceof TimeoutException
                        ? ProblemException.unavailable(
                            "Not known yet whether this was done; repeat it, with the same"
                                + " Idempotency-Key if it had one")
                        : e));
  }
}
