package dev.snaptill.reconciliation;

import dev.snaptill.bank.OperationKey;
import dev.snaptill.reconciliation.BankLine.Place;
import dev.snaptill.reconciliation.Finding.BookedLater;
import dev.snaptill.reconciliation.Finding.Differs;
import dev.snaptill.reconciliation.Finding.Matched;
import dev.snaptill.store.Unit;
import dev.snaptill.value.Ids;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One comparison of a bank's day file with our books, and what it has come to. Blocking. */
final class Comparison {
  private final ReconciliationStore store;
  private final Clock clock;
  private final DayFile file;
  private final String bank;
  private final LocalDate day;
  private final String currency;
  private final Progress progress;
  private final Seen seen = new Seen();
  private final List<BankLine> waiting = new ArrayList<>();
  private final long cutOver;
  private final Rules rules;
  private final PaidOut paidOut;
  private final Differences differences;
  private long matched;
  private long transit;
  private long lastPosted;
  private long bookedToday;
  private long bookedNextDay;

  /**
   * @param processingTime the bank's longest
   */
  Comparison(
      ReconciliationStore store,
      ItemStore items,
      PayoutStore payouts,
      Ids ids,
      Clock clock,
      DayFile file,
      String bank,
      Duration processingTime,
      Progress progress) {
    this.store = store;
    this.clock = clock;
    this.file = file;
    this.bank = bank;
    this.day = file.totals().day();
    this.currency = file.totals().currency();
    this.progress = progress;
    this.differences = new Differences(items, ids, clock, bank, day, currency);
    long[] last = {0};
    eachOfDay(day, "reading our operations", o -> last[0] = Math.max(last[0], o.transmitted()));
    long end = day.plusDays(1).toEpochDay() * 86_400_000L;
    cutOver = Math.min(last[0] == 0 ? end : last[0], clock.millis());
    // what the file lists is known once it was opened; both readers say the same throughout
    rules = new Rules(cutOver, file.totals().bank() == null, processingTime);
    paidOut = new PaidOut(payouts, bank, day, currency, cutOver);
  }

  DayResult compare(String actor) throws BadFileException {
    file.read(
        line -> {
          waiting.add(line);
          if (waiting.size() >= ReconciliationStore.AT_ONCE) {
            judge();
          }
        });
    judge();
    eachOfDay(day, "looking for what the file lacks", this::judgeAbsent);
    eachOfDay(
        day.plusDays(1),
        "looking at what came after the cut-over",
        o -> bookedNextDay += o.effectAt(cutOver));
    transit -= bookedNextDay;
    heal();
    settleNearCutOver();
    differences.net(cutOver);
    Totals totals = file.totals();
    long ledger = new BankBalance(store).at(bank, currency, cutOver, progress);
    long counted = 0;
    for (Item item : differences.standing()) {
      counted += item.countsAt(cutOver) ? item.effect() : 0;
    }
    Optional<DayResult> earlier = Waiting.on(store.before(bank, day, currency));
    // at the first file, what was there before this day's operations is taken as it is
    long base =
        earlier.isPresent()
            ? earlier.get().base()
            : totals.opening() - (ledger - bookedToday - bookedNextDay - paidOut.booked());
    return new DayResult(
        bank,
        day,
        currency,
        file.hash(),
        totals.lines(),
        matched,
        totals.opening(),
        totals.closing(),
        base,
        ledger,
        transit,
        counted,
        cutOver,
        actor,
        clock.millis());
  }

  private void eachOfDay(LocalDate of, String what, java.util.function.Consumer<Ours> use) {
    String after = "";
    boolean more = true;
    while (more) {
      ReconciliationStore.Page page = Waiting.on(store.ofDay(bank, of, currency, after));
      page.ours().forEach(use);
      progress.at(what, page.ours().size());
      after = page.last();
      more = page.more();
    }
  }

  // ---- what the bank has

  private void judge() throws BadFileException {
    if (waiting.isEmpty()) {
      return;
    }
    Map<String, Ours> byKey = new HashMap<>();
    look(byKey, waiting, 0);
    List<BankLine> unknown =
        waiting.stream().filter(line -> line.place() != null && ours(byKey, line) == null).toList();
    // sent before the cut-over, posted after it: the bank tells its own day
    look(byKey, unknown, 1);
    for (BankLine line : waiting) {
      judge(line, ours(byKey, line));
    }
    progress.at("comparing", waiting.size());
    waiting.clear();
  }

  private void look(Map<String, Ours> into, List<BankLine> lines, int daysBack) {
    List<OperationKey> keys = new ArrayList<>();
    for (BankLine line : lines) {
      if (line.place() != null) {
        keys.add(key(line.place(), daysBack));
      }
    }
    if (!keys.isEmpty()) {
      Waiting.on(store.byKeys(keys)).forEach(ours -> into.put(ours.key().text(), ours));
    }
  }

  private OperationKey key(Place place, int daysBack) {
    return new OperationKey(bank, place.terminal(), place.day().minusDays(daysBack), place.stan());
  }

