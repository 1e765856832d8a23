package dev.snaptill.simulator.bench;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * One run.
 *
 * @param counts of the gateway, of this run alone
 * @param cpuSimulators seconds of this process
 */
record Result(int outstanding, Load.Times times, Counts counts, double cpuSimulators) {

  static Result median(List<Result> runs) {
    return runs.stream()
        .sorted(Comparator.comparingDouble(r -> r.times().perSecond()))
        .toList()
        .get(runs.size() / 2);
  }

  /** Everything but the comparison and the checks, as {@code key=value} pairs. */
  String measured() {
    int payments = Math.max(1, times.latencies().length);
    return format(
        "outstanding=%d payments_per_s=%.0f p50_ms=%.1f p99_ms=%.1f waits_per_payment=%.2f"
            + " commits_per_payment=%.3f batch_mean=%.1f",
        outstanding,
        times.perSecond(),
        times.millis(0.50),
        times.millis(0.99),
        // the message's own row is the wait that settlement doesn't count
        counts.waits() / payments + 1,
        counts.commits() / payments,
        counts.units() / Math.max(1, counts.commits()));
  }

  String line(double rawPerSecond, int lost, int doubled) {
    return measured()
        + format(
            " raw_tpcb_per_s=%.0f ratio=%.2f lost=%d doubled=%d",
            rawPerSecond, times.perSecond() / rawPerSecond, lost, doubled)
        + cpu();
  }

  String cpu() {
    return format(" cpu_gateway_s=%.1f cpu_simulators_s=%.1f", counts.cpuSeconds(), cpuSimulators);
  }

  private static String format(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
