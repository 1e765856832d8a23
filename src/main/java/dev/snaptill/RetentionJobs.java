package dev.snaptill;

import dev.snaptill.api.IdempotencyStore;
import dev.snaptill.inbox.ConfirmationRetentionStore;
import dev.snaptill.inbox.InboxStore;
import dev.snaptill.ops.Traces;
import dev.snaptill.outbox.OutboxStore;
import dev.snaptill.store.Journal;
import dev.snaptill.store.MediaStore;
import dev.snaptill.store.RetentionConfig;
import dev.snaptill.store.RetentionStore;
import dev.snaptill.store.RetentionVerticle;
import dev.snaptill.store.Vault;
import dev.snaptill.voucher.SenderBlockStore;
import dev.snaptill.voucher.TurnRetentionStore;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** What is deleted when its time is over. */
record RetentionJobs(
    RetentionConfig kept,
    Vertx vertx,
    Journal journal,
    Pool pool,
    Vault vault,
    MediaStore media,
    Traces traces) {
  private static final Duration PICTURES_LEAD = Duration.ofHours(1);

  /** More than the clocks of two gateways may differ. */
  private static final Duration CLOCKS = Duration.ofDays(1);

  List<RetentionVerticle.Job> all() {
    RetentionStore store = new RetentionStore(pool, journal);
    RetentionStore.Kind received = new InboxStore(pool, vault).retention();
    RetentionStore.Kind sent = OutboxStore.retention();
    IdempotencyStore answers = new IdempotencyStore(pool);
    SenderBlockStore blocks = new SenderBlockStore(journal, pool);
    ConfirmationRetentionStore confirmations = new ConfirmationRetentionStore(journal, pool);
    return List.of(
        new RetentionVerticle.Job("received", kept.texts(), t -> store.purge(received, t)),
        new RetentionVerticle.Job("sent", kept.texts(), t -> store.purge(sent, t)),
        new RetentionVerticle.Job("pictures", kept.pictures(), t -> pictures(store, t)),
        new RetentionVerticle.Job(
            "traces", kept.traces(), t -> vertx.executeBlocking(() -> traces.purge(t), false)),
        new RetentionVerticle.Job("answers", kept.answers(), t -> answers.purge(journal, t)),
        new RetentionVerticle.Job("confirmations", kept.texts(), confirmations::purge),
        new RetentionVerticle.Job("blocks", kept.blocks(), blocks::purge),
        new RetentionVerticle.Job("turns", CLOCKS, new TurnRetentionStore(journal, pool)::purge));
  }

  /** None that a message which is still at work may want: a picture is older than its message. */
  private Future<Integer> pictures(RetentionStore store, Instant before) {
    return store
        .oldestAtWork()
        .map(oldest -> oldest.minus(PICTURES_LEAD))
        .map(oldest -> oldest.isBefore(before) ? oldest : before)
        .compose(limit -> vertx.executeBlocking(() -> media.deleteBefore(limit), false));
  }
}
