package dev.snaptill.settlement;

import dev.snaptill.store.Sql;
import dev.snaptill.store.Table;
import dev.snaptill.store.Unit;
import dev.snaptill.value.DayNumber;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Tuple;
import java.time.LocalDate;
import java.util.Optional;

/** Rows of {@code terminal}, how far each terminal's numbers are given out, and of its day. */
final class StansStore implements Ports.Terminals {
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
  private static final Sql FIRST_DAY =
      Sql.insertIfAbsent(
          Table.BUSINESS_DAY, "INSERT INTO business_day (bank, day_number) VALUES (?, ?)");
  private static final Sql NEXT_DAY =
      Sql.of(
          Table.BUSINESS_DAY,
          "UPDATE business_day SET day_number = ? WHERE bank = ? AND day_number < ?");
  private static final String DAY = "SELECT day_number FROM business_day WHERE bank = ?";

  private final Pool pool;

  StansStore(Pool pool) {
    this.pool = pool;
  }

  /** Refused if somebody else has claimed since {@code from} was read. */
  static Unit claim(String bank, String terminal, LocalDate day, Optional<Integer> from, int to) {
    int number = DayNumber.of(day);
    return Unit.guardedBy(
        from.isEmpty()
            ? FIRST.with(0, bank, terminal, number, to)
            : CLAIM.with(0, to, bank, terminal, number, from.get()));
  }

  /** Refused if the bank has a business day already. */
  static Unit firstDay(String bank, LocalDate day) {
    return Unit.guardedBy(FIRST_DAY.with(0, bank, DayNumber.of(day)));
  }

  /** Refused if the bank's business day is not before this one. */
  static Unit nextDay(String bank, LocalDate day) {
    int number = DayNumber.of(day);
    return Unit.guardedBy(NEXT_DAY.with(0, number, bank, number));
  }

  @Override
  public Future<Optional<Integer>> next(String bank, String terminal, LocalDate day) {
    return number(NEXT, Tuple.of(bank, terminal, DayNumber.of(day)));
  }

  @Override
  public Future<Optional<LocalDate>> businessDay(String bank) {
    return number(DAY, Tuple.of(bank))
        .map(found -> found.map(n -> LocalDate.of(n / 10_000, n / 100 % 100, n % 100)));
  }

  private Future<Optional<Integer>> number(String sql, Tuple values) {
    return pool.preparedQuery(sql)
        .execute(values)
        .map(
            rows ->
                rows.size() == 0
                    ? Optional.empty()
                    : Optional.of(rows.iterator().next().getInteger(0)));
  }
}
