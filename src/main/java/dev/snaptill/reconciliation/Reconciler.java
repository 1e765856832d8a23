package dev.snaptill.reconciliation;

import dev.snaptill.operator.AuditStore;
import dev.snaptill.store.Journal;
import dev.snaptill.store.Unit;
import dev.snaptill.value.Ids;
import io.vertx.core.Future;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Compares one bank's day file with our books and stores what came of it. Blocking. */
final class Reconciler {
  /** Beyond this the file is of another gateway, bank or day, and nothing is stored. */
  static final int MOST_DIFFERENCES = 5000;

  private static final int TOGETHER = 200;

  private final ReconciliationStore store;
  private final ItemStore items;
  private final PayoutStore payouts;
  private final Journal journal;
  private final Ids ids;
  private final Clock clock;
  private final Map<String, Duration> banks;

  /**
   * @param banks with their longest processing times
   */
  Reconciler(
      ReconciliationStore store,
      ItemStore items,
      PayoutStore payouts,
      Journal journal,
      Ids ids,
      Clock clock,
      Map<String, Duration> banks) {
    this.store = store;
    this.items = items;
    this.payouts = payouts;
    this.journal = journal;
    this.ids = ids;
    this.clock = clock;
    this.banks = banks;
  }

  /**
   * Reconciles a file.
   *
   * @param bank for a format that does not name it; null if it is the only bank
   * @param actor who asked for it
   * @throws BadFileException if the file is damaged or not for us; nothing is stored then
   */
  Report run(Path path, @Nullable String bank, String actor, Progress progress)
      throws BadFileException {
    progress.at("checking the file", 0);
    DayFile file = DayFile.check(path, FileLimits.DEFAULT);
    String name = bank(file, bank);
    Totals totals = file.totals();
    Optional<DayResult> known = Waiting.on(store.day(name, totals.day(), totals.currency()));
    if (Waiting.on(store.hasFile(name, totals.day(), totals.currency(), file.hash()))
        && known.isPresent()) {
      return report(known.get(), true);
    }
    Comparison comparison =
        new Comparison(
            store,
            items,
            payouts,
            ids,
            clock,
            file,
            name,
            banks.getOrDefault(name, Duration.ZERO),
            progress);
    DayResult result = comparison.compare(actor);
    write(comparison, result, known.isEmpty());
    return report(result, false);
  }

  private String bank(DayFile file, @Nullable String asked) throws BadFileException {
    String named = file.totals().bank();
    if (named != null && asked != null && !named.equals(asked)) {
      throw new BadFileException("the file is of bank " + named + ", not of " + asked);
    }
    String name = named != null ? named : asked;
    if (name == null && banks.size() == 1) {
      name = banks.keySet().iterator().next();
    }
    if (name == null) {
      throw new BadFileException("the file does not name its bank: say --bank");
    }
    if (!banks.containsKey(name)) {
      throw new BadFileException("there is no bank " + name + " in the configuration");
    }
    return name;
  }

  /** The report of a day as its rows have it. */
  private Report report(DayResult day, boolean again) {
    List<Item> known = Waiting.on(items.upTo(day.bank(), day.day(), day.currency()));
    Optional<DayResult> before = Waiting.on(store.before(day.bank(), day.day(), day.currency()));
    return new Report(day, before.orElse(null), known, again);
  }

  /** All changes, in small units; last the one that says the file was taken. */
  private void write(Comparison comparison, DayResult result, boolean first) {
    submit(comparison.units());
    submit(comparison.closing());
    Waiting.on(
        journal.submit(
            Unit.guardedBy(ReconciliationStore.insertFile(result))
                .then(ReconciliationStore.write(result, first))
                .then(
                    AuditStore.entry(
                        ids.next(),
                        result.actor(),
                        "reconciliation.run",
                        result.bank() + "/" + result.day(),
                        result.lines() + " lines, " + result.matched() + " matched",
                        clock.instant()))));
  }

  private void submit(List<Unit> units) {
    List<Future<Unit.Outcome>> pending = new ArrayList<>();
    for (Unit unit : units) {
      pending.add(journal.submit(unit));
      if (pending.size() >= TOGETHER) {
        pending.forEach(Waiting::on);
        pending.clear();
      }
    }
    pending.forEach(Waiting::on);
  }

  /** So much differs that it can't be this gateway's file. */
  static final class TooDifferent extends RuntimeException {
    private static final long serialVersionUID = 1L;

    TooDifferent() {
      super(
          "more than "
              + MOST_DIFFERENCES
              + " differences: is it this bank's file, and of this gateway?");
    }
  }
}
