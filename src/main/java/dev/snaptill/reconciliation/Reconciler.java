package dev.snaptill.reconciliation;

import dev.snaptill.bank.OperationKey;
import dev.snaptill.operator.AuditStore;
import dev.snaptill.party.PartyStore;
import dev.snaptill.reconciliation.BankLine.Place;
import dev.snaptill.reconciliation.Finding.BookedLater;
import dev.snaptill.reconciliation.Finding.Differs;
import dev.snaptill.reconciliation.Finding.Matched;
import dev.snaptill.reconciliation.PayoutStore.Taken;
import dev.snaptill.store.Journal;
import dev.snaptill.store.Unit;
import dev.snaptill.value.Ids;
import dev.snaptill.value.Money;
import io.vertx.core.Future;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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
    Work work = new Work(file, name, progress);
    DayResult result = work.compare(actor);
    write(work, result, known.isEmpty());
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
  private void write(Work work, DayResult result, boolean first) {
    submit(work.units());
    submit(work.closing);
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

  /** One comparison and what it has come to so far. */
  private final class Work {
    private final DayFile file;
    private final String bank;
    private final LocalDate day;
    private final String currency;
    private final Progress progress;
    private final Seen seen = new Seen();
    private final List<BankLine> waiting = new ArrayList<>();
    private final Map<String, Item> found = new LinkedHashMap<>();
    private final Map<String, Item> before = new HashMap<>();
    private final Map<Long, Item> now = new LinkedHashMap<>();
    private final long cutOver;
    private final Rules rules;
    private final List<Item> changedFrom = new ArrayList<>();
    private final Set<Long> paidOut = new HashSet<>();
    private final List<Taken> toTake = new ArrayList<>();
    private final List<Unit> closing = new ArrayList<>();
    private long matched;
    private long transit;
    private long lastPosted;
    private long bookedToday;
    private long bookedNextDay;

    Work(DayFile file, String bank, Progress progress) throws BadFileException {
      this.file = file;
      this.bank = bank;
      this.day = file.totals().day();
      this.currency = file.totals().currency();
      this.progress = progress;
      for (Item item : Waiting.on(items.upTo(bank, day, currency))) {
        now.put(item.id(), item);
        before.put(item.day() + item.place(), item);
      }
      long[] last = {0};
      eachOfDay(day, "reading our operations", o -> last[0] = Math.max(last[0], o.transmitted()));
      long end = day.plusDays(1).toEpochDay() * 86_400_000L;
      cutOver = Math.min(last[0] == 0 ? end : last[0], clock.millis());
      // what the file lists is known once it was opened; both readers say the same throughout
      rules = new Rules(cutOver, file.totals().bank() == null, processingTime());
    }

    private Duration processingTime() {
      return banks.getOrDefault(bank, Duration.ZERO);
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
      net();
      Totals totals = file.totals();
      long ledger = new BankBalance(store).at(bank, currency, cutOver, progress);
      long counted = 0;
      for (Item item : standing()) {
        counted += item.countsAt(cutOver) ? item.effect() : 0;
      }
      Optional<DayResult> earlier = Waiting.on(store.before(bank, day, currency));
      // at the first file, what was there before this day's operations is taken as it is
      long base =
          earlier.isPresent()
              ? earlier.get().base()
              : totals.opening() - (ledger - bookedToday - bookedNextDay);
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
          waiting.stream()
              .filter(line -> line.place() != null && ours(byKey, line) == null)
              .toList();
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
      return new OperationKey(
          bank, place.terminal(), place.day().minusDays(daysBack), place.stan());
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
      if (ours == null && line.payout() != 0 && paidOut(line)) {
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
        add(name + "#" + line.number(), Kind.TWICE, ours, line, line.effect());
        return;
      }
      if (ours != null && ours.key().businessDay().equals(day)) {
        lastPosted = Math.max(lastPosted, ours.transmitted());
      }
      Finding finding = rules.posted(line, ours);
      if (finding instanceof Differs differs) {
        add(name, differs.kind(), ours, line, differs.effect());
      } else {
        matched++;
        if (finding instanceof BookedLater later) {
          transit += later.effect();
        }
        if (ours != null && !ours.key().businessDay().equals(day)) {
          arrived(ours);
        }
      }
    }

    /** A part of a payout file: certain now, so the ledger takes it if it hasn't. */
    private boolean paidOut(BankLine line) {
      Taken taken = Waiting.on(payouts.taken(line.payout())).orElse(null);
      if (taken == null
          || !taken.payout().bank().equals(bank)
          || line.direction() != BankLine.Direction.DEBITED
          || !line.amount().equals(new Money(taken.part().minor(), currency))
          || !taken.payout().total().currency().equals(currency)) {
        return false;
      }
      Integer stated = taken.part().statementDay();
      if (!paidOut.add(line.payout())
          || (stated != null && stated != PartyStore.dayNumber(day))) {
        add(named(line), Kind.TWICE, null, line, line.effect());
        return true;
      }
      matched++;
      Instant booked = taken.part().booked();
      if (booked == null || booked.toEpochMilli() > cutOver) {
        transit += line.effect();
      }
      if (booked == null || stated == null) {
        toTake.add(taken);
      }
      return true;
    }

    /** The bank's own reference, cut down to characters that no reader can mistake. */
    private String named(BankLine line) {
      String reference = line.rrn().replaceAll("[^0-9A-Za-z-]", "");
      return "ref/"
          + reference.substring(0, Math.min(35, reference.length()))
          + "/"
          + line.number();
    }

    /** What an earlier day's statement lacked is in this one. */
    private void arrived(Ours ours) {
      for (Item item : List.copyOf(now.values())) {
        if (item.unsettled()
            && !item.day().equals(day)
            && item.banks() == null
            && item.place().equals(ours.key().text())) {
          change(item, item.to(ItemState.CLOSED, cutOver));
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
        add(ours.key().text(), differs.kind(), ours, null, differs.effect());
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
      for (Item item : List.copyOf(now.values())) {
        boolean carried =
            item.resolution() == Resolution.CARRIED && item.state() == ItemState.TRANSIT;
        if (!item.day().isBefore(day) || !item.unsettled()) {
          continue;
        }
        if (item.kind() == Kind.NEAR_CUT_OVER) {
          change(item, item.to(ItemState.CLOSED, cutOver));
          List<Ours> still = Waiting.on(store.byKeys(List.of(OperationKey.parse(item.place()))));
          if (!still.isEmpty() && rules.absentForGood(still.get(0)) instanceof Differs differs) {
            add(item.place(), differs.kind(), still.get(0), null, differs.effect());
          }
        } else if (carried) {
          change(item, item.to(ItemState.OPEN, null));
        }
      }
    }

    /** What the bank had posted before we booked it, and we have booked since. */
    private void heal() {
      for (Item item : List.copyOf(now.values())) {
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
            change(
                item,
                item.to(
                    item.state() == ItemState.REPAIRING ? ItemState.REPAIRED : ItemState.CLOSED,
                    booked));
          }
        }
      }
    }

    /** A debit and its reversal that we never booked: together they are nothing. */
    private void net() {
      Map<Long, List<Item>> transits = new HashMap<>();
      for (Item item : standing()) {
        if (item.state() == ItemState.TRANSIT
            && item.kind() == Kind.IN_TRANSIT
            && item.paymentId() != null) {
          transits.computeIfAbsent(item.paymentId(), id -> new ArrayList<>()).add(item);
        }
      }
      for (List<Item> ofPayment : transits.values()) {
        if (ofPayment.size() > 1 && ofPayment.stream().mapToLong(Item::effect).sum() == 0) {
          for (Item item : ofPayment) {
            change(item, item.to(ItemState.CLOSED, cutOver));
          }
        }
      }
    }

    // ---- differences

    private void add(
        String place, Kind kind, @Nullable Ours ours, @Nullable BankLine line, long effect) {
      if (found.size() >= MOST_DIFFERENCES) {
        throw new TooDifferent();
      }
      Item item =
          new Item(
              ids.next(),
              bank,
              day,
              currency,
              place,
              kind,
              ours == null ? null : ours.paymentId(),
              ours == null ? null : ours.amount().minor(),
              line == null ? null : line.amount().minor(),
              effect,
              clock.millis(),
              kind.first(),
              null,
              null,
              null,
              null);
      found.put(place + kind, item);
    }

    private void change(Item from, Item to) {
      if (now.containsKey(from.id())) {
        changedFrom.add(from);
        now.put(from.id(), to);
      } else {
        found.put(to.place() + to.kind(), to);
      }
    }

    /** Every difference as it will stand: earlier days', and this day's found now or decided. */
    private List<Item> standing() {
      List<Item> all = new ArrayList<>();
      for (Item item : now.values()) {
        if (!item.day().equals(day)) {
          all.add(item);
        }
      }
      for (Item item : found.values()) {
        Item old = sameAs(item);
        all.add(old == null ? item : merged(old, item));
      }
      return all;
    }

    private @Nullable Item sameAs(Item item) {
      for (Item old : now.values()) {
        if (old.day().equals(day)
            && old.place().equals(item.place())
            && old.kind() == item.kind()) {
          return old;
        }
      }
      return null;
    }

    /** A difference seen again keeps its age and what was decided. */
    private Item merged(Item old, Item fresh) {
      boolean decided = old.state() == ItemState.RESOLVED || old.resolution() != null;
      return decided && old.effect() == fresh.effect()
          ? old
          : new Item(
              old.id(),
              bank,
              day,
              currency,
              old.place(),
              old.kind(),
              fresh.paymentId(),
              fresh.ours(),
              fresh.banks(),
              fresh.effect(),
              old.firstSeen(),
              fresh.state(),
              old.resolution(),
              old.note(),
              old.approvalId(),
              fresh.healed());
    }

    List<Unit> units() {
      List<Unit> units = new ArrayList<>();
      Map<Long, Item> first = new HashMap<>();
      changedFrom.forEach(item -> first.putIfAbsent(item.id(), item));
      for (Item from : first.values()) {
        Item to = now.get(from.id());
        if (to != null && !to.day().equals(day)) {
          units.add(Unit.guardedBy(ItemStore.move(from, to)));
        }
      }
      Map<String, Item> superseded = new HashMap<>();
      for (Item item : Waiting.on(items.superseded(bank, day, currency))) {
        superseded.put(item.place() + item.kind(), item);
      }
      for (Item item : found.values()) {
        Item old = sameAs(item);
        if (old == null) {
          old = superseded.get(item.place() + item.kind());
        }
        if (old == null) {
          units.add(Unit.guardedBy(ItemStore.insert(item)));
        } else {
          Item original = first.getOrDefault(old.id(), old);
          Item to = merged(old, item);
          if (!to.equals(original)) {
            units.add(Unit.guardedBy(ItemStore.move(original, to)));
          }
        }
      }
      for (Item old : now.values()) {
        if (old.day().equals(day)
            && !found.containsKey(old.place() + old.kind())
            && old.state() != ItemState.RESOLVED) {
          Item original = first.getOrDefault(old.id(), old);
          units.add(Unit.guardedBy(ItemStore.move(original, old.to(ItemState.SUPERSEDED, null))));
        }
      }
      units.addAll(payoutUnits());
      return units;
    }

    /** First the parts, each by itself, then the runs that have no other left. */
    private List<Unit> payoutUnits() {
      Instant at = clock.instant();
      List<Unit> units = new ArrayList<>();
      Set<Long> runs = new HashSet<>();
      for (Taken taken : toTake) {
        if (taken.part().booked() == null) {
          units.add(Payouts.booked(taken.part(), bank, currency, at));
        }
        units.add(
            Unit.guardedBy(PayoutStore.stated(taken.part().id(), PartyStore.dayNumber(day))));
        if (runs.add(taken.payout().id())) {
          closing.add(Unit.guardedBy(PayoutStore.allStated(taken.payout().id(), at)));
        }
      }
      return units;
    }
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
