package dev.snaptill.command;

import dev.snaptill.value.Address;
import dev.snaptill.value.Money;
import dev.snaptill.voucher.Reference;
import org.jspecify.annotations.Nullable;

/** What a text asks for. */
public sealed interface Command {
  /**
   * To pay a voucher.
   *
   * @param amount the payer's own, where the voucher leaves it to the payer; null if none was typed
   */
  record Pay(Reference voucher, @Nullable Money amount) implements Command {
    public Pay(Reference voucher) {
      this(voucher, null);
    }

    /** As {@link Grammar} reads it. */
    public String text() {
      return "PAY " + voucher.text() + (amount == null ? "" : " " + amount.decimal());
    }
  }

  /** Looks like a code, but a digit is wrong. */
  record Mistyped() implements Command {}

  /**
   * To be paid; the note may be empty.
   *
   * @param payer the only one who may pay it, as typed after {@code TO}; null if anyone may
   */
  record Request(Money amount, String note, @Nullable Address payer) implements Command {
    public Request(Money amount, String note) {
      this(amount, note, null);
    }
  }

  /** Names an amount that is none. */
  record BadAmount() implements Command {}

  /** Names a telephone number that is none. */
  record BadNumber() implements Command {}

  /** Is this receipt true? Capitals, digits and dashes, or what a receipt's code says. */
  record Check(String receipt) implements Command {}

  /** The payer wants the receipt as a picture, to show it. */
  record Receipt(String number) implements Command {}

  /**
   * To give back what was paid.
   *
   * @param amount null for all that is left of it
   */
  record Refund(String receipt, @Nullable Money amount) implements Command {}

  record Subscribe(Reference voucher) implements Command {}

  /** Shows them, numbered from 1. */
  record Subscriptions() implements Command {}

  record CancelSubscription(int n) implements Command {}

  record PauseSubscription(int n) implements Command {}

  record ResumeSubscription(int n) implements Command {}

  /**
   * Confirms.
   *
   * @param number the one-time number, six digits; null if none was typed
   * @param bare the number stood alone, and means nothing where none is asked for
   */
  record Yes(@Nullable String number, boolean bare) implements Command {
    /** Never the number: this may reach a log. */
    @Override
    public String toString() {
      return "Yes";
    }
  }

  /**
   * Declines.
   *
   * @param number the one-time number; null for whatever is asked
   */
  record No(@Nullable String number) implements Command {
    /** Never the number: this may reach a log. */
    @Override
    public String toString() {
      return "No";
    }
  }

  /** Consents to pay by message, having been invited. */
  record Join() implements Command {}

  /** Shows the last payments. */
  record History() implements Command {}

  /**
   * Shows the payer's limits, or sets one.
   *
   * @param amount null to show them
   */
  record Limit(Span span, @Nullable Money amount) implements Command {
    /** What a limit is for. */
    public enum Span {
      PAYMENT,
      DAY,
      MONTH
    }
  }

  /** No more texts that were not asked for. */
  record Stop() implements Command {}

  record Start() implements Command {}

  /**
   * @param language {@code en} or {@code zh}
   */
  record Language(String language) implements Command {}

  /** This telephone number, too, is to pay from the account. */
  record Add(Address number) implements Command {}

  /** Yes, once more: the two digits that were asked for. */
  record Again(int number) implements Command {}

  record Help() implements Command {}

  record Empty() implements Command {}

  record NotUnderstood() implements Command {}
}
