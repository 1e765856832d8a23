package dev.snaptill.operator;

import dev.snaptill.store.Sql;
import dev.snaptill.store.Statement;
import dev.snaptill.store.Table;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

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

  private static final Sql WITHDRAW =
      Sql.of(
          Table.APPROVAL,
          "UPDATE approval SET state = 'WITHDRAWN', decided_by = ?, decided_at = ?"
              + " WHERE id = ? AND state = 'OPEN'");
  private static final String COLUMNS =
      "SELECT id, act, subject, content, proposed_by, proposed_at, state FROM approval ";

  private final Pool pool;

  public ApprovalStore(Pool pool) {
    this.pool = pool;
  }

  /**
   * A proposal as its row has it.
   *
   * @param state OPEN, APPROVED or WITHDRAWN
   */
  public record Found(Approval approval, String state) {
    public boolean open() {
      return state.equals("OPEN");
    }
  }

  public Future<Optional<Found>> byId(long id) {
    return pool.preparedQuery(COLUMNS + "WHERE id = ?")
        .execute(Tuple.of(id))
        .map(rows -> list(rows).stream().findFirst());
  }

  /** Open proposals, newest first. */
  public Future<List<Found>> open(long before, int limit) {
    return pool.preparedQuery(COLUMNS + "WHERE id < ? AND state = 'OPEN' ORDER BY id DESC LIMIT ?")
        .execute(Tuple.of(before, limit))
        .map(ApprovalStore::list);
  }

  /** Whether somebody has proposed that act on that subject, and nobody decided yet. */
  public Future<Boolean> isOpen(String act, String subject) {
    return pool.preparedQuery(COLUMNS + "WHERE act = ? AND subject = ? AND state = 'OPEN'")
        .execute(Tuple.of(act, subject))
        .map(rows -> rows.size() > 0);
  }

  private static List<Found> list(RowSet<Row> rows) {
    List<Found> found = new ArrayList<>(rows.size());
    for (Row row : rows) {
      found.add(
          new Found(
              new Approval(
                  row.getLong(0),
                  row.getString(1),
                  row.getString(2),
                  row.getBuffer(3).toString(StandardCharsets.UTF_8),
                  row.getString(4),
                  Instant.ofEpochMilli(row.getLong(5))),
              row.getString(6)));
    }
    return found;
  }

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

  /** A guard: hits no row if it is decided already. */
  public static Statement withdraw(long id, Operator by, Instant at) {
    return WITHDRAW.with(id, by.person(), at.toEpochMilli(), id);
  }

  /** A guard: hits no row if it is decided already or the same person proposed it. */
  public static Statement approve(long id, Operator second, Instant at) {
    return DECIDE.with(id, "APPROVED", second.person(), at.toEpochMilli(), id, second.person());
  }
}
