package dev.snaptill.inbox;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.snaptill.inbox.Inbox.Handled;
import dev.snaptill.inbox.Inbox.Outcome;
import dev.snaptill.ops.RecentCount;
import dev.snaptill.value.Address;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.List;

/**
 * How many answers one number gets within an hour: who sends in a number that is not his own must
 * not be able to flood it. What a message asks for is done all the same, and receipts always leave.
 * Kept in memory: a restart forgives.
 */
final class ReplyBudget {
  private static final Duration WINDOW = Duration.ofHours(1);

  private final int replies;
  private final Clock clock;
  private final Counter withheld;
  private final Cache<Address, RecentCount> counts =
      Caffeine.newBuilder().maximumSize(100_000).expireAfterAccess(WINDOW).build();

  ReplyBudget(int replies, MeterRegistry metrics, Clock clock) {
    this.replies = replies;
    this.clock = clock;
    this.withheld =
        Counter.builder("snaptill_replies_withheld_total")
            .description("Answers not given, as their number had its share of the hour")
            .register(metrics);
  }

  /** The same, without its answers if the sender has had its share. */
  Handled within(Address sender, Handled handled) {
    Outcome outcome = handled.outcome();
    boolean mere =
        outcome == Outcome.REFUSED || outcome == Outcome.HELPED || outcome == Outcome.REPEATED;
    if (!mere || handled.answers().isEmpty()) {
      return handled;
    }
    RecentCount count = counts.get(sender, fresh -> new RecentCount(WINDOW));
    if (count.count(clock.instant()) >= replies) {
      withheld.increment();
      return new Handled(
          handled.outcome(),
          List.of(),
          handled.alongside(),
          handled.repeatOf(),
          handled.guards(),
          handled.committed());
    }
    count.add(clock.instant());
    return handled;
  }
}
