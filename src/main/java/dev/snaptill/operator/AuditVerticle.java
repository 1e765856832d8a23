package dev.snaptill.operator;

import dev.snaptill.store.Journal;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.sqlclient.Pool;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Puts the trail's entries into the chain: at start, every few seconds, and at the end. */
public final class AuditVerticle extends VerticleBase {
  private static final Logger log = LoggerFactory.getLogger(AuditVerticle.class);

  private final AuditConfig config;
  private final Journal journal;
  private final AuditChainStore chain;
  private final Clock clock;
  private final AtomicLong sequence = new AtomicLong();
  private Future<Void> running = Future.succeededFuture();

  public AuditVerticle(
      AuditConfig config,
      Journal journal,
      Pool pool,
      AuditSeal seal,
      MeterRegistry metrics,
      Clock clock) {
    this.config = config;
    this.journal = journal;
    this.chain = new AuditChainStore(pool, seal);
    this.clock = clock;
    Gauge.builder("snaptill_audit_chain", sequence, AtomicLong::get)
        .description("Batches in the chain of the audit trail")
        .register(metrics);
  }

  @Override
  public Future<?> start() {
    return catchUp().onSuccess(done -> again());
  }

  private void again() {
    vertx.setTimer(
        config.every().toMillis(),
        timer -> {
          running =
              catchUp()
                  .onFailure(e -> log.warn("the audit trail was not chained: {}", e.toString()))
                  .recover(e -> Future.succeededFuture());
          running.onComplete(done -> again());
        });
  }

  /** Chains batch after batch until nothing is left. */
  private Future<Void> catchUp() {
    return chain
        .head()
        .compose(
            head -> {
              sequence.set(head.seq());
              return chain
                  .unchained(head, config.entries())
                  .compose(
                      entries ->
                          entries.isEmpty() ? Future.succeededFuture() : next(head, entries));
            });
  }

  private Future<Void> next(AuditChainStore.Head head, List<AuditEntry> entries) {
    AuditChainStore.Next next = chain.next(head, entries, clock.instant());
    return journal
        .submit(next.unit())
        .compose(
            outcome -> {
              if (!outcome.done()) {
                // another node made this batch; what is left comes with the next
                return Future.succeededFuture();
              }
              // the log is kept elsewhere than the database: there the head is a witness
              log.info("audit chain {} {}", next.seq(), next.hash());
              return catchUp();
            });
  }

  @Override
  public Future<?> stop() {
    // what could not be chained now is chained at the next start
    return running.transform(done -> catchUp()).otherwiseEmpty();
  }
}
