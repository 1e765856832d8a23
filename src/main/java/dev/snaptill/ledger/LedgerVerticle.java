package dev.snaptill.ledger;

import dev.snaptill.store.Journal;
import dev.snaptill.store.Unit;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.sqlclient.Pool;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the ledger does beside the payments: keeps the fee schedules at hand, and every few minutes
 * folds what was posted into balance marks, so that no question about a balance reads more than
 * some minutes of transfers. Several nodes may fold at once: they write the same marks.
 */
public final class LedgerVerticle extends VerticleBase {
  private static final Logger log = LoggerFactory.getLogger(LedgerVerticle.class);
  private static final Duration FEES_EVERY = Duration.ofSeconds(5);

  /** Times of folds are multiples of this. */
  static final Duration FOLD_EVERY = Duration.ofMinutes(5);

  /** A transfer is committed within this after the time it bears. */
  static final Duration SETTLED = Duration.ofMinutes(5);

  private static final Duration LOOK_EVERY = Duration.ofSeconds(30);
  private static final int AT_ONCE = 100;

  private final Journal journal;
  private final BalanceStore balances;
  private final FeeStore store;
  private final Fees fees;
  private final Clock clock;
  private Instant brokenLast = Instant.EPOCH;
  private boolean folding;

  public LedgerVerticle(Journal journal, Pool pool, Fees fees, Clock clock) {
    this.journal = journal;
    this.balances = new BalanceStore(pool);
    this.store = new FeeStore(pool);
    this.fees = fees;
    this.clock = clock;
  }

  /** Fees are known before the first payment: deployed ahead of settlement. */
  @Override
  public Future<?> start() {
    vertx.setPeriodic(FEES_EVERY.toMillis(), timer -> refresh());
    vertx.setPeriodic(LOOK_EVERY.toMillis(), timer -> look());
    return store.all().onSuccess(fees::add);
  }

  private void refresh() {
    store
        .recent(clock.instant())
        .onSuccess(fees::add)
        .onFailure(e -> log.warn("fee schedules could not be read: {}", e.toString()));
  }

  private void look() {
    Instant now = clock.instant();
    if (journal.broken() != null) {
      // what waits in the journal bears times from before
      brokenLast = now;
    }
    if (folding || Duration.between(brokenLast, now).compareTo(SETTLED.plus(FOLD_EVERY)) < 0) {
      return;
    }
    folding = true;
    fold()
        .onFailure(e -> log.warn("balances could not be folded: {}", e.toString()))
        .onComplete(done -> folding = false);
  }

  /** Folds up to the last time that is due; done at once if that is folded already. */
  Future<Void> fold() {
    long every = FOLD_EVERY.toMillis();
    long asOf = (clock.millis() - SETTLED.toMillis()) / every * every;
    return balances
        .lastFold(Long.MAX_VALUE)
        .compose(
            last ->
                last >= asOf
                    ? Future.succeededFuture()
                    : balances
                        .moved(last, asOf)
                        .compose(accounts -> marks(accounts, asOf, 0))
                        .compose(done -> journal.submit(Unit.guardedBy(BalanceStore.folded(asOf))))
                        .mapEmpty());
  }

  private Future<Void> marks(List<String> accounts, long asOf, int from) {
    if (from >= accounts.size()) {
      return Future.succeededFuture();
    }
    int to = Math.min(from + AT_ONCE, accounts.size());
    return Future.all(accounts.subList(from, to).stream().map(name -> mark(name, asOf)).toList())
        .compose(done -> marks(accounts, asOf, to));
  }

  private Future<Void> mark(String name, long asOf) {
    LedgerAccount account = LedgerAccount.parse(name).orElseThrow();
    return balances
        .asOf(account, Instant.ofEpochMilli(asOf))
        .compose(
            sums ->
                Future.all(
                    sums.entrySet().stream()
                        .map(
                            sum ->
                                journal.submit(
                                    Unit.guardedBy(
                                        BalanceStore.mark(
                                            name, sum.getKey(), asOf, sum.getValue()))))
                        .toList()))
        .mapEmpty();
  }
}
