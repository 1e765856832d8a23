package dev.snaptill.store;

import org.jspecify.annotations.Nullable;

/**
 * A statement and its values. Values are {@code Long}, {@code Integer}, {@code String}, {@code
 * byte[]}, {@code Boolean} or null.
 *
 * @param lockKey tells rows of one table apart for the order in which they are locked
 */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody; a copy per statement costs
public record Statement(Sql sql, long lockKey, @Nullable Object[] values) {

  /** A rough size in bytes, to bound a batch. */
  int size() {
    int size = 16;
    for (@Nullable Object value : values) {
      size +=
          value instanceof byte[] bytes ? bytes.length : value instanceof String s ? s.length() : 8;
    }
    return size;
  }

  /** Never the values: they may be secret. */
  @Override
  public String toString() {
    return sql.text();
  }
}
