package dev.snaptill.settlement;

import dev.snaptill.bank.OperationKey;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Clock;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives out ISO 8583 field-11 numbers of one bank from blocks that are committed before the first
 * of them is used; what is left of a block at a restart is thrown away (bank.md, write-ahead). Keys
 * carry the bank's business day: the one it told last, over restarts too, or the calendar's until
 * it has told any. One thread only.
 */
final class Stans {
  private static final Logger log = LoggerFactory.getLogger(Stans.class);
  private static final int BLOCK = 1_000;

  /**
   * Small, as a restart throws away what is left and reversals have only the reserve at the end.
   */
  private static final int REVERSAL_BLOCK = 100;

  private static final int LAST = 999_999;

  /** Of each terminal's day: only reversals may use these. */
  private static final int RESERVE = 10_000;

  /** No bank's business day is further than this from the calendar's, holidays included. */
  private static final long FURTHEST_DAYS = 31;

  private final BankTerms bank;
  private final Ports.Commits commits;
  private final Ports.Terminals terminals;
  private final Clock clock;
  private final Deque<Promise<OperationKey>> wishes = new ArrayDeque<>();
  private final Map<String, Block> reversalBlocks = new HashMap<>();
  private final Map<String, Future<Block>> reversalClaims = new HashMap<>();
  private @Nullable Block current;
  private @Nullable Block following;
  private @Nullable LocalDate served;
  private @Nullable LocalDate told;
  private boolean claiming;
  private int terminal;

  private static final class Block {
    final String terminal;
    final LocalDate day;
    final int end;
    int next;

    Block(String terminal, LocalDate day, int from, int end) {
      this.terminal = terminal;
      this.day = day;
      this.next = from;
      this.end = end;
    }

    int left() {
      return end - next;
    }
  }

