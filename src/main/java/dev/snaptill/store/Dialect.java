package dev.snaptill.store;

import java.util.Map;

/** Where the two databases' SQL differs; everything else is written so that both take it. */
public enum Dialect {
  HSQLDB(
      Map.of(
          "memory", "CREATE MEMORY TABLE IF NOT EXISTS",
          "cached", "CREATE CACHED TABLE IF NOT EXISTS",
          "bytes_media", "BLOB(50M)",
          "bytes_long", "VARBINARY(100000)",
          "bytes", "VARBINARY(1000)"),
      ""),
  POSTGRES(
      Map.of(
          "memory", "CREATE TABLE IF NOT EXISTS",
          "cached", "CREATE TABLE IF NOT EXISTS",
          "bytes_media", "BYTEA",
          "bytes_long", "BYTEA",
          "bytes", "BYTEA"),
      " ON CONFLICT DO NOTHING");

  private final Map<String, String> words;
  private final String ifAbsent;

  Dialect(Map<String, String> words, String ifAbsent) {
    this.words = words;
    this.ifAbsent = ifAbsent;
  }

  /** What {@code ${name}} stands for in migrations. */
  public Map<String, String> words() {
    return words;
  }

  /**
   * An INSERT for which an existing key is a count of 0. HSQLDB knows no such INSERT: there it
   * fails with SQLSTATE 23505 and leaves the transaction as it was, and whoever runs it counts 0.
   */
  String insertIfAbsent(String insert) {
    return insert + ifAbsent;
  }
}
