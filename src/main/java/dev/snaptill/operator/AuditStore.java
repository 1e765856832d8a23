package dev.snaptill.operator;

import dev.snaptill.store.Sql;
import dev.snaptill.store.Statement;
import dev.snaptill.store.Table;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Rows of {@code audit_entry}: what was done, by whom, to what. Only ever inserted. */
public final class AuditStore {
  private static final Sql INSERT =
      Sql.of(
          Table.AUDIT_ENTRY,
          "INSERT INTO audit_entry (id, actor, act, subject, note, entered)"
              + " VALUES (?, ?, ?, ?, ?, ?)");

  private static final String PAGE =
      "SELECT id, actor, act, subject, note, entered FROM audit_entry WHERE id < ?"
          + " ORDER BY id DESC LIMIT ?";

  private final Pool pool;

  public AuditStore(Pool pool) {
    this.pool = pool;
  }

  /** Entries, newest first. */
  public Future<List<AuditEntry>> page(long before, int limit) {
    return pool.preparedQuery(PAGE)
        .execute(Tuple.of(before, limit))
        .map(
            rows -> {
              List<AuditEntry> found = new ArrayList<>(rows.size());
              rows.forEach(row -> found.add(entry(row)));
              return found;
            });
  }

  static AuditEntry entry(Row row) {
    return new AuditEntry(
        row.getLong(0),
        row.getString(1),
        row.getString(2),
        row.getString(3),
        row.getString(4),
        row.getLong(5));
  }

  /**
   * An entry, to be committed in the unit that does what it tells of.
   *
   * @param id from {@code Ids}
   * @param act a few words with dots, such as {@code payment.resolve}
   * @param subject what it was done to: an id, never personal data
   * @param note at most 400 characters; no secrets, no personal data
   */
  public static Statement entry(
      long id, String actor, String act, String subject, String note, Instant at) {
    String bounded = note.length() > 400 ? note.substring(0, 400) : note;
    return INSERT.with(id, id, actor, act, subject, bounded, at.toEpochMilli());
  }
}
