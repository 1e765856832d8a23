package dev.snaptill.simulator.bench;

/**
 * What the gateway's {@code /metrics} says at one moment.
 *
 * @param commits of the journal
 * @param units that those commits wrote
 * @param waits of payments for a commit, in settlement
 * @param unfinished messages and payments admitted and not ended
 * @param cpuSeconds of its process, user and system
 */
record Counts(double commits, double units, double waits, double unfinished, double cpuSeconds) {

  static Counts of(String metrics, double cpuSeconds) {
    return new Counts(
        value(metrics, "snaptill_journal_batch_units_count"),
        value(metrics, "snaptill_journal_batch_units_sum"),
        value(metrics, "snaptill_payment_waits_total"),
        value(metrics, "snaptill_unfinished"),
        cpuSeconds);
  }

  Counts since(Counts before) {
    return new Counts(
        commits - before.commits,
        units - before.units,
        waits - before.waits,
        unfinished,
        cpuSeconds - before.cpuSeconds);
  }

  private static double value(String metrics, String name) {
    for (String line : metrics.split("\n")) {
      if (line.startsWith(name + " ")) {
        return Double.parseDouble(line.substring(name.length() + 1).strip());
      }
    }
    throw new IllegalStateException("the gateway's /metrics has no " + name);
  }
}
