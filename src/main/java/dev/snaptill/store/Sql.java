package dev.snaptill.store;

import org.jspecify.annotations.Nullable;

/**
 * One SQL statement as a constant: its text and the table whose rows it locks.
 *
 * @param table the table it writes; batches lock tables in {@link Table} order
 * @param ifAbsent an INSERT for which an existing key is an expected refusal, a count of 0
 */
public record Sql(Table table, String text, boolean ifAbsent) {

  /** A statement for which any SQL error is an error. */
  public static Sql of(Table table, String text) {
    return new Sql(table, text, false);
  }

  /** An INSERT that counts 0, and is no error, when its key exists already. */
  public static Sql insertIfAbsent(Table table, String text) {
    return new Sql(table, text, true);
  }

  /** This statement with its values, for one row. */
  public Statement with(long lockKey, @Nullable Object... values) {
    return new Statement(this, lockKey, values);
  }
}
