package dev.snaptill.ops;

import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What has to hold before this gateway should be given work: the database, each carrier's bind,
 * each bank link. Whoever owns a part reports it under a name such as {@code bank north}; the
 * gateway is ready while every part is.
 */
public final class Readiness {

  /**
   * How one part stands.
   *
   * @param why what is wrong or worth saying; may be empty
   */
  public record Condition(boolean ok, String why) {}

  private final ConcurrentSkipListMap<String, Supplier<Condition>> parts =
      new ConcurrentSkipListMap<>();

  /** Reports a part; a part counts from its first report on. */
  public void set(String part, boolean ok, String why) {
    Condition condition = new Condition(ok, why);
    parts.put(part, () -> condition);
  }

  /**
   * Has a part asked whenever somebody wants to know; {@code whyNot} answers null if all is well.
   */
  public void watch(String part, Supplier<@Nullable String> whyNot) {
    parts.put(
        part,
        () -> {
          String why = whyNot.get();
          return why == null ? new Condition(true, "") : new Condition(false, why);
        });
  }

  /** Forgets a part that is no longer there. */
  public void remove(String part) {
    parts.remove(part);
  }

  /** Whether every part is well; true if none has been reported. */
  public boolean ready() {
    return parts.values().stream().allMatch(part -> part.get().ok());
  }

  /** Every part as it stands now, by name. */
  public SortedMap<String, Condition> conditions() {
    SortedMap<String, Condition> now = new TreeMap<>();
    parts.forEach((name, part) -> now.put(name, part.get()));
    return now;
  }
}
