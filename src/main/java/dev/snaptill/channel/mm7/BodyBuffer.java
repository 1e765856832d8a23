package dev.snaptill.channel.mm7;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;

/** Gathers a body up to a limit; past it only counts, and keeps the beginning. */
final class BodyBuffer {
  /** What is kept of a body over the limit: enough for the SOAP part with its TransactionID. */
  static final int HEAD = 64 * 1024;

  private final int limit;
  private ByteArrayOutputStream kept = new ByteArrayOutputStream(8 * 1024);
  private long total;

  /**
   * @param limit in bytes
   */
  BodyBuffer(int limit) {
    this.limit = limit;
  }

  void add(byte[] chunk) {
    boolean wasOver = isOver();
    total += chunk.length;
    if (!isOver()) {
      kept.writeBytes(chunk);
    } else if (!wasOver) {
      kept.writeBytes(Arrays.copyOf(chunk, Math.min(chunk.length, HEAD)));
      byte[] head = Arrays.copyOf(kept.toByteArray(), Math.min(kept.size(), HEAD));
      kept = new ByteArrayOutputStream(head.length);
      kept.writeBytes(head);
    }
  }

  /** Whether more came than the limit allows. */
  boolean isOver() {
    return total > limit;
  }

  /** How many bytes came. */
  long total() {
    return total;
  }

  /** The body, or its beginning if it is over the limit. */
  byte[] bytes() {
    return kept.toByteArray();
  }
}
