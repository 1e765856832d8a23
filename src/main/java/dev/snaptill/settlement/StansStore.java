package dev.snaptill.settlement;

import dev.snaptill.bank.OperationKey;
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
import org.jspecify.annotations.Nullable;

/**
 * Gives out ISO 8583 field-11 numbers of one bank from blocks of 1,000 that are committed before
 * the first of them is used; what is left of a block at a restart is thrown away (bank.md,
 * write-ahead). Used on one event loop only.
 */
final class StansStore {
  private static final int BLOCK = 1_000;
  private static final int LAST = 999_999;

  /** Kept for reversals when the day's numbers run out. */
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
  private final Deque<Wish> wishes = new ArrayDeque<>();
  private @Nullable Block current;
  private @Nullable Block following;
  private boolean claiming;
  private int terminal;

  private record Wish(boolean reversal, Promise<OperationKey> promise) {}

  private static final class Block {
    final String terminal;
    final LocalDate day;
    final int end;
    int next;

    Block(String terminal, LocalDate day, int from) {
      this.terminal = terminal;
      this.day = day;
      this.next = from;
      this.end = Math.min(from + BLOCK, LAST + 1);
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

  /** A new key; fails with {@link Exhausted} when the day's numbers have run out. */
  Future<OperationKey> next(boolean reversal) {
    Promise<OperationKey> promise = Promise.promise();
    wishes.add(new Wish(reversal, promise));
    serve();
    return promise.future();
  }

  private void serve() {
    LocalDate today = LocalDate.ofInstant(clock.instant(), bank.zone());
    dropOld(today);
    while (!wishes.isEmpty()) {
      if (current == null || current.left() == 0) {
        current = following;
        following = null;
      }
      if (current == null) {
        break;
      }
      Wish wish = wishes.remove();
      if (!wish.reversal() && isReserve(current)) {
        wish.promise().fail(new Exhausted(bank.name()));
        continue;
      }
      wish.promise()
          .complete(new OperationKey(bank.name(), current.terminal, current.day, current.next++));
    }
    boolean low = current == null || current.left() < BLOCK / 2;
    if (low && following == null && !claiming) {
      claiming = true;
      claim(today)
          .onComplete(done -> claimed(done.succeeded() ? done.result() : null, done.cause()));
    }
  }

  private void dropOld(LocalDate today) {
    if (current != null && !current.day.equals(today)) {
      current = null;
      terminal = 0;
    }
    if (following != null && !following.day.equals(today)) {
      following = null;
    }
  }

  private boolean isReserve(Block block) {
    return terminal == bank.terminals().size() - 1 && block.next > LAST - RESERVE;
  }

  private void claimed(@Nullable Block block, @Nullable Throwable failure) {
    claiming = false;
    if (block != null) {
      following = block;
      serve();
      return;
    }
    Throwable why = failure == null ? new Exhausted(bank.name()) : failure;
    if (current == null) {
      while (!wishes.isEmpty()) {
        wishes.remove().promise().fail(why);
      }
    }
  }

  /** Commits a claim on the next block of the first terminal that has one. */
  private Future<@Nullable Block> claim(LocalDate day) {
    if (terminal >= bank.terminals().size()) {
      terminal = bank.terminals().size() - 1;
      return Future.succeededFuture(null);
    }
    String name = bank.terminals().get(terminal);
    int dayNumber = day.getYear() * 10_000 + day.getMonthValue() * 100 + day.getDayOfMonth();
    return pool.preparedQuery(NEXT)
        .execute(Tuple.of(bank.name(), name, dayNumber))
        .compose(
            rows -> {
              int from = rows.size() == 0 ? 1 : rows.iterator().next().getInteger(0);
              if (from > LAST) {
                terminal++;
                return claim(day);
              }
              int to = Math.min(from + BLOCK, LAST + 1);
              Statement claim =
                  rows.size() == 0
                      ? FIRST.with(0, bank.name(), name, dayNumber, to)
                      : CLAIM.with(0, to, bank.name(), name, dayNumber, from);
              return journal
                  .submit(Unit.guardedBy(claim))
                  .compose(
                      outcome ->
                          outcome.done()
                              ? Future.succeededFuture(new Block(name, day, from))
                              : claim(day));
            });
  }
}
