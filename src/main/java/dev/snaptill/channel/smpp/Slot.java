package dev.snaptill.channel.smpp;

import dev.snaptill.channel.DeliveryReport;
import dev.snaptill.channel.OutboundMessage;
import dev.snaptill.channel.SendResult;
import dev.snaptill.channel.StateQuery;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.net.Socket;
import java.time.Clock;
import java.util.function.Supplier;

/** A configured carrier, which an operator may stop and start. Lives on the loop. */
final class Slot {
  private final CarrierConfig config;
  private final Clock clock;
  private final Supplier<Carrier> fresh;
  private Carrier carrier;
  private Future<Void> stopped = Future.succeededFuture();
  private boolean running;

  /**
   * @param fresh makes the carrier anew: its binds are used once
   */
  Slot(CarrierConfig config, Clock clock, Supplier<Carrier> fresh) {
    this.config = config;
    this.clock = clock;
    this.fresh = fresh;
    this.carrier = fresh.get();
    running = true;
    carrier.start();
  }

  Future<CarrierStatus> control(boolean run) {
    if (run && !running) {
      running = true;
      Future<Void> started = stopped.onSuccess(done -> startAgain());
      return started.map(done -> status());
    }
    if (!run) {
      stop();
      return stopped.map(done -> status());
    }
    return Future.succeededFuture(status());
  }

  private void startAgain() {
    if (running) {
      carrier = fresh.get();
      carrier.start();
    }
  }

  /** Stops in order; safe to call again. */
  Future<Void> stop() {
    if (running) {
      running = false;
      Promise<Void> done = Promise.promise();
      stopped = done.future();
      carrier.stop(done::complete);
    }
    return stopped;
  }

  boolean outbind(Socket socket) {
    return running && carrier.outbind(socket);
  }

  CarrierStatus status() {
    return carrier.status();
  }

  Future<SendResult> send(OutboundMessage message) {
    Promise<SendResult> result = Promise.promise();
    carrier.send(message, result::complete);
    return result.future();
  }

  Future<DeliveryReport> query(StateQuery query) {
    Promise<DeliveryReport> result = Promise.promise();
    carrier.query(
        query,
        found -> {
          if (found instanceof Queries.Found.Is is) {
            result.complete(
                new DeliveryReport(
                    config.name(),
                    query.part().key(),
                    is.state(),
                    is.error() == 0 ? is.state().name() : is.state() + " " + is.error(),
                    clock.instant()));
          } else if (found instanceof Queries.Found.NotTold no) {
            result.fail(no.why());
          }
        });
    return result.future();
  }
}
