package dev.snaptill.voucher;

import dev.snaptill.ops.RecentCount;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;

/**
 * How many of the codes that come are nobody's: people mistype, and check digits catch that; many
 * codes that check and do not exist are somebody guessing, whoever it says it is (vouchers.md,
 * Typed code).
 */
final class UnknownCodes {
  private static final Duration WINDOW = Duration.ofMinutes(10);

  private final RecentCount all = new RecentCount(WINDOW);
  private final RecentCount unknown = new RecentCount(WINDOW);
  private final VoucherConfig config;
  private final Clock clock;

  UnknownCodes(VoucherConfig config, MeterRegistry metrics, Clock clock) {
    this.config = config;
    this.clock = clock;
    Gauge.builder("snaptill_unknown_codes_ratio", this, UnknownCodes::ratio)
        .description("Unknown codes of the last 10 minutes, of all codes")
        .strongReference(true)
        .register(metrics);
    Gauge.builder("snaptill_unknown_codes_alarm", this, codes -> codes.alarm() ? 1 : 0)
        .description("1 while more than 1 % of at least vouchers.alarm_codes codes are unknown")
        .strongReference(true)
        .register(metrics);
  }

  void count(boolean known) {
    all.add(clock.instant());
    if (!known) {
      unknown.add(clock.instant());
    }
  }

  double ratio() {
    long codes = all.count(clock.instant());
    return codes == 0 ? 0 : (double) unknown.count(clock.instant()) / codes;
  }

  boolean alarm() {
    return all.count(clock.instant()) >= config.alarmCodes() && ratio() > 0.01;
  }
}
