package dev.snaptill.reconciliation;

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
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;

/** Breaks are resolved by two people: one proposes how, another approves, and then it is done. */
public final class Breaks implements Approvable {
  /** As in {@link Approval#act}. */
  public static final String ACT = "break.resolve";

  private final ItemStore items;
  private final Journal journal;
  private final Ids ids;
  private final Clock clock;

  public Breaks(ItemStore items, Journal journal, Ids ids, Clock clock) {
    this.items = items;
    this.journal = journal;
    this.ids = ids;
    this.clock = clock;
  }

  @Override
  public String act() {
    return ACT;
  }

  /**
   * Proposes how to resolve an open break.
   *
   * @param note why, at most 400 characters, no personal data
   * @return the approval that waits for a second person; empty if the break is not open, or a
   *     proposal waits already
   */
  public Future<Optional<Approval>> propose(
      long itemId, Resolution resolution, String note, Operator first) {
    Instant now = clock.instant();
    Approval approval =
        new Approval(
            ids.next(),
            ACT,
            Ids.text(itemId),
            "{\"resolution\":\"" + resolution.name().toLowerCase(java.util.Locale.ROOT) + "\"}",
            first.person(),
            now);
    Unit unit =
        Unit.guardedBy(ItemStore.propose(itemId, approval.id(), resolution, note))
            .then(ApprovalStore.propose(approval))
            .then(
                AuditStore.entry(
                    ids.next(),
                    first.person(),
                    "break.propose",
                    approval.subject(),
                    resolution + ": " + note,
                    now));
    return journal
        .submit(unit)
        .map(outcome -> outcome.done() ? Optional.of(approval) : Optional.empty());
  }

  @Override
  public Future<Boolean> carryOut(Approval approval, Operator second) {
    return items
        .byId(Ids.parse(approval.subject()))
        .compose(
            found ->
                found.isEmpty()
                    ? Future.succeededFuture(false)
                    : carryOut(found.get(), approval, second));
  }

  private Future<Boolean> carryOut(Item item, Approval approval, Operator second) {
    Long proposal = item.approvalId();
    Resolution resolution = item.resolution();
    if (proposal == null || resolution == null || proposal != approval.id()) {
      return Future.succeededFuture(false);
    }
    Instant now = clock.instant();
    ItemState to = resolution == Resolution.CARRIED ? ItemState.TRANSIT : ItemState.RESOLVED;
    Long healed = resolution == Resolution.WRITE_OFF ? now.toEpochMilli() : null;
    Unit unit =
        Unit.guardedBy(
                ItemStore.resolve(item.id(), approval.id(), to, healed),
                ItemStore.unresolve(item.id(), to))
            .andGuardedBy(ApprovalStore.approve(approval.id(), second, now))
            .then(
                AuditStore.entry(
                    ids.next(),
                    second.person(),
                    ACT,
                    approval.subject(),
                    resolution + " proposed by " + approval.proposedBy(),
                    now));
    if (resolution == Resolution.WRITE_OFF && item.effect() != 0) {
      String bank = LedgerStore.bank(item.bank());
      boolean bankHasMore = item.effect() > 0;
      unit.then(
          LedgerStore.transfer(
              item.id(),
              LedgerStore.Kind.ADJUSTMENT,
              bankHasMore ? bank : LedgerStore.SUSPENSE,
              bankHasMore ? LedgerStore.SUSPENSE : bank,
              new Money(Math.abs(item.effect()), item.currency()),
              now.toEpochMilli()));
    }
    return journal.submit(unit).map(Unit.Outcome::done);
  }
}
