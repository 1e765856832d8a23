package dev.snaptill.reconciliation;

import dev.snaptill.reconciliation.Finding.BookedLater;
import dev.snaptill.reconciliation.Finding.Differs;
import dev.snaptill.reconciliation.Finding.Matched;
import dev.snaptill.reconciliation.PayoutStore.Taken;
import dev.snaptill.store.Unit;
import dev.snaptill.value.DayNumber;
import dev.snaptill.value.Money;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The parts of payout files that one statement has: certain now, so the ledger takes them. */
final class PaidOut {
  private final PayoutStore payouts;
  private final String bank;
  private final LocalDate day;
  private final String currency;
  private final long cutOver;
  private final Set<Long> seen = new HashSet<>();
  private final List<Taken> toTake = new ArrayList<>();
  private long booked;

  PaidOut(PayoutStore payouts, String bank, LocalDate day, String currency, long cutOver) {
    this.payouts = payouts;
    this.bank = bank;
    this.day = day;
    this.currency = currency;
    this.cutOver = cutOver;
  }

  /** What a posting that names a part means; null if it is none of ours. */
  @Nullable Finding posted(BankLine line) {
    if (line.payout() == 0) {
      return null;
    }
    Taken taken = Waiting.on(payouts.taken(line.payout())).orElse(null);
    if (taken == null
        || !taken.payout().bank().equals(bank)
        || !taken.payout().total().currency().equals(currency)
        || line.direction() != BankLine.Direction.DEBITED
        || !line.amount().equals(new Money(taken.part().minor(), currency))) {
      return null;
    }
    Integer stated = taken.part().statementDay();
    if (!seen.add(line.payout()) || (stated != null && stated != DayNumber.of(day))) {
      return new Differs(Kind.TWICE, line.effect());
    }
    Instant at = taken.part().booked();
    if (at == null || stated == null) {
      toTake.add(taken);
    }
    if (at == null || at.toEpochMilli() > cutOver) {
      return new BookedLater(line.effect());
    }
    booked += line.effect();
    return new Matched();
  }

  /** What the ledger had of the statement's parts at the cut-over. */
  long booked() {
    return booked;
  }

  /** Books the parts, each by itself. */
  List<Unit> units(Instant now) {
    List<Unit> units = new ArrayList<>();
    for (Taken taken : toTake) {
      if (taken.part().booked() == null) {
        units.add(Payouts.booked(taken.part(), bank, currency, now));
      }
      units.add(Unit.guardedBy(PayoutStore.stated(taken.part().id(), DayNumber.of(day))));
    }
    return units;
  }

  /** Ends the runs that have no part left; after {@link #units}. */
  List<Unit> closing(Instant now) {
    return toTake.stream()
        .map(taken -> taken.payout().id())
        .distinct()
        .map(run -> Unit.guardedBy(PayoutStore.allStated(run, now)))
        .toList();
  }
}
