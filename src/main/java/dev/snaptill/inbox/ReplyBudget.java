package dev.snaptill.inbox;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.snaptill.inbox.Inbox.Handled;
import dev.snaptill.inbox.Inbox.Outcome;
import dev.snaptill.inbox.InboxStore.Answered;
import dev.snaptill.ops.RecentCount;
import dev.snaptill.value.Address;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * How many answers one number gets within an hour: who sends in a number that is not his own must
 * not be able to flood it. What a message asks for is done all the same, and receipts always leave.
 * Kept in memory; a start counts the hour before it anew ({@link #restore}).
 */
final class ReplyBudget {
  private static final Duration WINDOW = Duration.ofHours(1);

  /** A start reads the hour minute by minute, newest first: long queries hold up the writer. */
  private static final Duration SLICE = Duration.ofMinutes(1);

  private static final int NUMBERS = 100_000;

  /** How messages end whose answer counts. */
  static final Set<Outcome> COUNTED = EnumSet.of(Outcome.REFUSED, Outcome.HELPED, Outcome.REPEATED);

  private final int replies;
  private final Clock clock;
  private final Counter withheld;
  private final Cache<Address, RecentCount> counts =
      Caffeine.newBuilder().maximumSize(NUMBERS).expireAfterAccess(WINDOW).build();

  ReplyBudget(int replies, MeterRegistry metrics, Clock clock) {
    this.replies = replies;
    this.clock = clock;
    this.withheld =
        Counter.builder("snaptill_replies_withheld_total")
            .description("Answers not given, as their number had its share of the hour")
            .register(metrics);
  }

  /** Counts what was answered in the hour before the start; of very many answers, the newest. */
  Future<Void> restore(InboxStore store) {
    Instant now = clock.instant();
    // nothing ends the newest slice: a clock that was put back must hide no message
    return read(store, now.minus(WINDOW), now, Instant.MAX, new ArrayList<>())
        .map(
            answered -> {
              // a count takes times only in their order
              answered.stream()
                  .sorted(Comparator.comparing(Answered::at))
                  .forEach(one -> count(one.sender()).add(one.at().isAfter(now) ? now : one.at()));
              return null;
            });
  }

  private static Future<List<Answered>> read(
      InboxStore store, Instant from, Instant until, Instant end, List<Answered> found) {
    if (!until.isAfter(from) || found.size() >= NUMBERS) {
      return Future.succeededFuture(found);
    }
    Instant next = until.minus(SLICE);
    return store
        .answered(next, end, NUMBERS)
        .compose(
            more -> {
              found.addAll(more);
              return read(store, from, next, next, found);
            });
  }

  private RecentCount count(Address sender) {
    return counts.get(sender, fresh -> new RecentCount(WINDOW));
  }

  /** The same, without its answers if the sender has had its share. */
  Handled within(Address sender, Handled handled) {
    if (!COUNTED.contains(handled.outcome()) || handled.answers().isEmpty()) {
      return handled;
    }
    RecentCount count = count(sender);
    if (count.count(clock.instant()) >= replies) {
      withheld.increment();
      return new Handled(
          // so that it doesn't count after a restart either
          Outcome.SILENT,
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
