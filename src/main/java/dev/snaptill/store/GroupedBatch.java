package dev.snaptill.store;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Runs a batch with as few round trips as its statements allow: all guards of one level sorted by
 * table and key, so that two nodes lock in the same order, those of one SQL text together; then the
 * remaining statements of the units that passed, sorted the same way.
 *
 * <p>Sorting moves no statement past another on the same row: such two are of one table and have
 * one lock key, and the sort is stable. Between rows order does not matter, as the schema has no
 * foreign keys.
 */
final class GroupedBatch {
  private GroupedBatch() {}

  /** A unit on its way through a batch. */
  interface Pending {
    Unit unit();

    /** The guard that refused it; negative if none has. */
    int refusedBy();

    void refusedBy(int guard);
  }

  private record Attempt(@Nullable Pending owner, Statement statement) {}

  private static final Comparator<Attempt> LOCK_ORDER =
      Comparator.<Attempt>comparingInt(a -> a.statement.sql().table().ordinal())
          .thenComparingLong(a -> a.statement.lockKey());

  static void run(JournalConnection open, List<? extends Pending> batch) throws SQLException {
    int levels = 0;
    for (Pending pending : batch) {
      pending.refusedBy(-1);
      levels = Math.max(levels, pending.unit().guards().size());
    }
    for (int level = 0; level < levels; level++) {
      guards(open, batch, level);
    }
    List<Attempt> rest = new ArrayList<>(batch.size() * 8);
    for (Pending pending : batch) {
      if (pending.refusedBy() < 0) {
        for (Statement statement : pending.unit().rest()) {
          rest.add(new Attempt(null, statement));
        }
      }
    }
    mustHitOneEach(open, rest);
  }

  private static void guards(JournalConnection open, List<? extends Pending> batch, int level)
      throws SQLException {
    List<Attempt> attempts = new ArrayList<>(batch.size());
    for (Pending pending : batch) {
      List<Unit.Guard> guards = pending.unit().guards();
      if (pending.refusedBy() < 0 && level < guards.size()) {
        attempts.add(new Attempt(pending, guards.get(level).attempt()));
      }
    }
    List<Attempt> undo = new ArrayList<>();
    for (List<Attempt> group : groups(attempts)) {
      int[] rows = execute(open, group);
      for (int i = 0; i < rows.length; i++) {
        if (rows[i] > 1) {
          throw new JournalException.Broken(group.get(i).statement.toString(), rows[i]);
        }
        if (rows[i] == 0) {
          Pending refused = Objects.requireNonNull(group.get(i).owner);
          refused.refusedBy(level);
          for (int undone = level - 1; undone >= 0; undone--) {
            Statement back = refused.unit().guards().get(undone).undo();
            undo.add(new Attempt(null, Objects.requireNonNull(back)));
          }
        }
      }
    }
    mustHitOneEach(open, undo);
  }

  private static void mustHitOneEach(JournalConnection open, List<Attempt> attempts)
      throws SQLException {
    for (List<Attempt> group : groups(attempts)) {
      int[] rows = execute(open, group);
      for (int i = 0; i < rows.length; i++) {
        if (rows[i] != 1) {
          throw new JournalException.Broken(group.get(i).statement.toString(), rows[i]);
        }
      }
    }
  }

  private static int[] execute(JournalConnection open, List<Attempt> group) throws SQLException {
    List<Statement> statements = new ArrayList<>(group.size());
    for (Attempt attempt : group) {
      statements.add(attempt.statement);
    }
    return open.execute(statements.get(0).sql(), statements);
  }

  /**
   * Statements in lock order, those of one text in one group. Two texts on one row keep their
   * order: a statement joins its text's group only if no later group of the table has touched its
   * row.
   */
  private static List<List<Attempt>> groups(List<Attempt> attempts) {
    attempts.sort(LOCK_ORDER);
    List<List<Attempt>> all = new ArrayList<>();
    Map<Sql, Integer> latest = new LinkedHashMap<>();
    @Nullable Table table = null;
    long row = 0;
    int touched = -1;
    for (Attempt attempt : attempts) {
      Sql sql = attempt.statement.sql();
      if (sql.table() != table || attempt.statement.lockKey() != row) {
        if (sql.table() != table) {
          latest.clear();
        }
        table = sql.table();
        row = attempt.statement.lockKey();
        touched = -1;
      }
      Integer group = latest.get(sql);
      if (group == null || group < touched) {
        group = all.size();
        latest.put(sql, group);
        all.add(new ArrayList<>());
      }
      all.get(group).add(attempt);
      touched = group;
    }
    return all;
  }
}
