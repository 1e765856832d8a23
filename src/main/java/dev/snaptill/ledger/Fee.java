package dev.snaptill.ledger;

import dev.snaptill.value.Money;

/**
 * What a payment costs, and who bears it; decided when it is reserved.
 *
 * @param money 0 if it costs nothing
 */
public record Fee(Money money, Bearer bearer) {

  /** Who bears a fee. */
  public enum Bearer {
    /** The payer is debited amount and fee; the payee gets the amount. */
    PAYER,
    /** The payer is debited the amount; the payee gets what the fee leaves of it. */
    PAYEE
  }

  public Fee {
    if (money.minor() < 0) {
      throw new IllegalArgumentException("a fee is not below 0");
    }
  }

  public static Fee none(String currency) {
    return new Fee(new Money(0, currency), Bearer.PAYEE);
  }

  public boolean isNone() {
    return money.minor() == 0;
  }

  /** Whether the payer is debited more than the amount. */
  public boolean addsToDebit() {
    return !isNone() && bearer == Bearer.PAYER;
  }

  /** Whether the payee is credited less than the amount. */
  public boolean lessensCredit() {
    return !isNone() && bearer == Bearer.PAYEE;
  }

  /** What the payer's bank is to debit. */
  public Money debited(Money amount) {
    return addsToDebit() ? amount.plus(money) : amount;
  }

  /** What the payee's bank is to credit. */
  public Money credited(Money amount) {
    return lessensCredit() ? amount.minus(money) : amount;
  }
}
