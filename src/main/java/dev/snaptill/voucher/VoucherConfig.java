package dev.snaptill.voucher;

import dev.snaptill.config.Settings;
import dev.snaptill.value.Money;
import java.time.Duration;
import java.util.Currency;

/**
 * The platform's own rules for vouchers.
 *
 * @param shortCode the number people send vouchers to
 * @param currency the currency of amounts that name none
 * @param limits what a payment may come to
 * @param maxAmount largest amount of a voucher, minor units
 * @param life how long a voucher lives if its payee doesn't say
 * @param maxLife the longest a payee may ask for
 * @param wrongCodes wrong codes within {@code wrongWindow} that block a sender
 * @param block how long that sender is blocked
 * @param wrongPerDay wrong codes within a day that block a sender until an operator lifts it
 * @param foreignTries tries by others than its payer after which a dedicated voucher is paused
 */
public record VoucherConfig(
    String shortCode,
    String currency,
    PaymentLimits limits,
    Money maxAmount,
    Duration life,
    Duration maxLife,
    int wrongCodes,
    Duration wrongWindow,
    Duration block,
    int wrongPerDay,
    int foreignTries) {

  public static VoucherConfig from(Settings s) {
    String currency = currency(s);
    return new VoucherConfig(
        s.text("short_code", "10658", "\\d{3,15}", "a number of 3 to 15 digits"),
        currency,
        PaymentLimits.from(s, currency),
        money(s, "max_amount", "100000.00", currency),
        s.duration("life", Duration.ofHours(24), Duration.ofMinutes(1), Duration.ofDays(366)),
        s.duration("max_life", Duration.ofDays(366), Duration.ofMinutes(1), Duration.ofDays(3660)),
        s.integer("wrong_codes", 5, 1, 100),
        s.duration(
            "wrong_window", Duration.ofMinutes(15), Duration.ofMinutes(1), Duration.ofDays(1)),
        s.duration("block", Duration.ofHours(1), Duration.ofMinutes(1), Duration.ofDays(7)),
        s.integer("wrong_codes_per_day", 10, 1, 1000),
        s.integer("foreign_tries", 3, 1, 100));
  }

  private static String currency(Settings s) {
    String code = s.text("currency", "CNY");
    try {
      return Currency.getInstance(code).getCurrencyCode();
    } catch (IllegalArgumentException e) {
      s.error("currency", "'" + code + "' is not a currency of ISO 4217 such as CNY");
      return "CNY";
    }
  }

  private static Money money(Settings s, String key, String otherwise, String currency) {
    String text = s.text(key, otherwise);
    return Money.parse(text, currency)
        .orElseGet(
            () -> {
              s.error(key, "'" + text + "' is not an amount in " + currency);
              return new Money(0, currency);
            });
  }
}
