package dev.snaptill.store;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A short list of statements that stand or fall together (journal.md, Units). Its guards come
 * first: each must hit one row, and one that hits none refuses the whole unit without an error.
 * When a later guard refuses, the undo of each earlier one is run in the same transaction. Every
 * statement after the guards must hit exactly one row.
 */
public final class Unit {

  /** A guard, and what takes its effect back if a later guard refuses. */
  record Guard(Statement attempt, @Nullable Statement undo) {}

  private final List<Guard> guards = new ArrayList<>(2);
  private final List<Statement> rest = new ArrayList<>(8);

  private Unit() {}

  /** A unit with one guard; further guards need {@link #guardedBy(Statement, Statement)}. */
  public static Unit guardedBy(Statement guard) {
    Unit unit = new Unit();
    unit.guards.add(new Guard(guard, null));
    return unit;
  }

  /** A unit whose first guard can be undone, so that another may follow. */
  public static Unit guardedBy(Statement guard, Statement undo) {
    Unit unit = new Unit();
    unit.guards.add(new Guard(guard, undo));
    return unit;
  }

  /** Adds a last guard. */
  public Unit andGuardedBy(Statement guard) {
    return add(guard, null);
  }

  /** Adds a guard that can be undone, so that another may follow. */
  public Unit andGuardedBy(Statement guard, Statement undo) {
    return add(guard, undo);
  }

  private Unit add(Statement guard, @Nullable Statement undo) {
    if (guards.stream().anyMatch(g -> g.undo() == null)) {
      throw new IllegalStateException("a guard that can't be undone must be the last");
    }
    guards.add(new Guard(guard, undo));
    return this;
  }

  /** Adds a statement that must hit exactly one row. */
  public Unit then(Statement statement) {
    rest.add(statement);
    return this;
  }

  public Unit then(List<Statement> statements) {
    rest.addAll(statements);
    return this;
  }

  List<Guard> guards() {
    return guards;
  }

  List<Statement> rest() {
    return rest;
  }

  int size() {
    int size = 0;
    for (Guard guard : guards) {
      size += guard.attempt().size();
    }
    for (Statement statement : rest) {
      size += statement.size();
    }
    return size;
  }

  /** What became of a unit, told only after the commit. */
  public sealed interface Outcome {
    /** Committed. */
    record Done() implements Outcome {}

    /**
     * Nothing was written, as one guard hit no row.
     *
     * @param guard which one, from 0
     */
    record Refused(int guard) implements Outcome {}

    default boolean done() {
      return this instanceof Done;
    }
  }
}
