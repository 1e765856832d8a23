package dev.snaptill.api;

import dev.snaptill.operator.Approval;
import dev.snaptill.operator.ApprovalStore;
import dev.snaptill.store.Unit;
import dev.snaptill.value.Ids;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Clock;
import java.time.Instant;

/** Puts acts that need a second person on the list of those that wait for one. */
final class Proposals {
  private final Commits commits;
  private final ApprovalStore store;
  private final Trail trail;
  private final Ids ids;
  private final Clock clock;

  Proposals(Commits commits, ApprovalStore store, Trail trail, Ids ids, Clock clock) {
    this.commits = commits;
    this.store = store;
    this.trail = trail;
    this.ids = ids;
    this.clock = clock;
  }

  /** Proposes; refused with 409 while the same act on the same subject waits already. */
  Future<Approval> propose(Call call, String act, String subject, JsonObject content) {
    return store
        .isOpen(act, subject)
        .compose(
            open -> {
              if (open) {
                throw ProblemException.conflict(
                    "already-proposed", "This waits for a second person already");
              }
              Instant now = clock.instant();
              Approval approval =
                  new Approval(
                      ids.next(),
                      act,
                      subject,
                      content.encode(),
                      call.caller().asOperator().person(),
                      now);
              return commits
                  .submit(
                      Unit.guardedBy(ApprovalStore.propose(approval))
                          .then(
                              trail.entry(
                                  call,
                                  "approval.propose",
                                  Ids.text(approval.id()),
                                  act + " " + subject)))
                  .map(approval);
            });
  }

  /** How a proposal is shown. */
  static JsonObject json(Approval approval, String state) {
    return new JsonObject()
        .put("id", Ids.text(approval.id()))
        .put("act", approval.act())
        .put("subject", approval.subject())
        .put("content", new JsonObject(approval.content()))
        .put("proposed_by", approval.proposedBy())
        .put("proposed_at", Texts.time(approval.proposedAt()))
        .put("state", state.toLowerCase(java.util.Locale.ROOT));
  }

  static Answer accepted(Approval approval) {
    return Answer.json(202, json(approval, "open"));
  }
}
