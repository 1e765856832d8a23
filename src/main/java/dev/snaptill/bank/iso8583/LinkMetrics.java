package dev.snaptill.bank.iso8583;

import dev.snaptill.bank.AnswerCodes;
import dev.snaptill.bank.BankAnswer;
import dev.snaptill.bank.BankOperation;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** What the links to one bank tell of themselves. */
final class LinkMetrics {
  private final MeterRegistry registry;
  private final String bank;
  private final Map<String, Timer> timers = new HashMap<>();
  private final AtomicInteger inFlight = new AtomicInteger();
  private final AtomicInteger up = new AtomicInteger();
  private final AtomicInteger stopped = new AtomicInteger();
  private final List<Meter> gauges;
  private final Counter late;
  private final Counter stray;
  private final Counter malformed;
  private final Counter badMac;
  private final Counter keyRefused;

  LinkMetrics(MeterRegistry registry, String bank) {
    this.registry = registry;
    this.bank = bank;
    this.gauges =
        List.of(
            Gauge.builder("snaptill_bank_in_flight", inFlight, AtomicInteger::get)
                .description("operations written to the bank and not yet answered")
                .tag("bank", bank)
                .register(registry),
            Gauge.builder("snaptill_bank_link_up", up, AtomicInteger::get)
                .description("links that are connected and signed on")
                .tag("bank", bank)
                .register(registry),
            Gauge.builder("snaptill_bank_stopped", stopped, AtomicInteger::get)
                .description("1 while new payments are stopped because the bank fails")
                .tag("bank", bank)
                .register(registry));
    this.late = counter("snaptill_bank_late_answers", "answers to operations already given up");
    this.stray =
        counter("snaptill_bank_stray_answers", "answers that belong to nothing we wait for");
    this.malformed = counter("snaptill_bank_malformed", "messages refused by the codec");
    this.badMac = counter("snaptill_bank_bad_macs", "messages whose MAC was wrong or missing");
    this.keyRefused = counter("snaptill_bank_keys_refused", "new MAC keys that were no good");
  }

  private Counter counter(String name, String description) {
    return Counter.builder(name).description(description).tag("bank", bank).register(registry);
  }

  void answered(BankOperation.Type type, BankAnswer answer, long nanos) {
    String result = result(answer);
    timers
        .computeIfAbsent(
            type + result,
            key ->
                Timer.builder("snaptill_bank_seconds")
                    .description("from the write to the bank's answer")
                    .tags("bank", bank, "type", lower(type), "result", result)
                    .register(registry))
        .record(Duration.ofNanos(nanos));
  }

  private static String result(BankAnswer answer) {
    if (answer instanceof BankAnswer.Answered answered) {
      return lower(AnswerCodes.of(answered.code()));
    }
    return answer instanceof BankAnswer.NotSent ? "not_sent" : "unknown";
  }

  private static String lower(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  void inFlight(int count) {
    inFlight.set(count);
  }

  void up(int signedOn) {
    up.set(signedOn);
  }

  void stopped(boolean now) {
    stopped.set(now ? 1 : 0);
  }

  void badMac() {
    badMac.increment();
  }

  void keyRefused() {
    keyRefused.increment();
  }

  void late() {
    late.increment();
  }

  void stray() {
    stray.increment();
  }

  void malformed() {
    malformed.increment();
  }

  /** Takes the gauges away, so that a link started again has its own. */
  void close() {
    gauges.forEach(registry::remove);
  }
}
