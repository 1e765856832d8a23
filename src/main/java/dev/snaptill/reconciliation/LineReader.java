package dev.snaptill.reconciliation;

import org.jspecify.annotations.Nullable;

/** Reads a bank's day file from its beginning to its end, line by line. Blocking. */
interface LineReader {
  /** Whether the file also lists transfers between two customers of the bank. */
  boolean listsTransfers();

  /**
   * The next posting; null after the last.
   *
   * @throws BadFileException if the file is damaged, or not what it should be
   */
  @Nullable BankLine next() throws BadFileException;

  /** Only after the last line. */
  Totals totals();
}
