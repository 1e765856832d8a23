package dev.snaptill.bank.iso8583;

import dev.snaptill.bank.BankAnswer;
import dev.snaptill.bank.BankOperation;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Operations that were written and wait for their answer, oldest first. Event loop only. */
final class InFlight {
  private final Map<String, Entry> entries = new LinkedHashMap<>();

  /**
   * @param since monotonic nanoseconds of the write
   */
  record Entry(
      BankOperation operation,
      Expected expected,
      long since,
      CompletableFuture<BankAnswer> answer) {}

  int size() {
    return entries.size();
  }

  @Nullable Entry get(String match) {
    return entries.get(match);
  }

  void add(Entry entry) {
    if (entries.putIfAbsent(entry.expected().match(), entry) != null) {
      throw new IllegalStateException("already in flight");
    }
  }

  void remove(Entry entry) {
    entries.remove(entry.expected().match());
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
    }
    return out;
  }

  List<Entry> takeAll() {
    List<Entry> out = List.copyOf(entries.values());
    entries.clear();
    return out;
  }
}
