package dev.snaptill.voucher;

import dev.snaptill.outbox.Say;
import dev.snaptill.outbox.Texts;
import dev.snaptill.value.Money;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/** Why a voucher is not paid: each reason with its own text and its own count. */
public sealed interface Refusal {

  /** What the sender is told. */
  Say say();

  /** The values of the text, in the reader's language. */
  default List<Object> values(String language) {
    return List.of();
  }

  /** Its name in the metrics, such as {@code already_used}. */
  default String word() {
    return getClass().getSimpleName().replaceAll("(?<!^)([A-Z])", "_$1").toLowerCase(Locale.ROOT);
  }

  /** Whether the sender may be the one who paid it: then the first outcome is told again. */
  default boolean mayBeRepeat() {
    return false;
  }

  /** The sender is blocked for wrong codes and gets no answer. */
  record Silent() implements Refusal {
    @Override
    public Say say() {
      return Say.HELP;
    }
  }

  /** This was one wrong code too many. */
  record Blocked(Duration time) implements Refusal {
    @Override
    public Say say() {
      return Say.BLOCKED;
    }

    @Override
    public List<Object> values(String language) {
      return List.of(time.toMinutes());
    }
  }

  /** This was one wrong code too many for today. */
  record BlockedUntilLifted() implements Refusal {
    @Override
    public Say say() {
      return Say.BLOCKED_UNTIL_LIFTED;
    }
  }

  record UnknownCode() implements Refusal {
    @Override
    public Say say() {
      return Say.UNKNOWN_CODE;
    }
  }

  /** The check digits caught a slip: it costs the sender none of its tries. */
  record Mistyped() implements Refusal {
    @Override
    public Say say() {
      return Say.UNKNOWN_CODE;
    }
  }

  /** Dedicated to somebody else: told as if there were no such voucher. */
  record NotThePayer() implements Refusal {
    @Override
    public Say say() {
      return Say.UNKNOWN_CODE;
    }
  }

  /** A token that was not sealed here, or altered since. */
  record Forged() implements Refusal {
    @Override
    public Say say() {
      return Say.FORGED;
    }
  }

  /** A genuine token that says something else than the voucher's row. */
  record TokenDiffers() implements Refusal {
    @Override
    public Say say() {
      return Say.TOKEN_DIFFERS;
    }
  }

  record NotRegistered() implements Refusal {
    @Override
    public Say say() {
      return Say.NOT_REGISTERED;
    }
  }

  record NoMandate() implements Refusal {
    @Override
    public Say say() {
      return Say.NO_MANDATE;
    }
  }

  record PayerClosed() implements Refusal {
    @Override
    public Say say() {
      return Say.PAYER_CLOSED;
    }
  }

  record PayerAccountClosed() implements Refusal {
    @Override
    public Say say() {
      return Say.PAYER_ACCOUNT_CLOSED;
    }
  }

  record PayeeClosed(String payee) implements Refusal {
    @Override
    public Say say() {
      return Say.PAYEE_CLOSED;
    }

    @Override
    public List<Object> values(String language) {
      return List.of(Texts.plain(payee));
    }
  }

  record PayeeAccountClosed(String payee) implements Refusal {
    @Override
    public Say say() {
      return Say.PAYEE_ACCOUNT_CLOSED;
    }

    @Override
    public List<Object> values(String language) {
      return List.of(Texts.plain(payee));
    }
  }

  record Cancelled() implements Refusal {
    @Override
    public Say say() {
      return Say.CANCELLED;
    }

    @Override
    public boolean mayBeRepeat() {
      return true;
    }
  }

  record Paused() implements Refusal {
    @Override
    public Say say() {
      return Say.PAUSED;
    }

    @Override
    public boolean mayBeRepeat() {
      return true;
    }
  }

  record Expired() implements Refusal {
    @Override
    public Say say() {
      return Say.EXPIRED;
    }

    @Override
    public boolean mayBeRepeat() {
      return true;
    }
  }

  /** The one use of a voucher is gone. */
  record AlreadyUsed() implements Refusal {
    @Override
    public Say say() {
      return Say.ALREADY_USED;
    }

    @Override
    public boolean mayBeRepeat() {
      return true;
    }
  }

