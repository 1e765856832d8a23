package dev.snaptill.channel.smpp;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A carrier's metrics, as Prometheus names them:
 *
 * <ul>
 *   <li>{@code snaptill_smpp_received_total{carrier,result}}: deliver_sm and data_sm, by stored,
 *       repeat, busy, failed, report, report_unwanted, report_unreadable, unusable
 *   <li>{@code snaptill_smpp_received_parts_total{carrier}}: parts of long messages among them
 *   <li>{@code snaptill_smpp_submitted_total{carrier,result}}: submit_sm, by accepted, throttled,
 *       rejected, unknown, cut_off, unsent; and late answers
 *   <li>{@code snaptill_smpp_submit_seconds{carrier}}: from submit_sm to its answer
 *   <li>{@code snaptill_smpp_bind_up{carrier,bind}}: 1 or 0
 *   <li>{@code snaptill_smpp_window_used{carrier,bind}}: submit_sm without an answer
 *   <li>{@code snaptill_smpp_window_size{carrier,bind}}: how many there may be, less than
 *       configured after the peer said throttled
 *   <li>{@code snaptill_smpp_queued{carrier,bind}}: submit_sm that wait for their turn
 *   <li>{@code snaptill_smpp_throttled{carrier,bind}}: 1 while the bind is silent, else 0
 * </ul>
 */
final class SmppMetrics {
  private final MeterRegistry registry;
  private final String carrier;
  private final Map<String, Counter> received = new ConcurrentHashMap<>();
  private final Map<String, Counter> submitted = new ConcurrentHashMap<>();
  private final Counter parts;
  private final Timer latency;
  private final List<Gauge> gauges = new ArrayList<>();

  SmppMetrics(MeterRegistry registry, String carrier) {
    this.registry = registry;
    this.carrier = carrier;
    this.parts = registry.counter("snaptill.smpp.received.parts", "carrier", carrier);
    this.latency =
        Timer.builder("snaptill.smpp.submit")
            .tag("carrier", carrier)
            .publishPercentileHistogram()
            .register(registry);
  }

  void received(String result) {
    received.computeIfAbsent(result, r -> counter("snaptill.smpp.received", r)).increment();
  }

  void submitted(String result) {
    submitted.computeIfAbsent(result, r -> counter("snaptill.smpp.submitted", r)).increment();
  }

  void part() {
    parts.increment();
  }

  void submitLatency(Duration time) {
    latency.record(time);
  }

  private Counter counter(String name, String result) {
    return registry.counter(name, "carrier", carrier, "result", result);
  }

  /** Registers the gauges of one bind; set them by the numbers given back. */
  BindGauges bind(String bind) {
    return new BindGauges(
        gauge("snaptill.smpp.bind.up", bind),
        gauge("snaptill.smpp.window.used", bind),
        gauge("snaptill.smpp.window.size", bind),
        gauge("snaptill.smpp.queued", bind),
        gauge("snaptill.smpp.throttled", bind));
  }

  private AtomicInteger gauge(String name, String bind) {
    AtomicInteger value = new AtomicInteger();
    gauges.add(
        Gauge.builder(name, value, AtomicInteger::get)
            .tag("carrier", carrier)
            .tag("bind", bind)
            .strongReference(true)
            .register(registry));
    return value;
  }

  /** Takes the gauges back, so that a carrier that is gone shows none. */
  void close() {
    gauges.forEach(registry::remove);
  }

  record BindGauges(
      AtomicInteger up,
      AtomicInteger window,
      AtomicInteger size,
      AtomicInteger queued,
      AtomicInteger throttled) {}
}
