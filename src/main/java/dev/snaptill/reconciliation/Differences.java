package dev.snaptill.reconciliation;

import dev.snaptill.store.Unit;
import dev.snaptill.value.Ids;
import java.time.Clock;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The differences of one bank's day as they will stand: those found now, those that were there, and
 * what of them has changed.
 */
final class Differences {
  private final ItemStore items;
  private final Ids ids;
  private final Clock clock;
  private final String bank;
  private final LocalDate day;
  private final String currency;
  private final Map<String, Item> found = new LinkedHashMap<>();
  private final Map<Long, Item> now = new LinkedHashMap<>();
  private final List<Item> changedFrom = new ArrayList<>();

  Differences(ItemStore items, Ids ids, Clock clock, String bank, LocalDate day, String currency) {
    this.items = items;
    this.ids = ids;
    this.clock = clock;
    this.bank = bank;
    this.day = day;
    this.currency = currency;
    for (Item item : Waiting.on(items.upTo(bank, day, currency))) {
      now.put(item.id(), item);
    }
  }

  /** Those that were there, as they are now; a copy. */
  List<Item> known() {
    return List.copyOf(now.values());
  }

  void add(String place, Kind kind, @Nullable Ours ours, @Nullable BankLine line, long effect) {
    if (found.size() >= Reconciler.MOST_DIFFERENCES) {
      throw new Reconciler.TooDifferent();
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

  void change(Item from, Item to) {
    if (now.containsKey(from.id())) {
      changedFrom.add(from);
      now.put(from.id(), to);
    } else {
      found.put(to.place() + to.kind(), to);
    }
  }

  /** Every difference as it will stand: earlier days', and this day's found now or decided. */
  List<Item> standing() {
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
      if (old.day().equals(day) && old.place().equals(item.place()) && old.kind() == item.kind()) {
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
    return units;
  }

  /** A debit and its reversal that we never booked: together they are nothing. */
  void net(long cutOver) {
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
}