  /** All uses of a voucher are gone. */
  record UsedUp() implements Refusal {
    @Override
    public Say say() {
      return Say.USED_UP;
    }

    @Override
    public boolean mayBeRepeat() {
      return true;
    }
  }

  /** Voucher or order has reached its total. */
  record PaidInFull() implements Refusal {
    @Override
    public Say say() {
      return Say.PAID_IN_FULL;
    }

    @Override
    public boolean mayBeRepeat() {
      return true;
    }
  }

  record OwnVoucher() implements Refusal {
    @Override
    public Say say() {
      return Say.OWN_VOUCHER;
    }
  }

  record WrongCurrency(String currency) implements Refusal {
    @Override
    public Say say() {
      return Say.WRONG_CURRENCY;
    }

    @Override
    public List<Object> values(String language) {
      return List.of(currency);
    }
  }

  /** It may not come by this channel. */
  record WrongChannel(Set<String> allowed) implements Refusal {
    @Override
    public Say say() {
      return Say.WRONG_CHANNEL;
    }

    @Override
    public List<Object> values(String language) {
      return List.of(String.join(", ", new TreeSet<>(allowed)).toUpperCase(Locale.ROOT));
    }
  }

  /** The payer has to say the amount. */
  record AmountMissing(Money least, Money most) implements Refusal {
    @Override
    public Say say() {
      return Say.AMOUNT_MISSING;
    }

    @Override
    public List<Object> values(String language) {
      return List.of(Texts.amount(least, language), Texts.amount(most, language));
    }
  }

  record AmountOutside(Money least, Money most) implements Refusal {
    @Override
    public Say say() {
      return Say.AMOUNT_OUTSIDE;
    }

    @Override
    public List<Object> values(String language) {
      return List.of(Texts.amount(least, language), Texts.amount(most, language));
    }
  }

  /** Another amount was typed than the payee has set. */
  record AmountFixed(Money amount) implements Refusal {
    @Override
    public Say say() {
      return Say.AMOUNT_FIXED;
    }

    @Override
    public List<Object> values(String language) {
      return List.of(Texts.amount(amount, language));
    }
  }

  /** Not smaller than the platform's threshold. */
  record AbovePlatform(Money most) implements Refusal {
    @Override
    public Say say() {
      return Say.OVER_PLATFORM;
    }

    @Override
    public List<Object> values(String language) {
      return List.of(Texts.amount(most, language));
    }
  }

  /** A limit of the payer; which one is not known any more. */
  record OverLimit(Money amount) implements Refusal {
    @Override
    public Say say() {
      return Say.OVER_LIMIT;
    }

    @Override
    public List<Object> values(String language) {
      return List.of(Texts.amount(amount, language));
    }
  }

  record OverPerPayment(Money amount) implements Refusal {
    @Override
    public Say say() {
      return Say.OVER_LIMIT;
    }

    @Override
    public List<Object> values(String language) {
      return List.of(Texts.amount(amount, language));
    }
  }

  record OverPerDay(Money amount) implements Refusal {
    @Override
    public Say say() {
      return Say.OVER_DAY;
    }

    @Override
    public List<Object> values(String language) {
      return List.of(Texts.amount(amount, language));
    }
  }

  record OverPerDayCount() implements Refusal {
    @Override
    public Say say() {
      return Say.OVER_DAY_COUNT;
    }
  }

  record OverPerMonth(Money amount) implements Refusal {
    @Override
    public Say say() {
      return Say.OVER_MONTH;
    }

    @Override
    public List<Object> values(String language) {
      return List.of(Texts.amount(amount, language));
    }
  }

  record OverPrintedPerDay(Money amount) implements Refusal {
    @Override
    public Say say() {
      return Say.OVER_PRINTED;
    }

    @Override
    public List<Object> values(String language) {
      return List.of(Texts.amount(amount, language));
    }
  }

  /** Half of the limits, which hold for a new payer, forbid what the whole would allow. */
  record NewPayerLimit(Money amount) implements Refusal {
    @Override
    public Say say() {
      return Say.OVER_NEW_PAYER;
    }

    @Override
    public List<Object> values(String language) {
      return List.of(Texts.amount(amount, language));
    }
  }
}
