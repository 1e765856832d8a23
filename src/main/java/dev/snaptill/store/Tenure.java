package dev.snaptill.store;

import dev.snaptill.value.Ids;
import java.time.Duration;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Which nodes' work is this gateway's, and until when. A row belongs to the node in the bits of its
 * id; whoever holds that node's lease acts on it (ADR 0007).
 */
public interface Tenure {

  /** Nobody shares the database: all work is this gateway's, for ever. */
  Tenure SOLE =
      new Tenure() {
        @Override
        public SortedSet<Integer> nodes() {
          return new TreeSet<>();
        }

        @Override
        public Duration left(long id) {
          return Duration.ofDays(1);
        }

        @Override
        public void settled(int node) {}
      };

  /** The nodes whose leases this gateway holds; empty when nobody shares the database. */
  SortedSet<Integer> nodes();

  /**
   * For how long nobody else can take up what has this id: nothing may leave for a bank after that.
   * Zero or less once the lease has lapsed.
   */
  Duration left(long id);

  /** Told by the sweep: nothing of a node that was taken over is unfinished. */
  void settled(int node);

  /** A condition, to be appended to others, for rows whose ids are of this gateway's nodes. */
  default String andMine(String idColumn) {
    SortedSet<Integer> nodes = nodes();
    return nodes.isEmpty()
        ? ""
        : " AND "
            + Ids.nodeInSql(idColumn)
            + " IN ("
            + nodes.stream().map(String::valueOf).collect(Collectors.joining(", "))
            + ")";
  }
}
