package dev.snaptill.reconciliation;

import dev.snaptill.ledger.LedgerStore;
import dev.snaptill.operator.Approvable;
import dev.snaptill.operator.Approval;
import dev.snaptill.operator.ApprovalStore;
import dev.snaptill.operator.AuditStore;
import dev.snaptill.operator.Operator;
import dev.snaptill.party.Account;
import dev.snaptill.party.PartyStore;
import dev.snaptill.reconciliation.ReconciliationStore.Moved;
import dev.snaptill.reconciliation.ReconciliationStore.Slice;
import dev.snaptill.store.Journal;
import dev.snaptill.store.Statement;
import dev.snaptill.store.Unit;
import dev.snaptill.value.Ids;
import dev.snaptill.value.Money;
import io.vertx.core.Future;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Pays what the ledger owes payees by a file for their bank: drawn up by one person, approved by
 * another, taken once, and booked when the bank has carried it out. Blocking, but for {@link
 * #carryOut}.
 */
public final class Payouts implements Approvable {
  /** As in {@link Approval#act}. */
  public static final String ACT = "payout.run";

  private static final int SLICE = 2000;
  private static final int MOST_PAYEES = 2000;
  private static final String PREFIX = "payee:";

  private final PayoutStore store;
  private final ReconciliationStore ledger;
  private final PartyStore parties;
  private final Journal journal;
  private final Ids ids;
  private final Clock clock;

  public Payouts(
      PayoutStore store,
      ReconciliationStore ledger,
      PartyStore parties,
      Journal journal,
      Ids ids,
      Clock clock) {
    this.store = store;
    this.ledger = ledger;
    this.parties = parties;
    this.journal = journal;
    this.ids = ids;
    this.clock = clock;
  }

  @Override
  public String act() {
    return ACT;
  }

  /**
   * Draws up a run over every payee that is owed something in the currency and whose account is at
   * the bank.
   *
   * @return empty if nobody is owed anything
   */
  public Optional<Payout> propose(String bank, String currency, Operator first) {
    Set<Long> busy = Waiting.on(store.busy(currency));
    List<Payout.Part> parts = new ArrayList<>();
    long total = 0;
    for (Map.Entry<Long, Long> owed : owed(currency).entrySet()) {
      Account account = accountAt(bank, currency, owed.getKey());
      if (owed.getValue() > 0
          && account != null
          && !busy.contains(owed.getKey())
          && parts.size() < MOST_PAYEES) {
        parts.add(new Payout.Part(ids.next(), owed.getKey(), account.id(), owed.getValue()));
        total = Math.addExact(total, owed.getValue());
      }
    }
    if (parts.isEmpty()) {
      return Optional.empty();
    }
    Instant now = clock.instant();
    long id = ids.next();
    Approval approval =
        new Approval(
            ids.next(),
            ACT,
            Ids.text(id),
            "{\"bank\":\"%s\",\"amount\":\"%s\",\"payees\":%d}"
                .formatted(bank, new Money(total, currency), parts.size()),
            first.person(),
            now);
    Payout payout =
        new Payout(
            id,
            bank,
            new Money(total, currency),
            parts.size(),
            approval.id(),
            Payout.State.PROPOSED,
            first.person(),
            now);
    Unit unit =
        Unit.guardedBy(ApprovalStore.propose(approval))
            .then(PayoutStore.insert(payout))
            .then(entry(first, "payout.propose", id, payout.total() + " to " + parts.size(), now));
    for (Payout.Part part : parts) {
      unit.then(PayoutStore.insert(id, part));
    }
    Waiting.on(journal.submit(unit));
    return Optional.of(payout);
  }

  /** What the ledger owes each payee, minor units. */
  private Map<Long, Long> owed(String currency) {
    Map<Long, Long> owed = new TreeMap<>();
    long after = 0;
    boolean more = true;
    while (more) {
      Slice slice = Waiting.on(ledger.transfers(after, Long.MAX_VALUE, SLICE));
      for (Moved moved : slice.moved()) {
        if (moved.amount().currency().equals(currency)) {
          add(owed, moved.credit(), moved.amount().minor());
          add(owed, moved.debit(), -moved.amount().minor());
        }
      }
      after = slice.lastId();
      more = !slice.last(SLICE);
    }
    return owed;
  }

  private static void add(Map<Long, Long> owed, String account, long minor) {
    if (account.startsWith(PREFIX)) {
      owed.merge(Long.parseLong(account.substring(PREFIX.length())), minor, Math::addExact);
    }
  }

  /** A payee is paid into its oldest open account of the currency. */
  private @Nullable Account accountAt(String bank, String currency, long partyId) {
    return Waiting.on(parties.accountsOf(partyId)).stream()
        .filter(account -> account.open() && account.currency().equals(currency))
        .findFirst()
        .filter(account -> account.bank().equals(bank))
        .orElse(null);
  }

  @Override
  public Future<Boolean> carryOut(Approval approval, Operator second) {
    long id = Ids.parse(approval.subject());
    Instant now = clock.instant();
    Unit unit =
        Unit.guardedBy(
                PayoutStore.approve(id, now),
                PayoutStore.move(id, Payout.State.APPROVED, Payout.State.PROPOSED, now))
            .andGuardedBy(ApprovalStore.approve(approval.id(), second, now))
            .then(entry(second, ACT, id, "proposed by " + approval.proposedBy(), now));
    return journal.submit(unit).map(Unit.Outcome::done);
  }

  /**
   * The file for the bank, pain.001.001.09. It holds account numbers in the clear, so it is given
   * out once.
   *
   * @return empty if the run is not approved, or its file was taken
   */
  public Optional<String> take(long id, Operator by) {
    Payout payout = Waiting.on(store.byId(id)).orElse(null);
    if (payout == null || payout.state() != Payout.State.APPROVED) {
      return Optional.empty();
    }
    Instant now = clock.instant();
    List<Pain001.Transfer> transfers = new ArrayList<>();
    for (Payout.Part part : Waiting.on(store.parts(id))) {
      Account account = Waiting.on(parties.account(part.accountId())).orElseThrow();
      String name = Waiting.on(parties.party(part.partyId())).orElseThrow().name();
      transfers.add(
          new Pain001.Transfer(
              reference(part.id()),
              new Money(part.minor(), payout.total().currency()),
              name,
              account.number(),
              "Payout " + Ids.text(id)));
    }
    String file =
        Pain001.write(
            reference(id), now, now.atZone(ZoneOffset.UTC).toLocalDate(), payout.bank(), transfers);
    Unit unit =
        Unit.guardedBy(PayoutStore.take(id, by.person(), now))
            .then(entry(by, "payout.take", id, payout.items() + " account numbers", now));
    return Waiting.on(journal.submit(unit)).done() ? Optional.of(file) : Optional.empty();
  }

  /**
   * The bank has carried the file out: books what its statements have not told yet. Said by another
   * person than the one who took the file.
   *
   * @return false if the run's file was not taken, or by this person, or it is booked already
   */
  public boolean executed(long id, Operator by) {
    Payout payout = Waiting.on(store.byId(id)).orElse(null);
    if (payout == null) {
      return false;
    }
    Instant now = clock.instant();
    List<Payout.Part> open =
        Waiting.on(store.parts(id)).stream().filter(part -> part.booked() == null).toList();
    Unit unit =
        Unit.guardedBy(PayoutStore.execute(id, by.person(), open.size(), now))
            .then(entry(by, "payout.executed", id, payout.total().toString(), now));
    for (Payout.Part part : open) {
      unit.then(PayoutStore.book(part.id(), now))
          .then(paid(part, payout.bank(), payout.total().currency(), now));
    }
    return Waiting.on(journal.submit(unit)).done();
  }

  private Statement entry(Operator who, String act, long id, String note, Instant now) {
    return AuditStore.entry(ids.next(), who.person(), act, Ids.text(id), note, now);
  }

  /** Which part a bank means by its EndToEndId; 0 if none. */
  static long part(String reference) {
    long id =
        reference.startsWith("ST")
            ? Ids.parse(reference.substring(2).toLowerCase(java.util.Locale.ROOT))
            : 0;
    return Math.max(id, 0);
  }

  /**
   * The ledger takes a part as paid.
   *
   * @return refuses if it has it already
   */
  static Unit booked(Payout.Part part, String bank, String currency, Instant now) {
    return Unit.guardedBy(PayoutStore.book(part.id(), now)).then(paid(part, bank, currency, now));
  }

  private static List<Statement> paid(Payout.Part part, String bank, String currency, Instant now) {
    return LedgerStore.transfer(
        part.id(),
        LedgerStore.Kind.PAYOUT,
        LedgerStore.payee(part.partyId()),
        LedgerStore.bank(bank),
        new Money(part.minor(), currency),
        now.toEpochMilli());
  }

  /** How a run or a part is called towards the bank: like the number on a receipt. */
  static String reference(long id) {
    return "ST" + Ids.text(id).toUpperCase(java.util.Locale.ROOT);
  }
}
