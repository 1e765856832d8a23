package dev.snaptill.operator;

import dev.snaptill.store.Sql;
import dev.snaptill.store.Statement;
import dev.snaptill.store.Table;
import java.time.Instant;

/** Rows of {@code audit_entry}: what was done, by whom, to what. Only ever inserted. */
public final class AuditStore {
  private static final Sql INSERT =
      Sql.of(
          Table.AUDIT_ENTRY,
          "INSERT INTO audit_entry (id, actor, act, subject, note, entered)"
              + " VALUES (?, ?, ?, ?, ?, ?)");

  private AuditStore() {}

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