  private @Nullable Ours ours(Map<String, Ours> byKey, BankLine line) {
    Place place = line.place();
    if (place == null) {
      return null;
    }
    Ours today = byKey.get(key(place, 0).text());
    if (today != null) {
      return today;
    }
    Ours earlier = byKey.get(key(place, 1).text());
    return earlier != null
            && earlier.rrn().equals(line.rrn())
            && earlier.amount().equals(line.amount())
        ? earlier
        : null;
  }

  private void judge(BankLine line, @Nullable Ours ours) throws BadFileException {
    Finding payout = ours == null ? paidOut.posted(line) : null;
    if (payout != null) {
      take(payout, named(line), null, line);
      return;
    }
    Place place = line.place();
    Place known =
        ours == null
            ? place
            : new Place(ours.key().businessDay(), ours.key().terminal(), ours.key().stan());
    String name =
        ours != null ? ours.key().text() : place != null ? key(place, 0).text() : named(line);
    if (known != null && !seen.add(known)) {
      differences.add(name + "#" + line.number(), Kind.TWICE, ours, line, line.effect());
      return;
    }
    if (ours != null && ours.key().businessDay().equals(day)) {
      lastPosted = Math.max(lastPosted, ours.transmitted());
    }
    if (take(rules.posted(line, ours), name, ours, line)
        && ours != null
        && !ours.key().businessDay().equals(day)) {
      arrived(ours);
    }
  }

  /** Counts a posting as matched, or keeps the difference. */
  private boolean take(Finding finding, String name, @Nullable Ours ours, BankLine line) {
    if (finding instanceof Differs differs) {
      differences.add(name, differs.kind(), ours, line, differs.effect());
      return false;
    }
    matched++;
    if (finding instanceof BookedLater later) {
      transit += later.effect();
    }
    return true;
  }

  /** The bank's own reference, cut down to characters that no reader can mistake. */
  private String named(BankLine line) {
    String reference = line.rrn().replaceAll("[^0-9A-Za-z-]", "");
    return "ref/" + reference.substring(0, Math.min(35, reference.length())) + "/" + line.number();
  }

  /** What an earlier day's statement lacked is in this one. */
  private void arrived(Ours ours) {
    for (Item item : differences.known()) {
      if (item.unsettled()
          && !item.day().equals(day)
          && item.banks() == null
          && item.place().equals(ours.key().text())) {
        differences.change(item, item.to(ItemState.CLOSED, cutOver));
      }
    }
  }

  // ---- what the bank lacks

  private void judgeAbsent(Ours ours) {
    bookedToday += ours.effectAt(cutOver);
    Place place = new Place(day, ours.key().terminal(), ours.key().stan());
    if (seen.has(place)) {
      return;
    }
    Finding finding = rules.absent(ours, lastPosted, originalSeen(ours));
    if (finding instanceof Differs differs) {
      differences.add(ours.key().text(), differs.kind(), ours, null, differs.effect());
    } else if (finding instanceof Matched) {
      matched++;
    }
  }

  private boolean originalSeen(Ours ours) {
    if (ours.original() == null) {
      return false;
    }
    OperationKey original = OperationKey.parse(ours.original());
    return seen.has(new Place(original.businessDay(), original.terminal(), original.stan()));
  }

  /** What was too near to the cut-over to tell: two statements lack it now. */
  private void settleNearCutOver() {
    for (Item item : differences.known()) {
      boolean carried =
          item.resolution() == Resolution.CARRIED && item.state() == ItemState.TRANSIT;
      if (!item.day().isBefore(day) || !item.unsettled()) {
        continue;
      }
      if (item.kind() == Kind.NEAR_CUT_OVER) {
        differences.change(item, item.to(ItemState.CLOSED, cutOver));
        List<Ours> still = Waiting.on(store.byKeys(List.of(OperationKey.parse(item.place()))));
        if (!still.isEmpty() && rules.absentForGood(still.get(0)) instanceof Differs differs) {
          differences.add(item.place(), differs.kind(), still.get(0), null, differs.effect());
        }
      } else if (carried) {
        differences.change(item, item.to(ItemState.OPEN, null));
      }
    }
  }

  /** What the bank had posted before we booked it, and we have booked since. */
  private void heal() {
    for (Item item : differences.known()) {
      if (!item.unsettled() || item.banks() == null || item.paymentId() == null) {
        continue;
      }
      if (item.kind() == Kind.TWICE || item.kind() == Kind.AMOUNT_DIFFERS) {
        continue;
      }
      String place = item.place();
      for (Ours ours : Waiting.on(store.byKeys(List.of(OperationKey.parse(place))))) {
        Long booked = ours.booked();
        if (booked != null && ours.bookedEffect() == item.effect()) {
          differences.change(
              item,
              item.to(
                  item.state() == ItemState.REPAIRING ? ItemState.REPAIRED : ItemState.CLOSED,
                  booked));
        }
      }
    }
  }

  /** What is to be committed first, in small units. */
  List<Unit> units() {
    List<Unit> units = new ArrayList<>(differences.units());
    units.addAll(paidOut.units(clock.instant()));
    return units;
  }

  /** What is to be committed after that. */
  List<Unit> closing() {
    return paidOut.closing(clock.instant());
  }
}
