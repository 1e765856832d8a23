package dev.snaptill.settlement;

import dev.snaptill.bank.OperationKey;
import dev.snaptill.party.PartyStore;
import dev.snaptill.store.Journal;
import dev.snaptill.store.Sql;
import dev.snaptill.store.Statement;
import dev.snaptill.store.Table;
import dev.snaptill.store.Unit;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Tuple;
import java.time.Clock;
import java.time.LocalDate;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Gives out ISO 8583 field-11 numbers of one bank from blocks of 1,000 that are committed before
 * the first of them is used; what is left of a block at a restart is thrown away (bank.md,
 * write-ahead). Used on one event loop only.
 */
final class StansStore {
  private static final int BLOCK = 1_000;
  private static final int LAST = 999_999;

  /** Of each terminal's day: only reversals may use these. */
  private static final int RESERVE = 10_000;

  private static final Sql FIRST =
      Sql.insertIfAbsent(
          Table.TERMINAL,
          "INSERT INTO terminal (bank, terminal, business_day, next_stan) VALUES (?, ?, ?, ?)");
  private static final Sql CLAIM =
      Sql.of(
          Table.TERMINAL,
          "UPDATE terminal SET next_stan = ? WHERE bank = ? AND terminal = ? AND business_day = ?"
              + " AND next_stan = ?");
  private static final String NEXT =
      "SELECT next_stan FROM terminal WHERE bank = ? AND terminal = ? AND business_day = ?";

  private final BankTerms bank;
  private final Journal journal;
  private final Pool pool;
  private final Clock clock;
  private final Deque<Promise<OperationKey>> wishes = new ArrayDeque<>();
  private final Map<String, Block> reversalBlocks = new HashMap<>();
  private @Nullable Block current;
  private @Nullable Block following;
  private @Nullable LocalDate served;
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

  StansStore(BankTerms bank, Journal journal, Pool pool, Clock clock) {
    this.bank = bank;
    this.journal = journal;
    this.pool = pool;
    this.clock = clock;
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
    return claim(terminalOfOriginal, today, LAST)
        .compose(
            claimed -> {
              if (claimed == null) {
                return Future.failedFuture(new Exhausted(bank.name()));
              }
              reversalBlocks.put(terminalOfOriginal, claimed);
              return Future.succeededFuture(take(claimed));
            });
  }

  private OperationKey take(Block block) {
    return new OperationKey(bank.name(), block.terminal, block.day, block.next++);
  }

  private LocalDate today() {
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
      claimNext(today)
          .onComplete(done -> claimed(done.succeeded() ? done.result() : null, done.cause()));
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
    if (block != null) {
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
    return claim(bank.terminals().get(terminal), day, LAST - RESERVE)
        .compose(
            block -> {
              if (block != null) {
                return Future.succeededFuture(block);
              }
              terminal++;
              return claimNext(day);
            });
  }

  /** Commits a claim on a terminal's next block; null if there is none up to {@code last}. */
  private Future<@Nullable Block> claim(String name, LocalDate day, int last) {
    int dayNumber = PartyStore.dayNumber(day);
    return pool.preparedQuery(NEXT)
        .execute(Tuple.of(bank.name(), name, dayNumber))
        .compose(
            rows -> {
              int from = rows.size() == 0 ? 1 : rows.iterator().next().getInteger(0);
              int to = Math.min(from + BLOCK, last + 1);
              if (from >= to) {
                return Future.succeededFuture(null);
              }
              Statement claim =
                  rows.size() == 0
                      ? FIRST.with(0, bank.name(), name, dayNumber, to)
                      : CLAIM.with(0, to, bank.name(), name, dayNumber, from);
              return journal
                  .submit(Unit.guardedBy(claim))
                  .compose(
                      outcome ->
                          outcome.done()
                              ? Future.succeededFuture(new Block(name, day, from, to))
                              : claim(name, day, last));
            });
  }
}
