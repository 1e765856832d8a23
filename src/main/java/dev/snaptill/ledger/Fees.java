package dev.snaptill.ledger;

import dev.snaptill.value.Money;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Every payee's fee schedules, at hand: what a payment costs is decided without a query. {@link
 * LedgerVerticle} keeps it up to date; a change made by another node is known within five seconds.
 */
public final class Fees {
  private final Map<Long, List<FeeSchedule>> byPayee = new ConcurrentHashMap<>();

  /** Takes schedules in; those known already change nothing. */
  public void add(List<FeeSchedule> schedules) {
    for (FeeSchedule schedule : schedules) {
      byPayee.compute(schedule.payeeId(), (payee, known) -> with(known, schedule));
    }
  }

  private static List<FeeSchedule> with(
      @org.jspecify.annotations.Nullable List<FeeSchedule> known, FeeSchedule more) {
    if (known == null) {
      return List.of(more);
    }
    if (known.stream().anyMatch(s -> s.id() == more.id())) {
      return known;
    }
    List<FeeSchedule> both = new ArrayList<>(known);
    both.add(more);
    return List.copyOf(both);
  }

  /** The schedule that counts at that time: the latest valid, of two such the one set later. */
  public Optional<FeeSchedule> at(long payeeId, String currency, Instant when) {
    List<FeeSchedule> known = byPayee.get(payeeId);
    return known == null
        ? Optional.empty()
        : known.stream()
            .filter(s -> s.currency().equals(currency) && !s.validFrom().isAfter(when))
            .max(
                java.util.Comparator.comparing(FeeSchedule::validFrom)
                    .thenComparingLong(FeeSchedule::id));
  }

  /** What a payment to this payee costs. */
  public Fee fee(long payeeId, Money amount, Instant when) {
    if (!byPayee.containsKey(payeeId)) {
      return Fee.none(amount.currency());
    }
    return at(payeeId, amount.currency(), when)
        .map(schedule -> schedule.fee(amount))
        .orElseGet(() -> Fee.none(amount.currency()));
  }
}
