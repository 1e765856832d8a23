package dev.snaptill.value;

import java.math.BigDecimal;
import java.util.Currency;
import java.util.Optional;

/**
 * An amount in one currency, held in minor units (cents, fen) so that nothing is ever rounded.
 *
 * @param minor the amount in minor units of the currency; may be negative
 * @param currency ISO 4217 letters, for example {@code CNY}
 */
public record Money(long minor, String currency) implements Comparable<Money> {

  public Money {
    Currency.getInstance(currency);
  }

  /** Decimal digits of the currency's minor unit: 2 for CNY, 0 for JPY, 3 for KWD. */
  public static int exponent(String currency) {
    return Math.max(0, Currency.getInstance(currency).getDefaultFractionDigits());
  }

  /** The ISO 4217 number, for example 156 for CNY (ISO 8583 field 49). */
  public int numericCurrency() {
    return Currency.getInstance(currency).getNumericCode();
  }

  /**
   * Reads a decimal text such as {@code 12.5}; empty if it is no plain decimal number or is not a
   * whole number of minor units: {@code 1.50} is 1.5, {@code 1.505 CNY} is nothing.
   */
  public static Optional<Money> parse(String decimal, String currency) {
    if (!decimal.matches("\\d{1,12}(\\.\\d{1,6})?")) {
      return Optional.empty();
    }
    try {
      long minor = new BigDecimal(decimal).movePointRight(exponent(currency)).longValueExact();
      return Optional.of(new Money(minor, currency));
    } catch (ArithmeticException tooPrecise) {
      return Optional.empty();
    }
  }

  public Money plus(Money other) {
    return new Money(Math.addExact(minor, same(other).minor), currency);
  }

  public Money minus(Money other) {
    return new Money(Math.subtractExact(minor, same(other).minor), currency);
  }

  public boolean isPositive() {
    return minor > 0;
  }

  private Money same(Money other) {
    if (!currency.equals(other.currency)) {
      throw new IllegalArgumentException(currency + " is not " + other.currency);
    }
    return other;
  }

  @Override
  public int compareTo(Money other) {
    return Long.compare(minor, same(other).minor);
  }

  /** The decimal number alone, with the currency's own count of fraction digits: {@code 12.50}. */
  public String decimal() {
    return BigDecimal.valueOf(minor, exponent(currency)).toPlainString();
  }

  @Override
  public String toString() {
    return decimal() + " " + currency;
  }
}
