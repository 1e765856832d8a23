package dev.snaptill.reconciliation;

/**
 * Bounds on what is read from a bank's file.
 *
 * @param bytes of the whole file
 * @param lines postings in it
 */
public record FileLimits(long bytes, long lines) {
  public static final FileLimits DEFAULT = new FileLimits(2L << 30, 10_000_000);
}
