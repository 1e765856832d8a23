package dev.snaptill.channel.mm7;

import dev.snaptill.bus.Bus;
import dev.snaptill.channel.OutboundMessage;
import dev.snaptill.channel.SendResult;
import dev.snaptill.outbox.VoucherPictureStore;
import dev.snaptill.store.Journal;
import dev.snaptill.store.Statement;
import dev.snaptill.store.Unit;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.sqlclient.Pool;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes back pictures of vouchers that nobody can pay any more: what an MMSC has taken and not
 * delivered when the voucher is cancelled or over is cancelled there (TS 23.140 §8.7.5).
 */
public final class CancelVerticle extends VerticleBase {
  private static final Logger log = LoggerFactory.getLogger(CancelVerticle.class);
  private static final int AT_ONCE = 100;
  private static final Duration PATIENCE = Duration.ofMinutes(6);
  private static final Duration AGAIN = Duration.ofMinutes(1);

  private final Duration every;
  private final Bus bus;
  private final Journal journal;
  private final VoucherPictureStore pictures;
  private final Clock clock;

  /**
   * @param every pause between looks at vouchers that were cancelled
   */
  public CancelVerticle(Duration every, Bus bus, Journal journal, Pool pool, Clock clock) {
    this.every = every;
    this.bus = bus;
    this.journal = journal;
    this.pictures = new VoucherPictureStore(pool);
    this.clock = clock;
  }

  @Override
  public Future<?> start() {
    bus.consume(Mm7.TAKEN, this::taken);
    again();
    return Future.succeededFuture();
  }

  private void again() {
    vertx.setTimer(every.toMillis(), timer -> look().onComplete(done -> again()));
  }

  /** The row of the voucher learns what its picture is called at the MMSC. */
  private void taken(Mm7.Taken taken) {
    OutboundMessage message = taken.message();
    write(
        VoucherPictureStore.taken(
            message.id(), message.channel(), taken.messageId(), clock.instant()));
  }

  private Future<Void> look() {
    return pictures
        .over(clock.instant(), AT_ONCE)
        .compose(this::cancelAll)
        .compose(done -> pictures.settled(clock.instant(), AT_ONCE))
        .onSuccess(settled -> settled.forEach(id -> write(VoucherPictureStore.forget(id))))
        .onFailure(e -> log.warn("pictures to be cancelled: {}", e.toString()))
        .<Void>mapEmpty()
        .recover(e -> Future.succeededFuture());
  }

  private Future<Void> cancelAll(List<VoucherPictureStore.Void> over) {
    Future<Void> all = Future.succeededFuture();
    for (VoucherPictureStore.Void picture : over) {
      all = all.compose(done -> cancel(picture));
    }
    return all;
  }

  private Future<Void> cancel(VoucherPictureStore.Void picture) {
    return bus.ask(
            Mm7.cancel(picture.channel()),
            new Mm7.Cancel(picture.outboxId(), picture.externalId()),
            PATIENCE)
        .otherwise(e -> new SendResult.RetryAfter(AGAIN, String.valueOf(e.getMessage())))
        .compose(
            result -> {
              boolean again = result instanceof SendResult.RetryAfter;
              if (result instanceof SendResult.Accepted) {
                write(VoucherPictureStore.unreported(picture.outboxId()));
              }
              return write(
                  again
                      ? VoucherPictureStore.later(picture.voucherId(), clock.instant().plus(AGAIN))
                      : VoucherPictureStore.forget(picture.voucherId()));
            });
  }

  private Future<Void> write(Statement guard) {
    return journal
        .submit(Unit.guardedBy(guard))
        .onFailure(e -> log.warn("pictures to be cancelled: {}", e.toString()))
        .<Void>mapEmpty()
        .recover(e -> Future.succeededFuture());
  }
}
