package dev.snaptill.store;

import dev.snaptill.bus.Ask;
import dev.snaptill.value.Ids;

/** How the sweep asks an actor to take up what it has lost sight of. */
public final class Sweep {
  private Sweep() {}

  /**
   * Ids to look at, both ends excluded.
   *
   * @param after everything up to here has ended or is parked
   * @param node whose ids; {@link #EVERY} for all
   */
  public record Window(long after, long before, int node) {
    public static final int EVERY = -1;

    public Window(long after, long before) {
      this(after, before, EVERY);
    }

    /** A condition, to be appended to others, for ids of the node. */
    public String andNode(String idColumn) {
      return node == EVERY ? "" : " AND " + Ids.nodeInSql(idColumn) + " = " + node;
    }
  }

  /**
   * @param oldestUnfinished the smallest unfinished id in the window, in hand or not; the window's
   *     end if there is none
   */
  public record Swept(long oldestUnfinished, int resumed) {}

  /** Asks one actor: resume what is due in the window and not in your hands. */
  public static Ask<Window, Swept> actor(String name) {
    return new Ask<>("sweep." + name, Window.class, Swept.class);
  }
}
