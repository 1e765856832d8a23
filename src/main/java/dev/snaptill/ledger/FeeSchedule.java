package dev.snaptill.ledger;

import dev.snaptill.value.Money;
import java.math.BigInteger;
import java.time.Instant;

/**
 * What a payee's payments in one currency cost: {@code fixed + basisPoints/10,000 of the amount},
 * not below {@code least} and not above {@code most}. Amounts are minor units of the currency.
 *
 * @param id 0 before it is stored
 * @param most 0 for no upper bound
 * @param validFrom payments reserved from then on; the schedule with the latest such time counts
 */
public record FeeSchedule(
    long id,
    long payeeId,
    String currency,
    Fee.Bearer bearer,
    long fixed,
    int basisPoints,
    long least,
    long most,
    Instant validFrom) {
  /** 100 %. */
  public static final int WHOLE = 10_000;

  /** Far above any payment, and far below where sums of two could pass 63 bits. */
  public static final long MOST = 1_000_000_000_000_000L;

  public FeeSchedule {
    check("fixed", fixed, MOST);
    check("basis_points", basisPoints, WHOLE);
    check("min", least, MOST);
    check("max", most, MOST);
    if (most > 0 && least > most) {
      throw new IllegalArgumentException("min: is above max");
    }
  }

  private static void check(String field, long value, long most) {
    if (value < 0 || value > most) {
      throw new IllegalArgumentException(field + ": is not between 0 and " + most);
    }
  }

  /**
   * The fee of a payment. The percentage is rounded half up to a whole minor unit. A fee borne by
   * the payee leaves at least one minor unit to be credited, as no bank credits nothing.
   */
  public Fee fee(Money amount) {
    if (!amount.currency().equals(currency) || !amount.isPositive()) {
      throw new IllegalArgumentException(amount + " is no amount of this schedule");
    }
    long fee = Math.max(fixed + share(amount.minor()), least);
    if (most > 0) {
      fee = Math.min(fee, most);
    }
    if (bearer == Fee.Bearer.PAYEE) {
      fee = Math.min(fee, amount.minor() - 1);
    }
    return new Fee(new Money(fee, currency), bearer);
  }

  private long share(long minor) {
    BigInteger half = BigInteger.valueOf(WHOLE / 2);
    return BigInteger.valueOf(minor)
        .multiply(BigInteger.valueOf(basisPoints))
        .add(half)
        .divide(BigInteger.valueOf(WHOLE))
        .longValueExact();
  }
}
