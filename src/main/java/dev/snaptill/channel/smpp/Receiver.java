package dev.snaptill.channel.smpp;

import dev.snaptill.channel.DeliveryReport;
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
  private final BiConsumer<DeliveryReport, Consumer<Intake>> reports;
  private final SmppMetrics metrics;
  private int outstanding;
  private boolean draining;

  /**
   * @param intake stores a message, or a part of a long one, and says on the loop, exactly once,
   *     what became of it
   * @param reports likewise for delivery reports
   */
  Receiver(
      CarrierConfig config,
      BiConsumer<Inbound.Message, Consumer<Intake>> intake,
      BiConsumer<DeliveryReport, Consumer<Intake>> reports,
      SmppMetrics metrics) {
    this.config = config;
    this.intake = intake;
    this.reports = reports;
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
    Consumer<Integer> respond = status -> link.respond(commandId, sequence, status);
    if (inbound instanceof Inbound.Message message) {
      receive(message, respond);
    } else if (inbound instanceof Inbound.Report report && report.report() != null) {
      report(report.report(), respond);
    } else {
      metrics.received(inbound instanceof Inbound.Report ? "report_unreadable" : "unusable");
      respond.accept(Status.OK);
    }
  }

  /** One that was never asked for is nobody's. */
  private void report(DeliveryReport report, Consumer<Integer> respond) {
    if (config.quirks().receipts() == QuirksConfig.ReceiptsWanted.NONE) {
      metrics.received("report_unwanted");
      respond.accept(Status.OK);
      return;
    }
    if (isFull()) {
      metrics.received("busy");
      respond.accept(config.tryAgainCode());
      return;
    }
    outstanding++;
    reports.accept(
        report,
        outcome -> {
          outstanding--;
          boolean good = outcome instanceof Intake.Stored || outcome instanceof Intake.Repeat;
          respond.accept(good ? answerTo("report", Status.OK) : statusOf(outcome));
        });
  }

  private int answerTo(String result, int status) {
    metrics.received(result);
    return status;
  }

  private boolean isFull() {
    return draining || outstanding >= config.receiveWindow();
  }

  private void receive(Inbound.Message inbound, Consumer<Integer> respond) {
    if (isFull()) {
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
    return config.quirks().failureCode();
  }
}
