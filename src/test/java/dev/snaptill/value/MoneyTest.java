package dev.snaptill.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MoneyTest {
  private static final String[] CURRENCIES = {"CNY", "JPY", "KWD", "USD", "CLF"};

  @Property
  void whatIsWrittenReadsBack(
      @ForAll @LongRange(max = 99_999_999_999L) long minor,
      @ForAll @net.jqwik.api.constraints.IntRange(max = 4) int which) {
    Money money = new Money(minor, CURRENCIES[which]);
    assertThat(Money.parse(money.decimal(), money.currency())).contains(money);
    assertThat(money.toString()).isEqualTo(money.decimal() + " " + money.currency());
  }

  @Property
  void anyTextIsReadOrNotAndNeverThrows(@ForAll String text) {
    Money.parse(text, "CNY").ifPresent(money -> assertThat(money.minor()).isNotNegative());
  }

  @Property
  void takingAwayWhatWasAddedLeavesTheSame(@ForAll int a, @ForAll int b) {
    Money first = new Money(a, "CNY");
    Money second = new Money(b, "CNY");
    assertThat(first.plus(second).minus(second)).isEqualTo(first);
  }

  @ParameterizedTest
  @CsvSource({
    "12.5, CNY, 1250, 12.50",
    "12.50, CNY, 1250, 12.50",
    "12.500, CNY, 1250, 12.50",
    "0, CNY, 0, 0.00",
    "007, CNY, 700, 7.00",
    "500, JPY, 500, 500",
    "500.00, JPY, 500, 500",
    "1.234, KWD, 1234, 1.234",
    "999999999999, KWD, 999999999999000, 999999999999.000"
  })
  void readsDecimalsByTheCurrencysExponent(
      String text, String currency, long minor, String decimal) {
    Money money = Money.parse(text, currency).orElseThrow();
    assertThat(money.minor()).isEqualTo(minor);
    assertThat(money.decimal()).isEqualTo(decimal);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-1", "+1", "1,5", ".5", "5.", "1e3", "1.005", "1234567890123", "٣"})
  void refusesWhatIsNoWholeNumberOfFen(String text) {
    assertThat(Money.parse(text, "CNY")).isEmpty();
  }

  @Test
  void refusesFractionsOfAYen() {
    assertThat(Money.parse("0.5", "JPY")).isEmpty();
  }

  @Test
  void knowsExponentsAndNumbersOfIso4217() {
    assertThat(Money.exponent("CNY")).isEqualTo(2);
    assertThat(Money.exponent("JPY")).isZero();
    assertThat(Money.exponent("KWD")).isEqualTo(3);
    // gold has none
    assertThat(Money.exponent("XAU")).isZero();
    assertThat(new Money(1, "CNY").numericCurrency()).isEqualTo(156);
  }

  @Test
  void anOverflowIsAnErrorAndNotANegativeAmount() {
    Money most = new Money(Long.MAX_VALUE, "CNY");
    Money one = new Money(1, "CNY");
    assertThatThrownBy(() -> most.plus(one)).isInstanceOf(ArithmeticException.class);
    assertThatThrownBy(() -> new Money(Long.MIN_VALUE, "CNY").minus(one))
        .isInstanceOf(ArithmeticException.class);
  }

  @Test
  void currenciesDoNotMix() {
    Money yuan = new Money(1, "CNY");
    Money yen = new Money(1, "JPY");
    assertThatThrownBy(() -> yuan.plus(yen)).hasMessage("CNY is not JPY");
    assertThatThrownBy(() -> yuan.compareTo(yen)).hasMessage("CNY is not JPY");
  }

  @Test
  void aCurrencyThatDoesNotExistIsRefused() {
    assertThatThrownBy(() -> new Money(1, "ZZZ")).isInstanceOf(IllegalArgumentException.class);
  }
}
