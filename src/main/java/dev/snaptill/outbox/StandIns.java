package dev.snaptill.outbox;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which carrier takes the texts of messages that an MMSC can't deliver. There is one for everybody;
 * a new configuration is taken over by {@link #become}.
 */
public final class StandIns {
  private volatile Map<String, String> carriers;

  private StandIns(Map<String, String> carriers) {
    this.carriers = Map.copyOf(carriers);
  }

  /** The same carrier for each MMSC. */
  public static StandIns of(Set<String> mmscs, String carrier) {
    Map<String, String> all = new HashMap<>();
    mmscs.forEach(mmsc -> all.put(mmsc, carrier));
    return new StandIns(all);
  }

  /** From now on these are as the others. */
  public void become(StandIns others) {
    carriers = others.carriers;
  }

  /** The carrier for an MMSC's texts; null for what is no MMSC. */
  @Nullable String instead(String mmsc) {
    return carriers.get(mmsc);
  }

  /** Whether it is a carrier of texts that stands in. */
  boolean takes(String channel) {
    return carriers.containsValue(channel);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof StandIns others && others.carriers.equals(carriers);
  }

  @Override
  public int hashCode() {
    return carriers.hashCode();
  }
}
