package dev.snaptill.reconciliation;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What reconciling a bank's day came to.
 *
 * @param before the day reconciled last before it; null at the first
 * @param items what differs, this day's and what is left of earlier ones
 * @param again whether this very file was taken before, and nothing was changed now
 */
public record Report(DayResult day, @Nullable DayResult before, List<Item> items, boolean again) {
  private static final int SHOWN = 50;

  public Report {
    items = List.copyOf(items);
  }

  /** This day's differences that an operator has to decide on. */
  public List<Item> breaks() {
    return items.stream()
        .filter(i -> i.state() == ItemState.OPEN && i.day().equals(day.day()))
        .toList();
  }

  /** The same of earlier days. */
  public List<Item> olderBreaks() {
    return items.stream()
        .filter(i -> i.state() == ItemState.OPEN && i.day().isBefore(day.day()))
        .toList();
  }

  /** Whether the day needs nobody: no break of it is open and the closing proof holds. */
  public boolean clean() {
    return breaks().isEmpty() && day.proven();
  }

  /** For people, line by line. */
  public List<String> lines() {
    List<String> out = new ArrayList<>();
    String name = day.bank() + " " + day.day() + " " + day.currency();
    out.add(name + (again ? ": this file was taken before; nothing changed" : ""));
    out.add("  postings in the file    " + day.lines());
    out.add("  matched                 " + day.matched());
    Map<Kind, Long> counts = new EnumMap<>(Kind.class);
    for (Item item : items) {
      if (item.day().equals(day.day())) {
        counts.merge(item.kind(), 1L, Long::sum);
      }
    }
    counts.forEach((kind, count) -> out.add("  " + pad(words(kind)) + count));
    DayResult earlier = before;
    if (earlier != null && earlier.closing() != day.opening()) {
      out.add(
          "  NOTE the file opens with "
              + money(day.opening())
              + ", the last one ("
              + earlier.day()
              + ") closed with "
              + money(earlier.closing())
              + (earlier.day().plusDays(1).equals(day.day()) ? "" : ": are there days missing?"));
    }
    out.add("closing proof");
    out.add("  our ledger              " + money(day.ledger()));
    out.add("  + not ours, at first    " + money(day.base()));
    out.add("  + in transit            " + money(day.transit()));
    out.add("  + differences           " + money(day.items()));
    out.add("  bank's closing balance  " + money(day.closing()));
    out.add(
        day.proven() ? "  it holds" : "  it does NOT hold: " + money(day.unexplained()) + " left");
    list(out, "breaks to decide", breaks());
    list(out, "breaks of earlier days", olderBreaks());
    return out;
  }

  private void list(List<String> out, String title, List<Item> breaks) {
    if (breaks.isEmpty()) {
      return;
    }
    out.add(title + ": " + breaks.size());
    for (Item item : breaks.subList(0, Math.min(SHOWN, breaks.size()))) {
      Duration age = Duration.ofMillis(Math.max(0, day.taken() - item.firstSeen()));
      out.add(
          "  "
              + dev.snaptill.value.Ids.text(item.id())
              + " "
              + words(item.kind())
              + " "
              + item.place()
              + " ours "
              + amount(item.ours())
              + " bank "
              + amount(item.banks())
              + (age.toDays() > 0 ? ", " + age.toDays() + " days old" : ""));
    }
    if (breaks.size() > SHOWN) {
      out.add("  and " + (breaks.size() - SHOWN) + " more; GET /v1/breaks lists them");
    }
  }

  private String amount(@Nullable Long minor) {
    return minor == null ? "-" : money(minor);
  }

  private String money(long minor) {
    return new dev.snaptill.value.Money(minor, day.currency()).decimal();
  }

  private static String pad(String text) {
    return text.length() >= 24 ? text + " " : text + " ".repeat(24 - text.length());
  }

  static String words(Kind kind) {
    return kind.name().toLowerCase(java.util.Locale.ROOT).replace('_', ' ');
  }
}
