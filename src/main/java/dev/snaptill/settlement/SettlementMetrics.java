package dev.snaptill.settlement;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;

/** What settlement tells Prometheus. */
final class SettlementMetrics {
  private final MeterRegistry registry;
  private final Counter waits;
  private final Timer seconds;

  SettlementMetrics(MeterRegistry registry) {
    this.registry = registry;
    this.waits =
        Counter.builder("snaptill_payment_waits_total")
            .description("Commits that payments waited for in settlement")
            .register(registry);
    this.seconds =
        Timer.builder("snaptill_payment_seconds")
            .description("From the message's receipt to the payment's end")
            .publishPercentiles(0.5, 0.99)
            .register(registry);
  }

  /** A payment waits for a commit. */
  void waited() {
    waits.increment();
  }

  void ended(Payment payment, Duration age) {
    String reason = payment.reason();
    registry
        .counter(
            "snaptill_payments_total",
            "outcome",
            payment.state().name().toLowerCase(java.util.Locale.ROOT),
            "reason",
            reason == null ? "" : reason)
        .increment();
    seconds.record(age.isNegative() ? Duration.ZERO : age);
  }
}
