package dev.snaptill.voucher;

import dev.snaptill.config.Settings;
import dev.snaptill.value.Money;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The platform's limits for one payment, by currency. The patent's thresholds are strict: a payment
 * must be <em>smaller than</em> them (P11). Here, as in every limit of a mandate or a voucher, the
 * largest amount that is still allowed is stated, so the threshold is that and one minor unit: with
 * 200.00, a payment of 200.00 is below the threshold and one of 200.01 is not.
 *
 * <p>A currency without {@code confirm_above} knows no small payment: each one is confirmed. One
 * without {@code refuse_above} or {@code printed_per_day} is bound only by the voucher and the
 * payer's own mandate.
 *
 * @param confirmAbove larger payments need a yes from the registered phone
 * @param refuseAbove larger payments are refused
 * @param printedPerDay what one payer may pay with printed vouchers a day
 * @param newPayer half of a mandate's limits hold for this long after it was given; zero: never
 */
public record PaymentLimits(
    Map<String, Money> confirmAbove,
    Map<String, Money> refuseAbove,
    Map<String, Money> printedPerDay,
    Duration newPayer) {

  public PaymentLimits {
    confirmAbove = Map.copyOf(confirmAbove);
    refuseAbove = Map.copyOf(refuseAbove);
    printedPerDay = Map.copyOf(printedPerDay);
  }

  /** The defaults for one currency, in minor units of it; nobody counts as a new payer. */
  public static PaymentLimits of(String currency, long confirmAbove, long refuseAbove) {
    return new PaymentLimits(
        Map.of(currency, new Money(confirmAbove, currency)),
        Map.of(currency, new Money(refuseAbove, currency)),
        Map.of(),
        Duration.ZERO);
  }

  static PaymentLimits from(Settings s, String currency) {
    PaymentLimits limits =
        new PaymentLimits(
            amounts(s, "confirm_above", "200.00", currency),
            amounts(s, "refuse_above", "1000.00", currency),
            amounts(s, "printed_per_day", "500.00", currency),
            s.duration("new_payer", Duration.ofHours(24), Duration.ZERO, Duration.ofDays(365)));
    limits.confirmAbove.forEach(
        (name, most) -> {
          Money refused = limits.refuseAbove.get(name);
          if (refused != null && refused.compareTo(most) < 0) {
            s.error("refuse_above", refused + " is less than confirm_above, " + most);
          }
        });
    return limits;
  }

  /** An amount in the currency, or a list with others such as {@code 30.00 USD}. */
  private static Map<String, Money> amounts(
      Settings s, String key, String otherwise, String currency) {
    Map<String, Money> amounts = new HashMap<>();
    for (String text : s.texts(key)) {
      String[] words = text.strip().split("\\s+", -1);
      String name = words.length == 2 ? words[1] : currency;
      Optional<Money> amount = words.length > 2 ? Optional.empty() : amount(words[0], name);
      if (amount.isEmpty() || amounts.put(name, amount.get()) != null) {
        s.error(
            key,
            "'"
                + text
                + "' is not an amount in "
                + currency
                + ", or one with its currency such as 30.00 USD; each currency once");
      }
    }
    amount(otherwise, currency).ifPresent(amount -> amounts.putIfAbsent(currency, amount));
    return amounts;
  }

  private static Optional<Money> amount(String decimal, String currency) {
    try {
      return Money.parse(decimal, currency);
    } catch (IllegalArgumentException noCurrency) {
      return Optional.empty();
    }
  }

  /** Whether this amount is small enough to be paid without a question. */
  public boolean isSmall(Money amount) {
    Money most = confirmAbove.get(amount.currency());
    return most != null && amount.compareTo(most) <= 0;
  }

  /** The largest amount the platform pays at all in this currency; empty if it sets none. */
  public Optional<Money> most(String currency) {
    return Optional.ofNullable(refuseAbove.get(currency));
  }
}
