package dev.snaptill.api;

import dev.snaptill.operator.Approvable;
import dev.snaptill.operator.Approvables;
import dev.snaptill.operator.Approval;
import dev.snaptill.operator.ApprovalStore;
import dev.snaptill.operator.Operator;
import dev.snaptill.operator.Role;
import dev.snaptill.store.Unit;
import dev.snaptill.value.Ids;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Clock;

/** What waits for a second person, and that person's answer. */
final class ApprovalOperations {
  private final Approvables approvables;
  private final ApprovalStore store;
  private final Commits commits;
  private final Trail trail;
  private final ApiKeys keys;
  private final Clock clock;

  ApprovalOperations(
      Approvables approvables,
      ApprovalStore store,
      Commits commits,
      Trail trail,
      ApiKeys keys,
      Clock clock) {
    this.approvables = approvables;
    this.store = store;
    this.commits = commits;
    this.trail = trail;
    this.keys = keys;
    this.clock = clock;
  }

  void mount(Operations operations) {
    operations.answer("listApprovals", Role.VIEW, this::list);
    operations.answer("approve", Role.VIEW, this::approve);
    operations.answer("withdraw", Role.VIEW, this::withdraw);
  }

  private Future<Answer> list(Call call) {
    int limit = call.limit();
    return store
        .open(call.cursor().id(), limit + 1)
        .map(
            found -> {
              JsonArray data = new JsonArray();
              found.stream()
                  .limit(limit)
                  .forEach(f -> data.add(Proposals.json(f.approval(), f.state())));
              String next =
                  found.size() > limit
                      ? new Cursor(0, found.get(limit - 1).approval().id()).text()
                      : null;
              return Answer.ok(new JsonObject().put("data", data).put("next_cursor", next));
            });
  }

  private Future<Approval> open(Call call) {
    return store
        .byId(call.id("id"))
        .map(
            found -> {
              ApprovalStore.Found there =
                  found.orElseThrow(() -> ProblemException.notFound("approval"));
              if (!there.open()) {
                throw decided();
              }
              return there.approval();
            });
  }

  private static ProblemException decided() {
    return ProblemException.conflict("decided", "This is decided already");
  }

  private Future<Answer> approve(Call call) {
    Operator second = call.caller().asOperator();
    return open(call)
        .compose(
            approval -> {
              Approvable act =
                  approvables
                      .find(approval.act())
                      .orElseThrow(
                          () ->
                              ProblemException.conflict(
                                  "not-possible", "This gateway can't do " + approval.act()));
              if (!second.may(act.role())) {
                throw ProblemException.forbidden(
                    "This takes a key with the role " + Texts.lower(act.role()));
              }
              if (second.person().equals(approval.proposedBy())) {
                throw ProblemException.conflict(
                    "same-person", "Who proposed it can't approve it: this takes two people");
              }
              return act.carryOut(approval, second).map(done -> answered(approval, done));
            })
        // who may do what may have changed by it
        .onComplete(done -> keys.forgetAll());
  }

  private static Answer answered(Approval approval, boolean done) {
    if (!done) {
      throw ProblemException.conflict(
          "not-possible", "This can't be done any longer, or somebody else decided it");
    }
    return Answer.ok(Proposals.json(approval, "approved"));
  }

  private Future<Answer> withdraw(Call call) {
    Operator by = call.caller().asOperator();
    return open(call)
        .compose(
            approval -> {
              Role role = approvables.find(approval.act()).map(Approvable::role).orElse(Role.VIEW);
              if (!by.person().equals(approval.proposedBy()) && !by.may(role)) {
                throw ProblemException.forbidden(
                    "This takes who proposed it, or a key with the role " + Texts.lower(role));
              }
              return commits
                  .submit(
                      Unit.guardedBy(ApprovalStore.withdraw(approval.id(), by, clock.instant()))
                          .then(
                              trail.entry(
                                  call,
                                  "approval.withdraw",
                                  Ids.text(approval.id()),
                                  approval.act() + " " + approval.subject())))
                  .map(
                      outcome -> {
                        if (!outcome.done()) {
                          throw decided();
                        }
                        return Answer.ok(Proposals.json(approval, "withdrawn"));
                      });
            });
  }
}
