package dev.snaptill.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.snaptill.value.Money;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.List;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

/** What payments cost, to the minor unit. */
class FeeScheduleTest {
  private static final Instant START = Instant.parse("2026-11-23T00:00:00Z");

  private static FeeSchedule schedule(
      String currency, Fee.Bearer bearer, long fixed, int points, long least, long most) {
    return new FeeSchedule(1, 2, currency, bearer, fixed, points, least, most, START);
  }

  private static long fee(FeeSchedule schedule, long minor) {
    return schedule.fee(new Money(minor, schedule.currency())).money().minor();
  }

  @Test
  void fixedAndPercentAddUpWithinTheirBounds() {
    FeeSchedule s = schedule("CNY", Fee.Bearer.PAYEE, 10, 60, 20, 500);
    assertThat(fee(s, 100_00)).isEqualTo(70);
    assertThat(fee(s, 1_00)).isEqualTo(20);
    assertThat(fee(s, 10_000_00)).isEqualTo(500);
  }

  @Test
  void halfAMinorUnitIsRoundedUp() {
    FeeSchedule s = schedule("CNY", Fee.Bearer.PAYER, 0, 50, 0, 0);
    assertThat(fee(s, 99)).isZero();
    assertThat(fee(s, 100)).isEqualTo(1);
    assertThat(fee(s, 299)).isEqualTo(1);
    assertThat(fee(s, 300)).isEqualTo(2);
  }

  @Test
  void minorUnitsAreTheCurrencysOwn() {
    for (String currency : List.of("JPY", "CNY", "BHD")) {
      Money hundred = Money.parse("1000", currency).orElseThrow();
      Fee fee = schedule(currency, Fee.Bearer.PAYEE, 0, 100, 0, 0).fee(hundred);
      assertThat(fee.money()).isEqualTo(Money.parse("10", currency).orElseThrow());
      assertThat(fee.credited(hundred)).isEqualTo(Money.parse("990", currency).orElseThrow());
    }
  }

  @Test
  void whatCannotBeIsRefused() {
    assertThatThrownBy(() -> schedule("CNY", Fee.Bearer.PAYEE, -1, 0, 0, 0))
        .hasMessage("fixed: is not between 0 and 1000000000000000");
    assertThatThrownBy(() -> schedule("CNY", Fee.Bearer.PAYEE, 0, 10_001, 0, 0))
        .hasMessageStartingWith("basis_points");
    assertThatThrownBy(() -> schedule("CNY", Fee.Bearer.PAYEE, 0, 0, 5, 4))
        .hasMessage("min: is above max");
    assertThatThrownBy(() -> schedule("CNY", Fee.Bearer.PAYEE, 0, 0, 0, 0).fee(new Money(1, "JPY")))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Property
  void debitIsCreditAndFee(
      @ForAll @LongRange(min = 1, max = 999_999_999_999_999L) long amount,
      @ForAll Fee.Bearer bearer,
      @ForAll @LongRange(min = 0, max = 1_000_000) long fixed,
      @ForAll @IntRange(max = 10_000) int points,
      @ForAll @LongRange(min = 0, max = 1_000_000) long least,
      @ForAll @LongRange(min = 0, max = 2_000_000) long most) {
    Assume.that(most == 0 || least <= most);
    Money money = new Money(amount, "CNY");
    Fee fee = schedule("CNY", bearer, fixed, points, least, most).fee(money);
    assertThat(fee.debited(money)).isEqualTo(fee.credited(money).plus(fee.money()));
    assertThat(fee.credited(money).isPositive()).isTrue();
    assertThat(bearer == Fee.Bearer.PAYER ? fee.credited(money) : fee.debited(money))
        .isEqualTo(money);
    if (bearer == Fee.Bearer.PAYER) {
      assertThat(fee.money().minor()).isGreaterThanOrEqualTo(least);
    }
    assertThat(most == 0 || fee.money().minor() <= most).isTrue();
  }

  @Property
  void thePercentageIsRoundedAsDecimalsAre(
      @ForAll @LongRange(min = 1, max = 999_999_999_999_999L) long amount,
      @ForAll @IntRange(max = 10_000) int points) {
    long exact =
        BigDecimal.valueOf(amount)
            .multiply(BigDecimal.valueOf(points))
            .divide(BigDecimal.valueOf(10_000), 0, RoundingMode.HALF_UP)
            .longValueExact();
    assertThat(fee(schedule("CNY", Fee.Bearer.PAYER, 0, points, 0, 0), amount)).isEqualTo(exact);
  }

  @Property
  void moreNeverCostsLess(
      @ForAll @LongRange(min = 1, max = 1_000_000_000) long amount,
      @ForAll @LongRange(min = 0, max = 1_000_000) long more,
      @ForAll @IntRange(max = 10_000) int points,
      @ForAll @LongRange(min = 0, max = 1_000) long least) {
    FeeSchedule s = schedule("CNY", Fee.Bearer.PAYEE, 3, points, least, 0);
    assertThat(fee(s, amount + more)).isGreaterThanOrEqualTo(fee(s, amount));
  }

  @Test
  void theLatestValidScheduleCountsAndEarlierOnesAreKept() {
    Fees fees = new Fees();
    Money ten = new Money(1000, "CNY");
    assertThat(fees.fee(2, ten, START).isNone()).isTrue();
    FeeSchedule first = schedule("CNY", Fee.Bearer.PAYEE, 10, 0, 0, 0);
    FeeSchedule next =
        new FeeSchedule(3, 2, "CNY", Fee.Bearer.PAYER, 20, 0, 0, 0, START.plusSeconds(60));
    fees.add(List.of(first, next));
    fees.add(List.of(first));
    assertThat(fees.fee(2, ten, START.minusSeconds(1)).isNone()).isTrue();
    assertThat(fees.fee(2, ten, START).money().minor()).isEqualTo(10);
    assertThat(fees.fee(2, ten, START.plusSeconds(60)).money().minor()).isEqualTo(20);
    assertThat(fees.fee(2, new Money(1000, "JPY"), START).isNone()).isTrue();
    assertThat(fees.fee(9, ten, START).isNone()).isTrue();
  }
}
