package dev.snaptill.api;

import dev.snaptill.operator.AuditStore;
import dev.snaptill.operator.Role;
import dev.snaptill.store.Statement;
import dev.snaptill.store.Unit;
import dev.snaptill.value.Ids;
import io.vertx.core.Future;
import java.time.Clock;

/**
 * Writes down what operators do and see. An act's entry is in the unit that does it; a look at
 * personal data is committed before its answer leaves.
 */
final class Trail {
  private final Commits commits;
  private final Ids ids;
  private final Clock clock;

  Trail(Commits commits, Ids ids, Clock clock) {
    this.commits = commits;
    this.ids = ids;
    this.clock = clock;
  }

  /**
   * An entry for the unit that does the act.
   *
   * @param subject an id; never personal data
   */
  Statement entry(Call call, String act, String subject, String note) {
    Caller caller = call.caller();
    return AuditStore.entry(
        ids.next(),
        caller.asOperator().person(),
        act,
        subject,
        (note + " " + shortened(caller.keyId())).strip(),
        clock.instant());
  }

  /** Enough of a key's id to find it. */
  private static String shortened(String keyId) {
    return keyId.substring(0, Math.min(12, keyId.length()));
  }

  /** Has written down that an operator tried what its key may not; always fails as forbidden. */
  Future<Answer> denied(Call call, String operation, Role needed) {
    return looked(call, "denied", operation)
        .transform(
            done ->
                Future.failedFuture(
                    ProblemException.forbidden(
                        "This takes a key with the role " + Texts.lower(needed))));
  }

  /** Has a look written down; the answer must not leave before. */
  Future<Void> looked(Call call, String act, String subject) {
    return commits.submit(Unit.guardedBy(entry(call, act, subject, ""))).mapEmpty();
  }
}