  /** There is no number left today; the message says for which bank. */
  static final class Exhausted extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Exhausted(String bank) {
      super("bank " + bank + " has no STAN left today: configure more terminals");
    }
  }

  Stans(BankTerms bank, Ports.Commits commits, Ports.Terminals terminals, Clock clock) {
    this.bank = bank;
    this.commits = commits;
    this.terminals = terminals;
    this.clock = clock;
  }

  /** Goes on with the business day that the bank told before a restart. */
  Future<Void> open() {
    return terminals.businessDay(bank.name()).onSuccess(day -> told = day.orElse(null)).mapEmpty();
  }

  /** The bank has told its business day: keys carry it from now on. It never goes back. */
  void businessDay(LocalDate day) {
    LocalDate before = told;
    if (before != null && !day.isAfter(before)) {
      return;
    }
    if (Math.abs(ChronoUnit.DAYS.between(calendar(), day)) > FURTHEST_DAYS) {
      log.error("{}: {} is no believable business day", bank.name(), day);
      return;
    }
    told = day;
    // in the journal's queue this stands before the day's first block
    commits
        .submit(StansStore.firstDay(bank.name(), day))
        .compose(
            outcome ->
                outcome.done()
                    ? Future.succeededFuture(outcome)
                    : commits.submit(StansStore.nextDay(bank.name(), day)))
        .onFailure(e -> log.error("{}: business day {}: {}", bank.name(), day, e.toString()));
  }

  /** Days that keys of the last hours may carry, the latest first. */
  List<LocalDate> recentDays() {
    LocalDate day = today();
    return List.of(day, day.minusDays(1), day.plusDays(1));
  }

  /** Whether the bank has closed the day of this operation: it told a later one. */
  boolean closed(OperationKey key) {
    return told != null && key.businessDay().isBefore(told);
  }

  /** Whether the last payment found no number: the next would be refused too. */
  boolean exhausted() {
    return today().equals(served) && terminal >= bank.terminals().size() && left() == 0;
  }

  private int left() {
    return (current == null ? 0 : current.left()) + (following == null ? 0 : following.left());
  }

  /** A key for a payment; fails with {@link Exhausted} when the day's numbers have run out. */
  Future<OperationKey> next() {
    Promise<OperationKey> promise = Promise.promise();
    wishes.add(promise);
    serve();
    return promise.future();
  }

  /** A key for a reversal: on its original's terminal, as field 90 names none (bank.md). */
  Future<OperationKey> nextOn(String terminalOfOriginal) {
    LocalDate today = today();
    Block block = reversalBlocks.get(terminalOfOriginal);
    if (block != null && block.day.equals(today) && block.left() > 0) {
      return Future.succeededFuture(take(block));
    }
    // one claim at a time: a hundred reversals at once must not take a hundred blocks
    Future<Block> claim = reversalClaims.get(terminalOfOriginal);
    if (claim == null) {
      claim = claimForReversals(terminalOfOriginal, today);
      if (!claim.isComplete()) {
        reversalClaims.put(terminalOfOriginal, claim);
      }
    }
    return claim.compose(done -> nextOn(terminalOfOriginal));
  }

  private Future<Block> claimForReversals(String name, LocalDate day) {
    return claim(name, day, REVERSAL_BLOCK, LAST)
        .compose(
            claimed -> {
              reversalClaims.remove(name);
              if (claimed == null) {
                return Future.failedFuture(new Exhausted(bank.name()));
              }
              reversalBlocks.put(name, claimed);
              return Future.succeededFuture(claimed);
            },
            e -> {
              reversalClaims.remove(name);
              return Future.failedFuture(e);
            });
  }

  private OperationKey take(Block block) {
    return new OperationKey(bank.name(), block.terminal, block.day, block.next++);
  }

  private LocalDate today() {
    return told == null ? calendar() : told;
  }

  private LocalDate calendar() {
    return LocalDate.ofInstant(clock.instant(), bank.zone());
  }

  private void serve() {
    LocalDate today = today();
    dropOld(today);
    while (!wishes.isEmpty()) {
      if (current == null || current.left() == 0) {
        current = following;
        following = null;
      }
      if (current == null) {
        break;
      }
      wishes.remove().complete(take(current));
    }
    boolean low = current == null || current.left() < BLOCK / 2;
    if (low && following == null && !claiming) {
      claiming = true;
      claimNext(today).onComplete(block -> claimed(block, null), failure -> claimed(null, failure));
    }
  }

  private void dropOld(LocalDate today) {
    if (!today.equals(served)) {
      served = today;
      current = null;
      terminal = 0;
    }
    if (following != null && !following.day.equals(today)) {
      following = null;
    }
  }

  private void claimed(@Nullable Block block, @Nullable Throwable failure) {
    claiming = false;
    if (block != null || (failure == null && !today().equals(served))) {
      following = block;
      serve();
      return;
    }
    Throwable why = failure == null ? new Exhausted(bank.name()) : failure;
    if (current == null || current.left() == 0) {
      while (!wishes.isEmpty()) {
        wishes.remove().fail(why);
      }
    }
  }

  /** A block of the first terminal that has one for payments; null if none has. */
  private Future<@Nullable Block> claimNext(LocalDate day) {
    if (terminal >= bank.terminals().size()) {
      return Future.succeededFuture(null);
    }
    return claim(bank.terminals().get(terminal), day, BLOCK, LAST - RESERVE)
        .compose(
            block -> {
              if (block != null || !day.equals(served)) {
                return Future.succeededFuture(block);
              }
              terminal++;
              return claimNext(day);
            });
  }

  /** Commits a claim on a terminal's next block; null if there is none up to {@code last}. */
  private Future<@Nullable Block> claim(String name, LocalDate day, int size, int last) {
    return terminals
        .next(bank.name(), name, day)
        .compose(
            next -> {
              int from = next.orElse(1);
              int to = Math.min(from + size, last + 1);
              if (from >= to) {
                return Future.succeededFuture(null);
              }
              return commits
                  .submit(StansStore.claim(bank.name(), name, day, next, to))
                  .compose(
                      outcome ->
                          outcome.done()
                              ? Future.succeededFuture(new Block(name, day, from, to))
                              : claim(name, day, size, last));
            });
  }
}
