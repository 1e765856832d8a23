package dev.snaptill.api;

import dev.snaptill.store.Statement;
import dev.snaptill.store.Unit;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Something about to be created: what is written, and the answer once it is.
 *
 * @param guard may refuse the whole; null if nothing can
 * @param refused the answer if it does
 * @param statements each hits exactly one row
 */
record Creation(
    Answer answer,
    @Nullable Statement guard,
    @Nullable ProblemException refused,
    List<Statement> statements) {

  static Creation of(Answer answer, List<Statement> statements) {
    return new Creation(answer, null, null, statements);
  }

  static Creation guarded(
      Answer answer, Statement guard, ProblemException refused, List<Statement> statements) {
    return new Creation(answer, guard, refused, statements);
  }

  /** The unit that writes it and nothing else. */
  Unit unit() {
    return guard != null
        ? Unit.guardedBy(guard).then(statements)
        : Unit.guardedBy(statements.get(0)).then(statements.subList(1, statements.size()));
  }

  /** The unit that writes it together with the row that remembers the answer. */
  Unit unit(Statement remember, Statement forget) {
    Unit unit = Unit.guardedBy(remember, forget);
    return (guard == null ? unit : unit.andGuardedBy(guard)).then(statements);
  }

  ProblemException refusal() {
    return Objects.requireNonNull(refused);
  }
}
