package dev.snaptill.inbox;

import dev.snaptill.ops.RecentCount;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Counts confirmations by the channel they were asked for on: many failed ones are an attack. */
final class ConfirmationMetrics {
  private static final Duration WINDOW = Duration.ofHours(1);

  private final ConfirmationConfig config;
  private final MeterRegistry metrics;
  private final Clock clock;
  private final Map<String, RecentCount> failed = new ConcurrentHashMap<>();

  ConfirmationMetrics(ConfirmationConfig config, MeterRegistry metrics, Clock clock) {
    this.config = config;
    this.metrics = metrics;
    this.clock = clock;
  }

  /**
   * @param result what became of it: asked, used, refused, failed, lapsed
   */
  void count(String channel, String result) {
    metrics
        .counter(
            "snaptill_confirmations_total",
            "channel",
            channel,
            "result",
            result.toLowerCase(Locale.ROOT))
        .increment();
  }

  void failed(String channel) {
    failed.computeIfAbsent(channel, this::watched).add(clock.instant());
  }

  private RecentCount watched(String channel) {
    RecentCount count = new RecentCount(WINDOW);
    Gauge.builder(
            "snaptill_confirmations_alarm",
            () -> count.count(clock.instant()) >= config.alarm() ? 1 : 0)
        .description("1 while more confirmations asked for on a channel fail than honest people's")
        .tag("channel", channel)
        .strongReference(true)
        .register(metrics);
    return count;
  }
}
