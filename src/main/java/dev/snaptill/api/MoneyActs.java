package dev.snaptill.api;

import dev.snaptill.ledger.Fee;
import dev.snaptill.ledger.FeeSchedule;
import dev.snaptill.ledger.FeeStore;
import dev.snaptill.ledger.Fees;
import dev.snaptill.ledger.LedgerStore;
import dev.snaptill.operator.Approvable;
import dev.snaptill.operator.Approval;
import dev.snaptill.operator.ApprovalStore;
import dev.snaptill.operator.AuditStore;
import dev.snaptill.operator.Operator;
import dev.snaptill.store.Journal;
import dev.snaptill.store.Unit;
import dev.snaptill.value.Ids;
import dev.snaptill.value.Money;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Clock;
import java.time.Instant;
import java.util.List;

/** What two people with the role money may do to the ledger. */
final class MoneyActs {
  static final String FEES = "fees.change";
  static final String ADJUST = "ledger.adjust";

  private MoneyActs() {}

  static List<Approvable> of(ApiParts parts) {
    return List.of(
        new FeeChange(parts.journal(), parts.fees(), parts.ids(), parts.clock()),
        new Adjustment(parts.journal(), parts.ids(), parts.clock()));
  }

  /** The schedule in a proposal; amounts are minor units there. */
  static FeeSchedule schedule(JsonObject content, long id, Instant validFrom) {
    return new FeeSchedule(
        id,
        content.getLong("payee"),
        content.getString("currency"),
        Fee.Bearer.valueOf(content.getString("bearer")),
        content.getLong("fixed"),
        content.getInteger("basis_points"),
        content.getLong("min"),
        content.getLong("max"),
        validFrom);
  }

  /** Sets a payee's fee schedule; never for the past. */
  private record FeeChange(Journal journal, Fees fees, Ids ids, Clock clock) implements Approvable {
    @Override
    public String act() {
      return FEES;
    }

    @Override
    public Future<Boolean> carryOut(Approval approval, Operator second) {
      JsonObject content = new JsonObject(approval.content());
      Instant now = clock.instant();
      Instant wanted = Instant.ofEpochMilli(content.getLong("valid_from"));
      FeeSchedule schedule = schedule(content, ids.next(), wanted.isAfter(now) ? wanted : now);
      return journal
          .submit(
              Unit.guardedBy(ApprovalStore.approve(approval.id(), second, now))
                  .then(FeeStore.insert(schedule, approval.id(), second.person()))
                  .then(
                      AuditStore.entry(
                          ids.next(),
                          second.person(),
                          FEES,
                          approval.subject(),
                          "proposed by " + approval.proposedBy() + ": " + approval.content(),
                          now)))
          .map(
              outcome -> {
                if (outcome.done()) {
                  fees.add(List.of(schedule));
                }
                return outcome.done();
              });
    }
  }

  /** Books a correction between two accounts. */
  private record Adjustment(Journal journal, Ids ids, Clock clock) implements Approvable {
    @Override
    public String act() {
      return ADJUST;
    }

    @Override
    public Future<Boolean> carryOut(Approval approval, Operator second) {
      JsonObject content = new JsonObject(approval.content());
      Instant now = clock.instant();
      long id = ids.next();
      return journal
          .submit(
              Unit.guardedBy(ApprovalStore.approve(approval.id(), second, now))
                  .then(
                      LedgerStore.transfer(
                          id,
                          LedgerStore.Kind.ADJUSTMENT,
                          content.getString("debit"),
                          content.getString("credit"),
                          new Money(content.getLong("minor"), content.getString("currency")),
                          now.toEpochMilli()))
                  .then(
                      AuditStore.entry(
                          ids.next(),
                          second.person(),
                          ADJUST,
                          Ids.text(id),
                          "proposed by " + approval.proposedBy() + ": " + approval.content(),
                          now)))
          .map(Unit.Outcome::done);
    }
  }
}
