package dev.snaptill.channel.smpp;

import dev.snaptill.channel.Intake;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * Takes what came over one bind to the gateway and answers the carrier only when it is stored, or
 * known not to be. Lives on the loop.
 */
final class Receiver {
  private final CarrierConfig config;
  private final BiConsumer<Inbound.Message, Consumer<Intake>> intake;
  private final SmppMetrics metrics;
  private int outstanding;
  private boolean draining;

  /**
   * @param intake stores a message, or one part of a long one, and says on the loop, exactly once, what became of it
   */
  Receiver(
      CarrierConfig config,
      BiConsumer<Inbound.Message, Consumer<Intake>> intake,
      SmppMetrics metrics) {
    this.config = config;
    this.intake = intake;
    this.metrics = metrics;
  }

  /** How many messages the gateway has not answered. */
  int outstanding() {
    return outstanding;
  }

  /** From now on the carrier is told to try again later. */
  void drain() {
    draining = true;
  }

  void take(Link link, int commandId, int sequence, Inbound inbound) {
    if (inbound instanceof Inbound.Message message) {
      receive(message, status -> link.respond(commandId, sequence, status));
    } else {
      metrics.received(inbound instanceof Inbound.Report ? "report" : "unusable");
      link.respond(commandId, sequence, Status.OK);
    }
  }

  private void receive(Inbound.Message inbound, Consumer<Integer> respond) {
    if (draining || outstanding >= config.receiveWindow()) {
      metrics.received("busy");
      respond.accept(config.tryAgainCode());
      return;
    }
    if (inbound.part() != null) {
      metrics.part();
    }
    outstanding++;
    intake.accept(
        inbound,
        outcome -> {
          outstanding--;
          // on a link that was lost meanwhile this goes nowhere, and the carrier repeats it
          respond.accept(statusOf(outcome));
        });
  }

  private int statusOf(Intake outcome) {
    if (outcome instanceof Intake.Stored) {
      metrics.received("stored");
      return Status.OK;
    }
    if (outcome instanceof Intake.Repeat) {
      metrics.received("repeat");
      return Status.OK;
    }
    if (outcome instanceof Intake.Busy) {
      metrics.received("busy");
      return config.tryAgainCode();
    }
    metrics.received("failed");
    return Status.SYSTEM_ERROR;
  }
}
