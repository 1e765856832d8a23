package dev.snaptill.bank.iso8583;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Operations that were answered Unknown, so that a late answer can be told from a stray one. Kept
 * for a day and never more than a hundred thousand; the oldest goes first. Event loop only.
 */
final class GivenUp {
  static final int MOST = 100_000;

  /** Field 7 has no year, so nothing may be remembered until it comes round again. */
  static final long KEEP_NANOS = 24L * 3600 * 1_000_000_000L;

  private final Map<String, Remembered> entries = new LinkedHashMap<>();

  private record Remembered(Expected expected, long since) {}

  void add(Expected expected, long now) {
    entries.remove(expected.match());
    entries.put(expected.match(), new Remembered(expected, now));
    Iterator<Remembered> oldest = entries.values().iterator();
    while (oldest.hasNext()) {
      if (now - oldest.next().since() < KEEP_NANOS && entries.size() <= MOST) {
        break;
      }
      oldest.remove();
    }
  }

  /** Stays remembered: a second late answer may say something else. */
  @Nullable Expected get(String match, long now) {
    Remembered found = entries.get(match);
    return found == null || now - found.since() >= KEEP_NANOS ? null : found.expected();
  }

  int size() {
    return entries.size();
  }
}
