package dev.snaptill.value;

import java.time.Clock;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Time-ordered 63-bit ids: 41 bits of milliseconds since 2024, 8 bits of node, 14 bits of counter.
 * Never goes backwards, whatever the clock does; a burst beyond the counter borrows from the
 * future.
 */
public final class Ids {
  private static final long EPOCH = 1_704_067_200_000L;
  private static final int NODE_BITS = 8;
  private static final int COUNTER_BITS = 14;
  private static final String ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz";

  private final Clock clock;
  private final long node;
  private final AtomicLong last = new AtomicLong();

  /**
   * @param node 0 to 255, unique among the gateways that share a database
   */
  public Ids(Clock clock, int node) {
    if (node < 0 || node >= 1 << NODE_BITS) {
      throw new IllegalArgumentException("node: " + node + " is not between 0 and 255");
    }
    this.clock = clock;
    this.node = node;
  }

  /** A new id, greater than every id given before by this source. */
  public long next() {
    long floor = (clock.millis() - EPOCH) << COUNTER_BITS;
    long ticket = last.updateAndGet(previous -> Math.max(previous + 1, floor));
    long millis = ticket >>> COUNTER_BITS;
    long count = ticket & ((1L << COUNTER_BITS) - 1);
    return (millis << (NODE_BITS + COUNTER_BITS)) | (node << COUNTER_BITS) | count;
  }

  /** Ids are greater than this from now on: one that an earlier process gave. */
  public void startAfter(long id) {
    long ticket =
        id >>> (NODE_BITS + COUNTER_BITS) << COUNTER_BITS | (id & ((1L << COUNTER_BITS) - 1));
    last.updateAndGet(previous -> Math.max(previous, ticket));
  }

  /** The smallest id any node could have given at that time (milliseconds since 1970). */
  public static long floorAt(long epochMillis) {
    return Math.max(0, epochMillis - EPOCH) << (NODE_BITS + COUNTER_BITS);
  }

  /** The node that gave an id, 0 to 255. */
  public static int nodeOf(long id) {
    return (int) (id >>> COUNTER_BITS) & ((1 << NODE_BITS) - 1);
  }

  /** The same in SQL. */
  public static String nodeInSql(String column) {
    return "MOD(" + column + " / " + (1 << COUNTER_BITS) + ", " + (1 << NODE_BITS) + ")";
  }

  /** When an id was given, in milliseconds since 1970. */
  public static long millisOf(long id) {
    return (id >>> (NODE_BITS + COUNTER_BITS)) + EPOCH;
  }

  /** Thirteen characters of Crockford base 32, lower case, sortable: the form people see. */
  public static String text(long id) {
    char[] out = new char[13];
    long rest = id;
    for (int i = 12; i >= 0; i--) {
      out[i] = ALPHABET.charAt((int) (rest & 31));
      rest >>>= 5;
    }
    return new String(out);
  }

  /** Reads {@link #text(long)}; -1 if it isn't one. */
  public static long parse(String text) {
    if (text.length() != 13 || text.charAt(0) > '7') {
      return -1;
    }
    long id = 0;
    for (int i = 0; i < 13; i++) {
      int digit = ALPHABET.indexOf(text.charAt(i));
      if (digit < 0) {
        return -1;
      }
      id = (id << 5) | digit;
    }
    return id;
  }
}
