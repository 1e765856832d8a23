package dev.snaptill.bank.iso8583;

import dev.snaptill.bank.BankAnswer;
import dev.snaptill.bank.BankOperation;
import dev.snaptill.bank.iso8583.LinkSession.Wire;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Operations that were written and wait for their answer, oldest first, of all the connections to
 * one bank. Event loop only.
 */
final class InFlight {
  private final Map<String, Entry> entries = new LinkedHashMap<>();
  private final Map<Wire, Integer> counts = new IdentityHashMap<>();

  /**
   * @param wire it was written to
   * @param since monotonic nanoseconds of the write
   * @param ticket of the breaker, or {@link Breaker#REFUSED} for what passes it by
   */
  record Entry(
      BankOperation operation,
      Expected expected,
      Wire wire,
      long since,
      int ticket,
      CompletableFuture<BankAnswer> answer) {}

  int size() {
    return entries.size();
  }

  /** How many were written to one connection. */
  int size(Wire wire) {
    return counts.getOrDefault(wire, 0);
  }

  @Nullable Entry get(String match) {
    return entries.get(match);
  }

  void add(Entry entry) {
    if (entries.putIfAbsent(entry.expected().match(), entry) != null) {
      throw new IllegalStateException("already in flight");
    }
    counts.merge(entry.wire(), 1, Integer::sum);
  }

  void remove(Entry entry) {
    entries.remove(entry.expected().match());
    uncount(entry.wire());
  }

  private void uncount(Wire wire) {
    counts.computeIfPresent(wire, (same, count) -> count == 1 ? null : count - 1);
  }

  /** Takes out what was written at that time or before. */
  List<Entry> takeUpTo(long nanos) {
    List<Entry> out = new ArrayList<>();
    Iterator<Entry> all = entries.values().iterator();
    while (all.hasNext()) {
      Entry entry = all.next();
      if (entry.since() - nanos > 0) {
        break;
      }
      out.add(entry);
      all.remove();
      uncount(entry.wire());
    }
    return out;
  }

  /** Takes out all that was written to one connection. */
  List<Entry> takeAll(Wire wire) {
    if (counts.remove(wire) == null) {
      return List.of();
    }
    List<Entry> out = entries.values().stream().filter(e -> e.wire() == wire).toList();
    entries.values().removeIf(e -> e.wire() == wire);
    return out;
  }
}
