package dev.snaptill.operator;

import dev.snaptill.store.Sql;
import dev.snaptill.store.Statement;
import dev.snaptill.store.Table;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/** Rows of {@code approval}. */
public final class ApprovalStore {
  private static final Sql PROPOSE =
      Sql.of(
          Table.APPROVAL,
          "INSERT INTO approval (id, act, subject, content, proposed_by, proposed_at, state)"
              + " VALUES (?, ?, ?, ?, ?, ?, 'OPEN')");
  private static final Sql DECIDE =
      Sql.of(
          Table.APPROVAL,
          "UPDATE approval SET state = ?, decided_by = ?, decided_at = ?"
              + " WHERE id = ? AND state = 'OPEN' AND proposed_by <> ?");

  private ApprovalStore() {}

  public static Statement propose(Approval approval) {
    return PROPOSE.with(
        approval.id(),
        approval.id(),
        approval.act(),
        approval.subject(),
        approval.content().getBytes(StandardCharsets.UTF_8),
        approval.proposedBy(),
        approval.proposedAt().toEpochMilli());
  }

  /** A guard: hits no row if it is decided already or the same person proposed it. */
  public static Statement approve(long id, Operator second, Instant at) {
    return DECIDE.with(id, "APPROVED", second.person(), at.toEpochMilli(), id, second.person());
  }
}
